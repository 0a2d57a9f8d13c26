/**
 * Asks the FSP to end a lost card: its balance, then cancelling where all of it is left, then its balance again where the
 * FSP did not say that it took it back. Every step is in the rows before the next leaves (db/vouchers/replaceCard.ts).
 */
import type { VoucherId } from '../domain/ids.js'
import { recordLostBalance, recordLostCancelled, type LostCardToAsk } from '../db/vouchers/replaceCard.js'
import type { CancelAnswer, Departure, VoucherConnector } from '../fsp/voucherContract.js'
import { persist } from './persist.js'
import type { World } from './world.js'

interface Replacing {
  voucherId: VoucherId
  vouchers: VoucherConnector
  lost: LostCardToAsk
  /** until when it may leave, counted from the moment it is asked */
  departure(): Departure
}

/** @returns what the FSP said to cancelling it; null where that was not asked */
export async function replaceCard(
  { house, hooks, log }: World,
  { voucherId, vouchers, lost, departure }: Replacing,
): Promise<CancelAnswer | null> {
  const { cardId, pin, currency, transactionId, refPos, amount } = lost
  const { returnsExpired } = vouchers.describe()
  const common = { voucherId, returnsExpired, newRefPos: () => vouchers.newRefPos() }
  const ask = () => vouchers.balance({ cardId, pin, currency })
  const before = await ask()
  await hooks.at('weighed')
  const callId = await persist(() => recordLostBalance(house, { ...common, balance: before }), log)
  if (callId === null) {
    await hooks.at('replaced')
    return null
  }
  const answer =
    transactionId === null
      ? await vouchers.cancelByRefPos({ refPos, amount, ...departure() })
      : await vouchers.cancelCard({ cardId, transactionId, amount, ...departure() })
  await hooks.at('recalled')
  const isClear = answer.outcome.is === 'cancelled' || answer.outcome.is === 'notTaken'
  const balance = isClear ? undefined : await ask()
  await persist(() => recordLostCancelled(house, { ...common, callId, answer, balance }), log)
  await hooks.at('replaced')
  return answer
}
