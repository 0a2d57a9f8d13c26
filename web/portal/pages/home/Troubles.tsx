/** What is wrong with a programme now, a sentence each, with the way to where it is mended. */
import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProgrammeGlance } from '../../api/shapes.ts'
import { useSession } from '../../session/session.ts'
import { usePauseText } from '../../shown/usePauseText.ts'
import { useShown } from '../../shown/useShown.ts'

export function Troubles({ of }: { readonly of: ProgrammeGlance }) {
  const { id, currency, payouts, pausedLists, accounts, shortLists } = of
  const { t } = useTranslation()
  const shown = useShown()
  const { may, mayInHouse } = useSession()
  const pauseText = usePauseText()
  const list = (distributionId: string, says: string) => (
    <Way
      key={`${distributionId} ${says}`}
      to="/distributions/$distributionId"
      params={{ distributionId }}
      says={says}
    />
  )
  const ends = (['refused', 'unknown'] as const).flatMap(state => {
    const count = payouts?.[state] ?? 0
    if (count === 0) return []
    const says = t(`troubles.${state}`, { number: shown.number(count) })
    if (payouts?.distributionId) return [list(payouts.distributionId, says)]
    if (!may('cases.read', id))
      return [<Way key={state} to="/programmes/$programmeId/distributions" params={{ programmeId: id }} says={says} />]
    const search = { programme: id, ...(state === 'unknown' ? { kind: state } : {}) }
    return [<Way key={state} to="/work" search={search} says={says} />]
  })
  return (
    <Alert color="orange" mt="xs" p="xs">
      <Stack gap={4} align="flex-start">
        {ends}
        {(pausedLists ?? []).map(({ distributionId, name, why }) =>
          list(
            distributionId,
            why === null
              ? t('troubles.still', { name })
              : t('troubles.stillFor', { name, why: pauseText('distribution', why).says }),
          ),
        )}
        {(shortLists ?? []).map(({ distributionId, name, shortMinor }) =>
          list(distributionId, t('troubles.short', { name, money: shown.money(shortMinor, currency) })),
        )}
        {(accounts ?? []).flatMap(({ fspAccountId, paused, pausedFor, silentSince }) => [
          ...(paused
            ? [
                <Way
                  key={`${fspAccountId} paused`}
                  {...(mayInHouse('fspAccounts.read') && {
                    to: '/fsp-accounts/$accountId',
                    params: { accountId: fspAccountId },
                  })}
                  says={
                    pausedFor === null
                      ? t('troubles.account')
                      : t('troubles.accountFor', { why: pauseText('account', pausedFor).says })
                  }
                />,
              ]
            : []),
          ...(silentSince === null
            ? []
            : [
                <Way
                  key={`${fspAccountId} silent`}
                  {...(mayInHouse('statements.read')
                    ? { to: '/reconciling', search: { account: fspAccountId } }
                    : mayInHouse('callbacks.standing') && { to: '/system' })}
                  says={t('troubles.silent', { when: shown.ago(silentSince) })}
                />,
              ]),
        ])}
      </Stack>
    </Alert>
  )
}

interface WayProps {
  /** left out: somebody else’s page */
  readonly to?: string
  readonly params?: Readonly<Record<string, string>>
  readonly search?: object
  readonly says: ReactNode
}

const Way = ({ to, says, ...rest }: WayProps) =>
  to === undefined ? (
    <Text size="sm">{says}</Text>
  ) : (
    <Anchor
      size="sm"
      c="inherit"
      td="underline"
      renderRoot={props => <Link to={to as '/'} {...(rest as object)} {...props} />}
    >
      {says}
    </Anchor>
  )
