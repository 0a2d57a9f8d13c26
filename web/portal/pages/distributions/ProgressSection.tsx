/** How far a distribution is, as it goes. */
import { Progress, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Distribution, Progress as Counted } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { PayoutState } from '../../parts/StateBadge.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useProgress } from './useProgress.ts'

interface Props {
  readonly distribution: Distribution
  readonly live: boolean
}

export function ProgressSection({ distribution: { id, name }, live }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const progress = useProgress(id, live)
  const rate = useRate(progress.data, live)
  return (
    <Section title={t('distribution.progress')}>
      <Loaded of={progress}>
        {({ paid, payouts, paidMinor, totalMinor, currency, byState, byStateAndReason, openCases }) => (
          <Stack gap="sm">
            <Progress size="lg" value={payouts === 0 ? 0 : (paid / payouts) * 100} aria-label={name} />
            <Text role="status">
              {t('distribution.paidOf', { paid: shown.number(paid), total: shown.number(payouts) })} (
              {shown.percent(paid, payouts)})
              {rate > 0 && ` · ${t('distribution.rate', { number: shown.number(rate) })}`}
              {rate > 0 &&
                payouts > paid &&
                ` · ${t('distribution.left', { number: shown.number(Math.ceil((payouts - paid) / rate)) })}`}
            </Text>
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
                      <PayoutState state={state} /> {shown.number(count)} · {shown.money(amountMinor, currency)}
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
                        value: shown.number(openCases.reduce((sum, { count }) => sum + count, 0)),
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

const overMs = 30_000

/** How many were paid a minute, over the last half minute that this page has seen. */
function useRate(counted: Counted | undefined, live: boolean): number {
  const seen = useRef<{ at: number; paid: number }[]>([])
  const [rate, setRate] = useState(0)
  useEffect(() => {
    if (!counted || !live) {
      seen.current = []
      setRate(0)
      return
    }
    const now = Date.now()
    seen.current = [...seen.current.filter(({ at }) => now - at <= overMs), { at: now, paid: counted.paid }]
    const [first] = seen.current
    if (first && now > first.at) setRate(Math.round(((counted.paid - first.paid) * 60_000) / (now - first.at)))
  }, [counted, live])
  return rate
}
