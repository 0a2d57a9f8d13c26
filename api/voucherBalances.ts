/** Asks the FSP what is left on the cards of a payout, as many at once as its account bears, and keeps what it says. */
import { cardsOfPayout, recordBalance, type BalanceHeard, type CardToAskAbout } from '../db/vouchers/balance.js'
import type { House } from '../db/database.js'
import { openFspAccount } from '../db/fspAccounts.js'
import type { PayoutId, VoucherId } from '../domain/ids.js'
import type { Ask } from './route.js'

export interface CardTold {
  readonly voucherId: VoucherId
  readonly outcome: BalanceHeard['outcome']
}

/** In the order of the parts. An FSP that does not answer is asked no more often for it: each card once. */
export async function askBalancesOf(
  house: House,
  payoutId: PayoutId,
  connectorFor: Ask<object, object, object>['connectorFor'],
): Promise<CardTold[]> {
  const cards = await cardsOfPayout(house, payoutId)
  const [first] = cards
  if (!first) return []
  const { vouchers } = connectorFor(await openFspAccount(house, first.fspAccountId))
  if (!vouchers) return []
  const contract = vouchers.describe()
  const told = new Map<VoucherId, CardTold>()
  const rest = [...cards]
  const asking = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      const { voucherId, fspAccountId: _one, ...card }: CardToAskAbout = next
      const heard = await vouchers.balance(card)
      await recordBalance(house, voucherId, heard, contract)
      told.set(voucherId, { voucherId, outcome: heard.outcome })
    }
  }
  await Promise.all(Array.from({ length: Math.min(contract.callsAtOnce, cards.length) }, asking))
  return cards.flatMap(({ voucherId }) => told.get(voucherId) ?? [])
}
