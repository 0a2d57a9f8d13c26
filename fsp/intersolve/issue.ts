/** IssueCard: one card, under a RefPos that was stored before. */
import type { Money } from '../../domain/money.js'
import type { CardOddity, IssueAnswer, IssuedCard, IssueOrder, IssueOutcome } from '../voucherContract.js'
import { centsLiteral, readCents } from './amounts.js'
import { call, type Hooks } from './call.js'
import { issueByCode, tabled } from './codes.js'
import { textOf, type Elements } from './document.js'
import { isCardId, isPin, isRefPos } from './identifiers.js'
import type { IntersolveAccount } from './settings.js'

/** Sends the order and reads what became of it. What approval should have stopped does not leave. */
export async function issue(account: IntersolveAccount, order: IssueOrder, hooks: Hooks): Promise<IssueAnswer> {
  if (!isRefPos(order.refPos)) return { outcome: { is: 'notTaken', reason: 'bad_request' } }
  if (!isIssuable(account, order.amount)) return { outcome: { is: 'notTaken', reason: 'amount_not_allowed' } }
  const { refPos, amount, reference, ...departure } = order
  const came = await call(
    account,
    {
      operation: 'IssueCard',
      parts: [
        [
          'TransactionHeader',
          [
            // We keep no sequence of our own: a RefPos already names each issue.
            ['SequenceNumber', '1'],
            ['OperatorId', account.operatorId],
            ['ClientReference', reference],
            ['RefPos', refPos],
          ],
        ],
        ['EAN', account.ean],
        ['Currency', amount.currency],
        ['Value', centsLiteral(amount)],
        ['Mode', 'IssueAndActivateCard'],
      ],
      ...departure,
    },
    hooks,
  )
  if (came.is !== 'answer') return { ...came.heard, outcome: { is: came.is, reason: came.reason } }
  const today = new Date((hooks.clock ?? Date.now)()).toISOString().slice(0, 10)
  return { ...came.heard, outcome: judged(came.code, came.fields, amount, today) }
}

function isIssuable({ currency, minAmountMinor, maxAmountMinor }: IntersolveAccount, amount: Money): boolean {
  return (
    amount.currency === currency &&
    amount.minor > 0n &&
    (minAmountMinor === undefined || amount.minor >= BigInt(minAmountMinor)) &&
    (maxAmountMinor === undefined || amount.minor <= BigInt(maxAmountMinor))
  )
}

/** With Ok there is a card; it is ours only if everything that makes it money can be read, and it holds what was ordered. */
function judged(code: string, fields: Elements, ordered: Money, today: string): IssueOutcome {
  const card = cardIn(fields, ordered)
  const said = Object.values(card).some(value => value !== null) ? { card } : {}
  if (code !== '0') {
    const outcome = tabled(issueByCode, code) ?? { is: 'unknown', reason: 'unclear_answer' }
    // A refusal that names a card contradicts itself.
    if (outcome.is !== 'unknown' && card.cardId === undefined) return outcome
    return { is: 'unknown', reason: 'unclear_answer', ...said }
  }
  const { cardId, pin, amount } = card
  const was = textOf(fields, 'CardOldBalance')
  const isNew = was === undefined || readCents(was, ordered.currency)?.minor === 0n
  if (cardId === undefined || pin === undefined || amount?.minor !== ordered.minor || !isNew)
    return { is: 'unknown', reason: 'unclear_answer', ...said }
  const dueDate = card.dueDate ?? null
  const oddities: CardOddity[] = dueDate === null ? ['due_date_missing'] : dueDate < today ? ['due_date_past'] : []
  return { is: 'issued', card: { cardId, pin, amount, dueDate, transactionId: card.transactionId ?? null }, oddities }
}

/** What of a card can be read. */
function cardIn(fields: Elements, { currency }: Money): Partial<IssuedCard> {
  const cardId = textOf(fields, 'CardId')
  const pin = textOf(fields, 'PIN')
  const amount = readCents(textOf(fields, 'CardNewBalance'), currency)
  const dueDate = readDay(textOf(fields, 'ExpiryDate'))
  const transactionId = textOf(fields, 'TransactionId')
  return {
    ...(cardId !== undefined && isCardId(cardId) && { cardId }),
    ...(pin !== undefined && isPin(pin) && { pin }),
    ...(amount && { amount }),
    ...(dueDate !== undefined && { dueDate }),
    ...(transactionId !== undefined && transactionId.length <= 100 && { transactionId }),
  }
}

/** `2027-01-31`, also at the head of a moment; undefined for what is no day of the calendar. */
export function readDay(text: string | undefined): string | undefined {
  const day = /^(\d{4}-\d{2}-\d{2})(?:T.*)?$/.exec(text ?? '')?.[1]
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(`${day}T`) ? day : undefined
}
