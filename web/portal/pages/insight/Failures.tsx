/** Why payments failed, and how many of them were paid after all. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Bars } from '../../parts/charts/Bars.tsx'
import { ChartSection } from '../../parts/charts/ChartSection.tsx'
import { Legend } from '../../parts/charts/kinds.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'
import { failuresQuery, type Among } from './queries.ts'

export function Failures({ among }: { readonly among: Among }) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const failures = useQuery(failuresQuery(among))
  const items = failures.data?.items ?? []
  const number = (value: unknown): string => shown.number(Number(value))
  return (
    <ChartSection
      title={t('insight.failures.title')}
      says={t('insight.failures.says')}
      file="reasons-of-failure"
      columns={[
        { head: t('insight.failures.reason') },
        { head: t('insight.failures.payouts'), shown: number, end: true },
        { head: t('insight.failures.paidLater'), shown: number, end: true },
      ]}
      rows={items.map(({ reason, payouts, paidLater }) => [reasonText(reason), payouts, paidLater])}
    >
      <Loaded of={failures} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('insight.failures.none')} says={t('insight.failures.noneSays')} />
          ) : (
            <>
              <Legend
                entries={[
                  { kind: 'good', name: t('insight.failures.paidLater') },
                  { kind: 'bad', name: t('insight.failures.notPaid') },
                ]}
              />
              <Bars
                bars={items.map(({ reason, payouts, paidLater }) => ({
                  name: reasonText(reason),
                  parts: [
                    { kind: 'good', value: paidLater },
                    { kind: 'bad', value: payouts - paidLater },
                  ],
                  says: t('insight.failures.bar', { payouts: shown.number(payouts), paid: shown.number(paidLater) }),
                }))}
              />
            </>
          )
        }
      </Loaded>
    </ChartSection>
  )
}
