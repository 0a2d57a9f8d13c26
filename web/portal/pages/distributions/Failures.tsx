/**
 * What failed, by reason, each with what mends it: see them and correct, or try again after a count. And what waits for people
 * to say how it ended, or what becomes of it.
 */
import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Distribution, PayoutState as State } from '../../api/shapes.ts'
import { Section } from '../../parts/Section.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { PayoutState } from '../../parts/StateBadge.tsx'
import { useSession } from '../../session/session.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'
import { ItsCases, Mend } from './Mend.tsx'
import type { PayoutFilter } from './PayoutTable.tsx'
import { progressQuery } from './queries.ts'
import { Retry } from './Retry.tsx'

/** What of a list needs people: refused first, as most of it is mended by its reason. */
const needPeople = ['refused', 'unknown', 'to_decide', 'overpaid'] as const satisfies readonly State[]
/** Under which kind of case the others stand in the work lists. */
const caseKinds = { unknown: 'unknown', to_decide: 'decision', overpaid: 'overpaid' } as const
const isOpen = (state: State): state is (typeof needPeople)[number] => needPeople.some(each => each === state)

interface Props {
  readonly distribution: Distribution
  readonly live: boolean
  readonly show: (filter: PayoutFilter) => void
}

export function Failures({ distribution, live, show }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const { mayWhole } = useSession()
  const [retrying, setRetrying] = useState<string | null>(null)
  const progress = useQuery(progressQuery(distribution.id, live)).data
  const failed = (progress?.byStateAndReason ?? []).flatMap(({ state, ...rest }) =>
    isOpen(state) ? [{ state, ...rest }] : [],
  )
  failed.sort((a, b) => needPeople.indexOf(a.state) - needPeople.indexOf(b.state))
  // Stands also once nothing is left to be shown: what was asked goes on there.
  const dialog = retrying !== null && <Retry id={distribution.id} reason={retrying} close={() => setRetrying(null)} />
  const title = t(failed.every(({ state }) => state === 'refused') ? 'distribution.failed' : 'lists.failedOrOpen')
  return (
    <>
      {failed.length > 0 && (
        <Section title={title}>
          <ShortTable
            label={title}
            heads={[
              { name: t('distribution.reason') },
              { name: t('distribution.people'), end: true },
              { name: t('distribution.sum'), end: true },
              { name: t('mend.what') },
            ]}
            rows={failed.map(({ state, reason, count, amountMinor, acts }) => ({
              key: `${state} ${reason ?? ''}`,
              cells: [
                <>
                  {state !== 'refused' && <PayoutState state={state} />}{' '}
                  {(state === 'refused' || reason !== null) && reasonText(reason)}
                  {(state !== 'refused' || acts !== null) && (
                    <Text size="sm" c="dimmed">
                      {state === 'refused' ? t(`mend.${acts ?? 'human'}`) : t(`lists.mends.${state}`)}
                    </Text>
                  )}
                </>,
                shown.number(count),
                shown.money(amountMinor, distribution.currency),
                <Group gap="xs">
                  <Button size="compact-sm" variant="default" onClick={() => show({ state, reason: reason ?? '' })}>
                    {t(state === 'refused' && acts === 'correct' ? 'mend.showAndCorrect' : 'distribution.show')}
                  </Button>
                  {state !== 'refused' && (
                    <ItsCases
                      programmeId={distribution.programmeId}
                      of={{ distribution: distribution.id, kind: caseKinds[state] }}
                    />
                  )}
                  {state === 'refused' && acts !== null && <Mend acts={acts} programmeId={distribution.programmeId} />}
                  {state === 'refused' && reason !== null && mayWhole('payouts.retry', distribution.programmeId) && (
                    <Button size="compact-sm" variant="default" onClick={() => setRetrying(reason)}>
                      {t('distribution.retry')} …
                    </Button>
                  )}
                </Group>,
              ],
            }))}
          />
        </Section>
      )}
      {dialog}
    </>
  )
}
