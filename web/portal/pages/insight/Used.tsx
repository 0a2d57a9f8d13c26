/** What became of vouchers. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Bars } from '../../parts/charts/Bars.tsx'
import { ChartSection } from '../../parts/charts/ChartSection.tsx'
import type { Cell } from '../../parts/charts/csv.ts'
import type { Kind } from '../../parts/charts/kinds.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'
import { vouchersQuery, type Among } from './queries.ts'

const standings = ['used', 'partly', 'unused', 'unasked', 'on_its_way', 'not_delivered'] as const
const kinds: Record<(typeof standings)[number], Kind> = {
  used: 'good',
  partly: 'before',
  unused: 'open',
  unasked: 'rest',
  on_its_way: 'rest',
  not_delivered: 'bad',
}

export function Used({ among }: { readonly among: Among }) {
  const { t } = useTranslation()
  const shown = useShown()
  const vouchers = useQuery(vouchersQuery(among))
  const items = vouchers.data?.items ?? []
  const sorted = standings.flatMap(standing => items.filter(each => each.standing === standing))
  const money = (minor: Cell, row: readonly Cell[]): string => shown.money(String(minor), String(row[2]))
  // Most programmes pay no vouchers and need not be told so.
  if (vouchers.data?.items.length === 0) return null
  return (
    <ChartSection
      title={t('insight.vouchers.title')}
      says={t('insight.vouchers.says')}
      file="vouchers"
      columns={[
        { head: t('insight.vouchers.standing') },
        { head: t('vouchers.title'), shown: value => shown.number(Number(value)), end: true },
        { head: t('insight.success.currency'), onlyInFile: true },
        { head: t('insight.amount'), headInFile: t('insight.amountMinor'), shown: money, end: true },
        { head: t('insight.vouchers.left'), headInFile: t('insight.vouchers.leftMinor'), shown: money, end: true },
      ]}
      rows={sorted.map(each => [
        t(`insight.vouchers.is.${each.standing}`),
        each.count,
        each.currency,
        each.amountMinor,
        each.leftMinor,
      ])}
    >
      <Loaded of={vouchers} lines={6}>
        {() => (
          <Bars
            bars={sorted.map(each => ({
              name: `${t(`insight.vouchers.is.${each.standing}`)} (${each.currency})`,
              parts: [{ kind: kinds[each.standing], value: each.count }],
              says: `${shown.number(each.count)} · ${shown.money(each.amountMinor, each.currency)}`,
            }))}
          />
        )}
      </Loaded>
    </ChartSection>
  )
}
