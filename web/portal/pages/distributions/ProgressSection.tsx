/** How far a distribution is, as it goes. */
import { Anchor, Progress, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Distribution, Progress as Counted } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { wholePercent } from '../../shown/wholePercent.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { minutesLeft, ratePerMinute, stillCounted, type Seen } from './rate.ts'
import { WaitsForPeople } from './Standing.tsx'
import { useProgress } from './useProgress.ts'
import { waitsForPeople } from './waitsForPeople.ts'

interface Props {
  readonly distribution: Distribution
  readonly live: boolean
}

export function ProgressSection({ distribution: { id, name, programmeId, state }, live }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const progress = useProgress(id, live)
  const rate = useRate(progress.data, live)
  // While people are put on it there is nothing to count yet.
  if (state === 'freezing')
    return (
      <Section title={t('distribution.progress')}>
        <Text role="status">{t('hall.listInTheMaking')}</Text>
      </Section>
    )
  return (
    <Section title={t('distribution.progress')}>
      <Loaded of={progress}>
        {({ paid, payouts, paidMinor, totalMinor, currency, byState, byStateAndReason, openCases }) => (
          <Stack gap="sm">
            <Progress size="lg" value={wholePercent(paid, payouts)} aria-label={name} />
            <Text role="status">
              {t('distribution.paidOf', { paid: shown.number(paid), total: shown.number(payouts) })} (
              {shown.percent(paid, payouts)})
              {rate > 0 && ` · ${t('distribution.rate', { number: shown.number(rate) })}`}
              {minutesLeft(byState, rate) > 0 &&
                ` · ${t('distribution.left', { number: shown.number(minutesLeft(byState, rate)) })}`}
            </Text>
            <WaitsForPeople
              distributionId={id}
              programmeId={programmeId}
              waits={waitsForPeople({ state, byStateAndReason, openCases })}
            />
            <Facts
              facts={[
                {
                  name: t('programme.disbursed'),
                  value: `${shown.money(paidMinor, currency)} / ${shown.money(totalMinor, currency)}`,
                },
                ...byState.map(({ state, count, amountMinor }) => ({
                  name: t(`payoutState.${state}`),
                  value: (
                    <>
                      {shown.number(count)} · {shown.money(amountMinor, currency)}
                      {byStateAndReason
                        .filter(each => each.state === state && each.reason !== null)
                        .map(({ reason, count }) => (
                          <Text key={reason} size="sm" c="dimmed">
                            {reasonText(reason)}: {shown.number(count)}
                          </Text>
                        ))}
                    </>
                  ),
                })),
                ...(openCases.length === 0
                  ? []
                  : [
                      {
                        name: t('distribution.cases'),
                        value: (
                          <OpenCases
                            id={id}
                            programmeId={programmeId}
                            count={openCases.reduce((sum, { count }) => sum + count, 0)}
                          />
                        ),
                      },
                    ]),
              ]}
            />
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}

interface CasesOf {
  readonly id: string
  readonly programmeId: string
  readonly count: number
}

/** To the open cases of the list, for whoever works on them. */
function OpenCases({ id, programmeId, count }: CasesOf) {
  const shown = useShown()
  const { may } = useSession()
  if (!may('cases.read', programmeId)) return shown.number(count)
  return (
    <Anchor renderRoot={props => <Link to="/work" search={{ programme: programmeId, distribution: id }} {...props} />}>
      {shown.number(count)}
    </Anchor>
  )
}

/** How many are paid a minute: looked at every second, for a page hears nothing where nothing changes. */
function useRate(counted: Counted | undefined, live: boolean): number {
  const seen = useRef<readonly Seen[]>([])
  const [rate, setRate] = useState(0)
  const paid = counted?.paid
  useEffect(() => {
    if (paid === undefined || !live) return
    const now = Date.now()
    seen.current = [...stillCounted(seen.current, now), { at: now, paid }]
  }, [paid, live])
  useEffect(() => {
    if (!live) return undefined
    const clock = window.setInterval(() => setRate(ratePerMinute(seen.current, Date.now())), 1_000)
    return () => {
      window.clearInterval(clock)
      seen.current = []
      setRate(0)
    }
  }, [live])
  return rate
}
