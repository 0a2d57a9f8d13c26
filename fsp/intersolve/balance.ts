/** GetCard: what a card holds. Moves nothing, so it may be asked at any time. */
import type { BalanceAnswer, BalanceOutcome, CardToAsk, ConnectionFinding } from '../voucherContract.js'
import { readBalance } from './amounts.js'
import { call, type Hooks } from './call.js'
import { balanceByCode, resultCodes, tabled } from './codes.js'
import { textOf, within, type Elements } from './document.js'
import { isCardId, isPin } from './identifiers.js'
import type { IntersolveAccount } from './settings.js'

export async function balance(account: IntersolveAccount, card: CardToAsk, hooks: Hooks): Promise<BalanceAnswer> {
  if (!isCardId(card.cardId) || !isPin(card.pin)) return { outcome: { is: 'unknown', reason: 'bad_request' } }
  const came = await ask(account, card, hooks)
  if (came.is !== 'answer') return { ...came.heard, outcome: { is: 'unknown', reason: came.reason } }
  return { ...came.heard, outcome: judged(came.code, came.fields, card) }
}

const ask = (account: IntersolveAccount, { cardId, pin }: Pick<CardToAsk, 'cardId' | 'pin'>, hooks: Hooks) =>
  call(
    account,
    {
      operation: 'GetCard',
      parts: [
        ['CardId', cardId],
        ['PIN', pin],
      ],
    },
    hooks,
  )

/** The code counts first: an answer that is no Ok may hold zeros where a balance stands, and they are no balance. */
function judged(code: string, fields: Elements, { currency }: CardToAsk): BalanceOutcome {
  const card = within(fields, 'Card')
  const amount = card && readBalance(textOf(card, 'Balance'), textOf(card, 'BalanceFactor'), currency)
  if (code !== '0') {
    const outcome = tabled(balanceByCode, code) ?? { is: 'unknown', reason: 'unclear_answer' }
    return outcome.is === 'balance' && !outcome.usable ? { ...outcome, amount: amount ?? null } : outcome
  }
  if (!card || !amount) return { is: 'unknown', reason: 'unclear_answer' }
  return { is: 'balance', amount, usable: true, status: textOf(card, 'Status')?.slice(0, 50) ?? null }
}

/** A card that nobody has: its digits are all zero. */
const nobodysCard = { cardId: '0'.repeat(19), pin: '000000' }

/** Asks for a card that nobody has. Whoever answers that there is none has let us in. */
export async function testConnection(account: IntersolveAccount, hooks: Hooks): Promise<ConnectionFinding> {
  const came = await ask(account, nobodysCard, hooks)
  if (came.is === 'notTaken' || (came.is === 'unknown' && came.reason === 'no_answer')) {
    const isReached = came.heard.httpStatus !== undefined
    return { is: isReached ? 'refused' : 'unreachable', reason: came.reason }
  }
  if (came.is === 'unknown') return { is: 'unclear', reason: came.reason }
  const outcome = tabled(balanceByCode, came.code)
  if (outcome?.is === 'unknown' && outcome.reason !== 'unclear_answer') return { is: 'refused', reason: outcome.reason }
  return Object.hasOwn(resultCodes, came.code) ? { is: 'ok' } : { is: 'unclear', reason: 'unclear_answer' }
}
