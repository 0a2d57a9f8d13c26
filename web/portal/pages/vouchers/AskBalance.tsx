/** What is left on the cards of a payout, asked of the provider now. It moves no money, so nothing is told before. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Voucher } from '../../api/shapes.ts'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { lastOfParts } from './queries.ts'

interface Props {
  readonly payoutId: string
  readonly vouchers: readonly Voucher[]
}

export function AskBalance({ payoutId, vouchers }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const asking = useAct({
    run: (_: undefined, header) =>
      ask(api.POST('/payouts/{id}/vouchers/balance', { params: { path: { id: payoutId }, header } })),
    says: ({ cards }) => {
      const told = cards.filter(({ is }) => is === 'balance').length
      return told === 0
        ? t('voucherBalance.none')
        : t('voucherBalance.told', {
            count: cards.length,
            told: shown.number(told),
            asked: shown.number(cards.length),
          })
    },
  })
  // Of a card that nobody was given nothing can be spent.
  if (!lastOfParts(vouchers).some(({ state }) => state === 'delivered')) return null
  return (
    <>
      <Button variant="default" loading={asking.isPending} onClick={() => asking.mutate(undefined)}>
        {t('voucherBalance.act')}
      </Button>
      {asking.error && <ProblemAlert error={asking.error} />}
    </>
  )
}
