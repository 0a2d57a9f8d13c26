/** Taking an issue back: by the RefPos it was ordered under, or by the card where that is known. */
import type { Money } from '../../domain/money.js'
import type { CancelAnswer, CancelByRefPos, CancelCard, CancelOutcome } from '../voucherContract.js'
import { call, type Hooks, type Request } from './call.js'
import { cancelByCode, tabled } from './codes.js'
import { isCardId, isRefPos } from './identifiers.js'
import type { IntersolveAccount } from './settings.js'

export async function cancelByRefPos(
  account: IntersolveAccount,
  { refPos, amount, ...departure }: CancelByRefPos,
  hooks: Hooks,
): Promise<CancelAnswer> {
  if (!isRefPos(refPos)) return { outcome: { is: 'notTaken', reason: 'bad_request' } }
  const parts = [
    ['EAN', account.ean],
    ['RefPosToCancel', refPos],
  ] as const
  return cancelled(account, { operation: 'CancelTransactionByRefPos', parts, ...departure }, amount, hooks)
}

export async function cancelCard(
  account: IntersolveAccount,
  { cardId, transactionId, amount, ...departure }: CancelCard,
  hooks: Hooks,
): Promise<CancelAnswer> {
  if (!isCardId(cardId) || transactionId === '') return { outcome: { is: 'notTaken', reason: 'bad_request' } }
  const parts = [
    ['TransactionId', transactionId],
    ['EAN', account.ean],
    ['CardId', cardId],
  ] as const
  return cancelled(account, { operation: 'Cancel', parts, ...departure }, amount, hooks)
}

/** Intersolve takes back a whole issue or nothing of it, and tells no amount: with Ok, what was ordered has returned. */
async function cancelled(
  account: IntersolveAccount,
  request: Request,
  ordered: Money,
  hooks: Hooks,
): Promise<CancelAnswer> {
  const came = await call(account, request, hooks)
  if (came.is !== 'answer') return { ...came.heard, outcome: { is: came.is, reason: came.reason } }
  const outcome: CancelOutcome =
    came.code === '0'
      ? { is: 'cancelled', returned: ordered }
      : (tabled(cancelByCode, came.code) ?? { is: 'unknown', reason: 'unclear_answer' })
  return { ...came.heard, outcome }
}
