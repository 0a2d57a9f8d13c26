/** How many messages arrived, month by month. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ChartSection } from '../../parts/charts/ChartSection.tsx'
import { Columns } from '../../parts/charts/Columns.tsx'
import { Legend } from '../../parts/charts/kinds.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'
import { messagesQuery, type Among } from './queries.ts'
import { usePeriods } from './usePeriods.ts'

export function Delivered({ among }: { readonly among: Among }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { month } = usePeriods()
  const messages = useQuery(messagesQuery(among))
  const items = messages.data?.items ?? []
  const all = items.reduce((sum, each) => sum + each.delivered + each.sent + each.failed + each.waiting, 0)
  const arrived = items.reduce((sum, each) => sum + each.delivered, 0)
  const number = (value: unknown): string => shown.number(Number(value))
  return (
    <ChartSection
      title={t('insight.messages.title')}
      says={t('insight.messages.says', { part: shown.percent(arrived, all), all: shown.number(all) })}
      file="messages-by-month"
      columns={[
        { head: t('insight.messages.month'), shown: value => shown.month(String(value)) },
        { head: t('insight.messages.delivered'), shown: number, end: true },
        { head: t('insight.messages.sent'), shown: number, end: true },
        { head: t('insight.messages.waiting'), shown: number, end: true },
        { head: t('insight.messages.failed'), shown: number, end: true },
      ]}
      rows={items.map(each => [each.month, each.delivered, each.sent, each.waiting, each.failed])}
    >
      <Loaded of={messages} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('insight.messages.none')} says={t('insight.messages.noneSays')} />
          ) : (
            <>
              <Legend
                entries={[
                  { kind: 'good', name: t('insight.messages.delivered') },
                  { kind: 'before', name: t('insight.messages.sent') },
                  { kind: 'rest', name: t('insight.messages.waiting') },
                  { kind: 'bad', name: t('insight.messages.failed') },
                ]}
              />
              <Columns
                label={t('insight.messages.title')}
                number={shown.number}
                columns={items.map(each => ({
                  name: month(each.month),
                  parts: [
                    { kind: 'good', value: each.delivered },
                    { kind: 'before', value: each.sent },
                    { kind: 'rest', value: each.waiting },
                    { kind: 'bad', value: each.failed },
                  ],
                  says: t('insight.messages.column', {
                    delivered: shown.number(each.delivered),
                    failed: shown.number(each.failed),
                  }),
                }))}
              />
            </>
          )
        }
      </Loaded>
    </ChartSection>
  )
}
