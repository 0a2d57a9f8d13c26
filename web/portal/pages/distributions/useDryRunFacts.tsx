/** What a list that was counted would cost: by amount, what of it is for withdrawing it, and what the account holds for it. */
import { useTranslation } from 'react-i18next'
import type { DryRun } from '../../api/shapes.ts'
import type { Fact } from '../../parts/Facts.tsx'
import { useShown } from '../../shown/useShown.ts'

type Amounts = Pick<DryRun, 'byAmount' | 'amounts' | 'withdrawalMinor' | 'currency'>

export function useDryRunFacts(): { amounts(counted: Amounts): Fact[]; float(counted: DryRun): Fact[] } {
  const { t } = useTranslation()
  const shown = useShown()
  return {
    amounts: ({ byAmount, amounts, withdrawalMinor, currency }) => [
      ...(amounts > 1
        ? [
            {
              name: t('lists.new.byAmount'),
              value: (
                <>
                  {byAmount.map(({ amountMinor, people }, index) => (
                    <div key={index}>
                      <bdi>
                        {shown.number(people)} × {shown.money(amountMinor, currency)}
                      </bdi>
                    </div>
                  ))}
                  {amounts > byAmount.length && (
                    <div>
                      {t('lists.new.moreAmounts', {
                        count: amounts - byAmount.length,
                        number: shown.number(amounts - byAmount.length),
                      })}
                    </div>
                  )}
                </>
              ),
            },
          ]
        : byAmount.map(({ amountMinor }) => ({
            name: t('lists.new.each'),
            value: shown.money(amountMinor, currency),
          }))),
      ...(BigInt(withdrawalMinor) > 0n
        ? [{ name: t('lists.about.withdrawal'), value: shown.money(withdrawalMinor, currency) }]
        : []),
    ],
    float: ({ float, currency }) => [
      {
        name: t('lists.float.held'),
        value: float ? `${shown.money(float.heldMinor, currency)} (${shown.ago(float.at)})` : t('lists.float.unknown'),
      },
      ...(float && BigInt(float.beforeMinor) > 0n
        ? [{ name: t('lists.float.before'), value: shown.money(float.beforeMinor, currency) }]
        : []),
      ...(float ? [{ name: t('lists.short.missing'), value: shown.money(float.shortMinor, currency) }] : []),
    ],
  }
}
