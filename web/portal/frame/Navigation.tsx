/** Where one can go: only what one’s roles let one see. */
import { NavLink, Text } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../session/session.ts'
import { useProgrammes } from './programmes.ts'

export function Navigation({ gone }: { readonly gone: () => void }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const { here } = useProgrammes()
  const { pathname } = useLocation()
  return (
    <>
      <NavLink component={Link} to="/" label={t('nav.home')} active={pathname === '/'} onClick={gone} />
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
          {may('vouchers.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/vouchers" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('vouchers.title')}
              active={/^\/programmes\/[^/]+\/vouchers/.test(pathname)}
              onClick={gone}
            />
          )}
          {may('messages.read', here.id) && (
            <NavLink
              renderRoot={props => (
                <Link to="/programmes/$programmeId/messages" params={{ programmeId: here.id }} {...props} />
              )}
              label={t('messages.title')}
              active={/^\/programmes\/[^/]+\/messages/.test(pathname)}
              onClick={gone}
            />
          )}
        </Within>
      )}
    </>
  )
}

function Within({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <Text size="xs" fw={700} c="dimmed" mt="md" mb={4} px="sm">
        {name}
      </Text>
      {children}
    </>
  )
}
