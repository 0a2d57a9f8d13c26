/** How much of what was sent arrived, by the account that it went through. */
import { useTranslation } from 'react-i18next'
import type { Success } from '../../api/shapes.ts'
import { Bars } from '../../parts/charts/Bars.tsx'
import { ChartSection } from '../../parts/charts/ChartSection.tsx'
import { Legend } from '../../parts/charts/kinds.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { useShown } from '../../shown/useShown.ts'
import { partsOf, sentOf } from './arrived.ts'

export function ByAccount({ success: { byAccount } }: { readonly success: Success }) {
  const { t } = useTranslation()
  const shown = useShown()
  const paid = byAccount.reduce((sum, each) => sum + each.paid, 0)
  const sent = byAccount.reduce((sum, each) => sum + sentOf(each), 0)
  const number = (value: unknown): string => shown.number(Number(value))
  return (
    <ChartSection
      title={t('insight.success.byAccount')}
      says={t('insight.success.says', { part: shown.percent(paid, sent), sent: shown.number(sent) })}
      file="success-by-account"
      columns={[
        { head: t('insight.success.account') },
        { head: t('insight.success.paid'), shown: number, end: true },
        { head: t('insight.success.open'), shown: number, end: true },
        { head: t('insight.success.failed'), shown: number, end: true },
        { head: t('insight.success.currency'), onlyInFile: true },
        // Of each account its own currency.
        {
          head: t('insight.amount'),
          headInFile: t('insight.amountMinor'),
          shown: (minor, row) => shown.money(String(minor), String(row[4])),
          end: true,
        },
      ]}
      rows={byAccount.map(each => [each.fspAccount, each.paid, each.open, each.failed, each.currency, each.paidMinor])}
    >
      {byAccount.length === 0 ? (
        <Empty title={t('insight.nobodyPaid')} says={t('insight.nothingSays')} />
      ) : (
        <>
          <SuccessLegend />
          <Bars
            shares
            bars={byAccount.map(each => ({
              name: shown.name(each.fspAccount),
              parts: partsOf(each),
              says: t('insight.success.bar', {
                part: shown.percent(each.paid, sentOf(each)),
                sent: shown.number(sentOf(each)),
                money: shown.money(each.paidMinor, each.currency),
              }),
            }))}
          />
        </>
      )}
    </ChartSection>
  )
}

export function SuccessLegend() {
  const { t } = useTranslation()
  return (
    <Legend
      entries={[
        { kind: 'good', name: t('insight.success.paid') },
        { kind: 'open', name: t('insight.success.open') },
        { kind: 'bad', name: t('insight.success.failed') },
      ]}
    />
  )
}
