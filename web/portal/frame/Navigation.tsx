/** Where one can go: only what one’s roles let one see. */
import { NavLink, Text, type NavLinkProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Programme } from '../api/shapes.ts'
import { waitingQuery } from '../pages/waiting/queries.ts'
import { useSession } from '../session/session.ts'
import { useShown } from '../shown/useShown.ts'
import { useProgrammes } from './programmes.ts'
import { Tag } from '../parts/Tag.tsx'

export function Navigation({ gone }: { readonly gone: () => void }) {
  const { t } = useTranslation()
  const { may, mayWhole, mayInHouse } = useSession()
  const { here } = useProgrammes()
  const { pathname } = useLocation()
  // Where somebody stands is in the menu, also if the programme has not begun to use it.
  const uses = (what: Programme['uses'][number]): boolean =>
    here !== null && (here.uses.includes(what) || pathname.startsWith(`/programmes/${here.id}/${what}`))
  const counted = useCounted()
  const { data: waits } = useQuery({ ...waitingQuery, enabled: may('programmes.read') })
  const decides =
    (waits?.distributions.length ?? 0) +
    (waits?.starts.length ?? 0) +
    (waits?.proposals.length ?? 0) +
    (waits?.corrections.reduce((sum, { count }) => sum + count, 0) ?? 0)
  return (
    <>
      <NavLink component={Link} to="/" label={t('nav.home')} active={pathname === '/'} onClick={gone} />
      {may('programmes.read') && (
        <NavLink
          component={Link}
          to="/waiting"
          label={t('nav.waiting')}
          active={pathname === '/waiting'}
          onClick={gone}
          {...counted(decides, 'nav-waiting')}
        />
      )}
      {may('cases.read') && (
        <NavLink
          component={Link}
          to="/work"
          label={t('nav.work')}
          active={pathname.startsWith('/work')}
          onClick={gone}
          {...counted(waits?.cases.open ?? 0, 'nav-work')}
        />
      )}
      {mayInHouse('statements.read') && (
        <NavLink
          component={Link}
          to="/reconciling"
          label={t('nav.reconciling')}
          active={/^\/(reconciling|statements)/.test(pathname)}
          onClick={gone}
        />
      )}
      {here && (
        <Within name={here.name}>
          {may('people.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/people" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.people')}
              active={/^\/(people|programmes\/[^/]+\/people)/.test(pathname)}
              onClick={gone}
            />
          )}
          {may('distributions.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/distributions" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.distributions')}
              active={/^\/(distributions|programmes\/[^/]+\/distributions)/.test(pathname)}
              onClick={gone}
            />
          )}
          {mayWhole('ledger.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/money" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.money')}
              active={pathname.endsWith('/money')}
              onClick={gone}
            />
          )}
          {may('distributions.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/insight" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.insight')}
              active={pathname.endsWith('/insight')}
              onClick={gone}
            />
          )}
          {mayWhole('programmes.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/setup" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.setup')}
              active={/\/(setup|entitlement|calendar|fields)$/.test(pathname)}
              onClick={gone}
            />
          )}
          {may('fieldLinks.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/outside" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.outside')}
              active={/^\/programmes\/[^/]+\/outside/.test(pathname)}
              onClick={gone}
            />
          )}
          {uses('vouchers') && may('vouchers.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/vouchers" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.vouchers')}
              active={/^\/programmes\/[^/]+\/vouchers/.test(pathname)}
              onClick={gone}
            />
          )}
          {uses('invitations') && may('invitations.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/invitations" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.invitations')}
              active={/^\/programmes\/[^/]+\/invitations/.test(pathname)}
              onClick={gone}
            />
          )}
          {may('messages.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/messages" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('nav.messages')}
              active={/^\/programmes\/[^/]+\/messages/.test(pathname)}
              onClick={gone}
            />
          )}
        </Within>
      )}
      <Administration gone={gone} />
    </>
  )
}

/** How much waits there, beside its name and told with it. */
function useCounted(): (count: number, id: string) => Partial<NavLinkProps> & { 'aria-describedby'?: string } {
  const shown = useShown()
  return (count, id) =>
    count === 0
      ? {}
      : {
          'aria-describedby': id,
          rightSection: (
            <Tag id={id} colour="hand" hidden>
              {shown.number(count)}
            </Tag>
          ),
        }
}

const administration = [
  ['/programmes/new', 'programmes.create', 'nav.newProgramme'],
  ['/staff', 'staff.read', 'nav.staff'],
  ['/roles', 'roles.read', 'nav.roles'],
  ['/tokens', 'staff.read', 'nav.tokens'],
  ['/fsp-accounts', 'fspAccounts.read', 'nav.fspAccounts'],
  ['/carriers', 'carriers.read', 'nav.carriers'],
  ['/strangers', 'carriers.read', 'nav.strangers'],
  ['/acts', 'audit.read', 'nav.acts'],
  ['/system', 'callbacks.standing', 'nav.system'],
] as const

function Administration({ gone }: { readonly gone: () => void }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const { pathname } = useLocation()
  const offered = administration.filter(([, permission]) => may(permission))
  if (offered.length === 0) return null
  return (
    <Within name={t('nav.administration')}>
      {offered.map(([to, , label]) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          label={t(label)}
          active={pathname === to || pathname.startsWith(`${to}/`)}
          onClick={gone}
        />
      ))}
    </Within>
  )
}

function Within({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <Text size="xs" fw={700} c="dimmed" mt="md" mb={4} px="sm">
        <bdi>{name}</bdi>
      </Text>
      {children}
    </>
  )
}
