/** How many people were paid, for the first time and so far, by week or month. */
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartSection } from '../../parts/charts/ChartSection.tsx'
import { Columns } from '../../parts/charts/Columns.tsx'
import { Legend } from '../../parts/charts/kinds.tsx'
import type { Cell } from '../../parts/charts/csv.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'
import { reachQuery, type Among, type Span } from './queries.ts'
import { usePeriods } from './usePeriods.ts'

const spans = ['week', 'month'] as const satisfies readonly Span[]

export function Reach({ among }: { readonly among: Among }) {
  const { t } = useTranslation()
  const shown = useShown()
  const periods = usePeriods()
  const [by, setBy] = useState<Span>('month')
  const reached = useQuery(reachQuery(among, by))
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={t('insight.reach.by')}
      value={by}
      onChange={span => setBy(span as Span)}
      data={spans.map(value => ({ value, label: t(`insight.reach.span.${value}`) }))}
    />
  )
  const items = reached.data?.items ?? []
  const currencies = [...new Set(items.flatMap(({ amounts }) => amounts.map(({ currency }) => currency)))].sort()
  const last = items.at(-1)
  return (
    <ChartSection
      title={t('insight.reach.title')}
      says={
        last
          ? t('insight.reach.says', {
              people: shown.number(last.peopleSoFar),
              payments: shown.number(items.reduce((sum, { payments }) => sum + payments, 0)),
            })
          : ''
      }
      file={`people-paid-by-${by}`}
      acts={choice}
      columns={[
        by === 'month'
          ? { head: t('insight.messages.month'), shown: day => shown.month(String(day).slice(0, 7)) }
          : { head: t('insight.reach.from'), shown: day => shown.date(String(day)) },
        { head: t('insight.reach.new'), shown: numberWith(shown.number), end: true },
        { head: t('insight.reach.soFar'), shown: numberWith(shown.number), end: true },
        { head: t('insight.reach.payments'), shown: numberWith(shown.number), end: true },
        ...currencies.map(currency => ({
          head: `${t('insight.amount')} (${currency})`,
          headInFile: `${t('insight.amountMinor')} (${currency})`,
          shown: (minor: Cell) => shown.money(String(minor ?? 0), currency),
          end: true,
        })),
      ]}
      rows={items.map(({ from, people, peopleSoFar, payments, amounts }) => [
        from,
        people,
        peopleSoFar,
        payments,
        ...currencies.map(currency => amounts.find(each => each.currency === currency)?.amountMinor ?? '0'),
      ])}
    >
      <Loaded of={reached} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('insight.nobodyPaid')} says={t('insight.nothingSays')} />
          ) : (
            <>
              <Legend
                entries={[
                  { kind: 'good', name: t('insight.reach.new') },
                  // Of the first month or week there is nobody.
                  ...(items.some(({ people, peopleSoFar }) => peopleSoFar > people)
                    ? [{ kind: 'before' as const, name: t('insight.reach.before') }]
                    : []),
                ]}
              />
              <Columns
                label={t('insight.reach.title')}
                number={shown.number}
                columns={items.map(({ from, people, peopleSoFar }) => ({
                  name: periods[by](from),
                  parts: [
                    { kind: 'before', value: peopleSoFar - people },
                    { kind: 'good', value: people },
                  ],
                  says: t('insight.reach.column', { people: shown.number(people), soFar: shown.number(peopleSoFar) }),
                }))}
              />
            </>
          )
        }
      </Loaded>
    </ChartSection>
  )
}

const numberWith =
  (number: (value: number) => string) =>
  (value: Cell): string =>
    number(Number(value))
