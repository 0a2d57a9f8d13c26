import { caseEnds } from '../domain/caseEnds.js'
import { said as say, type CaseSays } from '../domain/caseSays.js'
import { move, type AttemptState, type Said, type Source } from '../domain/attempt.js'
import { batchTriesAgain, waitBeforeNextCheckMs, waitBeforeRetryMs } from '../domain/asking.js'
import type { AttemptId, AttemptKey, CallId, FspAccountId, NoticeId } from '../domain/ids.js'
import type { Reason } from '../domain/reason.js'
import { reasons } from '../domain/reason.js'
import { inTransaction, type House } from './database.js'
import type { Books } from './books.js'
import { lockBooks } from './lockBooks.js'
import type { AttemptRow, PayoutRow } from './moneyRows.js'
import { writeBooks } from './moneyWrites.js'
import type { Touched } from './touched.js'

/**
 * One word about one attempt, whoever says it: our call’s answer, a callback, a query, a statement, two people.
 * Amounts in minor units; `numberLookup` is the keyed hash of the E.164 number.
 */
export interface Finding {
  fspAccountId: FspAccountId
  attempt: { id: AttemptId } | { key: AttemptKey }
  source: Source
  said: { is: Said; reason?: Reason }
  transactionId?: string
  receipt?: string
  recipientName?: string
  feeMinor?: bigint
  amountMinor?: bigint
  currency?: string
  numberLookup?: Buffer
  /** things a person should look at; nothing is blocked */
  oddities?: readonly string[]
  noticeId?: NoticeId
  /** `answer` only: the call that was answered, and how long the FSP asks us to wait */
  callId?: CallId
  retryAfterMs?: number
}

/** What became of a finding. `toConfirm`: believable only once the FSP itself confirms it by query. */
export type Applied =
  | { is: 'applied'; attemptId: AttemptId }
  | { is: 'toConfirm'; attemptId: AttemptId; why: string }
  | { is: 'contradiction'; attemptId: AttemptId; why: string }
  | { is: 'unmatched'; why: string }

/**
 * Applies findings to attempts, payouts, ledger and cases in one transaction. This is the only place where an attempt
 * moves after it was sent. Findings are taken in order; the end does not depend on that order. Results stand in the
 * order of the findings; `touched` names every life that should look.
 */
export async function applyFindings(
  house: House,
  findings: readonly Finding[],
): Promise<{ results: Applied[]; touched: Touched[] }> {
  if (findings.length === 0) return { results: [], touched: [] }
  return inTransaction(house, async inner => {
    const books = await lockBooks(inner, findings)
    const results = findings.map(finding => applyOne(inner, books, finding))
    await writeBooks(inner, books)
    return { results, touched: books.touched() }
  })
}

function applyOne(house: House, books: Books, given: Finding): Applied {
  const attempt = books.attemptOf(given.attempt)
  if (!attempt) return { is: 'unmatched', why: 'it names no attempt of ours' }
  if (attempt.fspAccountId !== given.fspAccountId)
    return { is: 'unmatched', why: 'the attempt went to another FSP account' }
  const taken = takenBack(books, attempt, given)
  const finding: Finding = taken ? { ...given, said: { ...given.said, is: 'reversed' } } : given
  const payout = books.payoutOf(attempt)
  const { said } = finding
  const inThisCall = finding.callId === undefined || finding.callId === attempt.callId
  // An old call’s “not taken” says nothing about the attempt’s present call.
  if (said.is === 'notTaken' && !inThisCall) return { is: 'applied', attemptId: attempt.id }

  const contradiction = (why: string, says: CaseSays = say('contradiction', { why })): Applied => {
    books.openCase('contradiction', attempt, finding.said.reason ?? null, says, finding.noticeId)
    return { is: 'contradiction', attemptId: attempt.id, why }
  }

  const disagreement = disagrees(attempt, finding)
  const owner = finding.transactionId === undefined ? undefined : books.ownerOf(finding.transactionId)
  const known = owner !== undefined
  if (known && owner !== attempt.id) return contradiction('its transaction id belongs to another attempt')
  if (finding.source === 'notice' && !known) {
    if (disagreement) return contradiction(disagreement)
    books.askSoon(attempt)
    return { is: 'toConfirm', attemptId: attempt.id, why: 'its transaction id is not known to us yet' }
  }
  if (disagreement) return contradiction(disagreement)
  if (said.is === 'refused' && finding.transactionId !== undefined && books.isHearsay(attempt, finding.transactionId))
    books.doubt(attempt, finding.transactionId)
  if (finding.source === 'notice' && said.is === 'paid' && overtaken.has(attempt.state)) {
    books.askSoon(attempt)
    return {
      is: 'toConfirm',
      attemptId: attempt.id,
      why: `the attempt is ${attempt.state}; only the FSP itself can say otherwise`,
    }
  }

  const trusted = said.is === 'reversed' && finding.source !== 'notice'
  const oneOfSeveral = trusted ? books.furtherTransaction(attempt, finding.transactionId) : undefined
  if (finding.transactionId !== undefined) {
    const first = books.noteTransaction(attempt, finding)
    if (said.is === 'paid' && first && books.earlierSuccess(attempt, finding.transactionId)) {
      paidAgain(books, attempt, payout, finding)
      return { is: 'applied', attemptId: attempt.id }
    }
  }
  noteFacts(house, attempt, finding)
  // The FSP showed a transaction that it can not mean: its id is kept, the state is not touched, a person looks.
  if (said.is === 'unknown' && finding.source === 'query' && finding.transactionId !== undefined) {
    return finding.oddities?.length
      ? contradiction(finding.oddities.join('; '))
      : { is: 'applied', attemptId: attempt.id }
  }
  for (const oddity of finding.oddities ?? []) {
    books.openCase('fee', attempt, null, say('odd_words', { why: oddity }), finding.noticeId)
  }

  if (oneOfSeveral !== undefined) {
    reverseOneTransaction(books, attempt, payout, oneOfSeveral)
    return { is: 'applied', attemptId: attempt.id }
  }
  const step = move(attempt.state, said.is, finding.source, books.siblingPaid(attempt))
  if (step.do === 'contradiction') return contradiction(step.why, denial(attempt.state, finding))
  if (step.do === 'move') {
    // What was not taken needs no new call once the person is paid, by another attempt or an earlier list.
    const over = settled(payout) || books.siblingPaid(attempt)
    const to = step.to === 'prepared' && over ? 'refused' : step.to
    carryOut(books, attempt, payout, finding, to)
    if (taken) neverPaid(books, attempt)
  } else settleRepeat(books, attempt, payout, finding)
  return { is: 'applied', attemptId: attempt.id }
}

/**
 * The FSP, asked about a transaction whose success only a callback had told, says that it failed: the callback was wrong
 * or forged. What was booked is turned back, and people decide what becomes of the payout. An answer to a question that
 * is older than the success says nothing against it.
 */
const takenBack = (books: Books, attempt: AttemptRow, { source, said, transactionId }: Finding): boolean =>
  source === 'query' &&
  said.is === 'refused' &&
  attempt.was.isBeingAsked &&
  (attempt.was.state === 'paid' || attempt.was.state === 'paid_extra') &&
  books.isHearsay(attempt, transactionId)

/** Nothing was paid, so nothing was due for it. */
function neverPaid(books: Books, attempt: AttemptRow): void {
  const fee = attempt.feeMinor ?? 0n
  const bookedBeside = attempt.was.state === 'paid_extra'
  books.post('fees', bookedBeside ? 'funding' : 'available', fee, 'fee', `fee-back:${attempt.id}`, attempt)
  attempt.set({ feeMinor: 0n })
}

/** Another attempt, or people, have settled the payout: what a later attempt says does not lower that. */
const settled = (payout: PayoutRow): boolean => ['paid', 'overpaid', 'to_decide'].includes(payout.state)

/** What denies a state that is final tells which; everything else is told by its words. */
const denial = (state: AttemptState, { said, source }: Finding): CaseSays | undefined => {
  if (said.is === 'refused') return say('contradiction_refused', { state })
  return said.is === 'reversed' && source !== 'notice' ? say('contradiction_reversed', { state }) : undefined
}

/** An unsigned success does not overturn these by itself; a confirmed one does, however late. */
const overtaken: ReadonlySet<string> = new Set(['prepared', 'refused', 'withdrawn'])

/** What was said of number, amount and currency must be what was approved. Silence about them is no disagreement. */
function disagrees(attempt: AttemptRow, finding: Finding): string | null {
  if (finding.source === 'people') return null
  if (finding.amountMinor !== undefined && finding.amountMinor !== attempt.amountMinor) return 'another amount'
  if (finding.currency !== undefined && finding.currency !== attempt.currency) return 'another currency'
  if (finding.numberLookup !== undefined && !finding.numberLookup.equals(attempt.numberLookup)) return 'another number'
  return null
}

function noteFacts(house: House, attempt: AttemptRow, finding: Finding): void {
  const booked = attempt.state === 'paid' || attempt.state === 'paid_extra' || attempt.state === 'reversed'
  if (finding.feeMinor !== undefined && !booked) attempt.set({ feeMinor: finding.feeMinor })
  if (finding.receipt !== undefined && !attempt.hasReceipt) {
    attempt.set({
      receipt: {
        sealed: house.sealing.seal(finding.receipt),
        lookup: house.sealing.lookup('receipt', finding.receipt),
      },
    })
  }
  if (finding.recipientName !== undefined && !attempt.hasRecipientName) {
    attempt.set({ recipientName: house.sealing.seal(finding.recipientName) })
  }
}

type Next =
  'prepared' | 'accepted' | 'unknown' | 'refused' | 'paid' | 'paid_extra' | 'reversed' | 'sending' | 'withdrawn'

function carryOut(books: Books, attempt: AttemptRow, payout: PayoutRow, finding: Finding, to: Next): void {
  const from = attempt.state
  const reason = finding.said.reason ?? null
  attempt.set({ state: to, reason })
  books.touch(attempt, to === 'paid_extra' || to === 'reversed' || (to === 'refused' && !staysInBatch(attempt, reason)))
  switch (to) {
    case 'accepted':
      attempt.set({ nextCheckInMs: waitBeforeNextCheckMs(0, books.longestProcessingMs) })
      if (!settled(payout)) payout.set({ state: 'in_progress', reason: null })
      return
    case 'unknown':
      attempt.set({ nextCheckInMs: waitBeforeNextCheckMs(0, books.longestProcessingMs) })
      if (!settled(payout)) payout.set({ state: 'unknown', reason })
      return
    case 'prepared':
      attempt.set({ callId: null, nextCheckInMs: null, notBeforeInMs: finding.retryAfterMs ?? 0 })
      payout.set({ state: 'in_progress', reason })
      books.moveMoney(payout, attempt, 'reserved', 'not_taken')
      return
    case 'refused':
      return refuse(books, attempt, payout, finding)
    case 'paid':
      return pay(books, attempt, payout, from)
    case 'paid_extra':
      if (payout.money === 'in_transit' && !books.anotherOpen(payout, attempt))
        books.moveMoney(payout, attempt, 'none', 'released')
      return extra(books, attempt, payout)
    case 'reversed':
      return reverse(books, attempt, payout, from === 'paid')
    case 'sending':
    case 'withdrawn':
      throw new Error(`A finding can not make an attempt ${to}.`)
  }
}

/** A refusal that its batch mends by waiting is no matter of the person’s own life. */
const staysInBatch = (attempt: AttemptRow, reason: Reason | null): boolean =>
  batchTriesAgain({
    inBatch: attempt.was.batch !== null,
    ordinal: attempt.ordinal,
    reason: reason ?? 'refused_unlisted',
  })

/**
 * By the FSP itself, of every transaction that it made of the attempt: one that took a request twice fails one of them, which was
 * not validated, say, and may pay the other. Until then it is asked, and nothing is tried again. What two people end is ended.
 */
function isConfirmed(books: Books, attempt: AttemptRow, { source, transactionId }: Finding): boolean {
  if (source === 'people') return true
  if (source === 'notice' || (source === 'answer' && books.hasTransactions(attempt))) return false
  return !books.anotherMayPay(attempt, transactionId)
}

function refuse(books: Books, attempt: AttemptRow, payout: PayoutRow, finding: Finding): void {
  const reason = finding.said.reason ?? 'refused_unlisted'
  const confirmed = isConfirmed(books, attempt, finding)
  const acts = reasons[reason].acts
  attempt.set({ refusalConfirmed: confirmed, nextCheckInMs: confirmed ? null : 0 })
  if (payout.money === 'in_transit') books.moveMoney(payout, attempt, 'reserved', 'refused')
  books.closeCases(attempt, ['unknown'], caseEnds.refused)
  if (settled(payout)) return
  const byTime = acts === 'retry_later' || acts === 'pause_account'
  payout.set({ state: 'refused', reason, nextCheckInMs: byTime ? waitBeforeRetryMs(attempt.ordinal) : 0 })
  if (acts === 'correct') books.openCase('correction', attempt, reason, say('refused', { reason }), undefined)
  else if (!byTime && acts !== 'release')
    books.openCase('decision', attempt, reason, say('refused', { reason }), undefined)
}

function pay(books: Books, attempt: AttemptRow, payout: PayoutRow, from: string): void {
  attempt.set({ nextCheckInMs: null, reason: null })
  books.closeCases(attempt, ['unknown', 'correction', 'decision'], caseEnds.paid)
  books.withdrawPrepared(payout, attempt)
  if (from === 'paid_extra') return
  books.takeBack(payout)
  books.disburse(payout, attempt)
  const another = books.anotherOpen(payout, attempt)
  payout.set({ state: 'paid', reason: null, nextCheckInMs: null })
  if (another) books.openCase('contradiction', another, null, say('paid_while_under_way'), undefined)
}

/** A further success of another attempt for the same person, round and purpose: shown as overpaid, never hidden. */
function extra(books: Books, attempt: AttemptRow, payout: PayoutRow): void {
  attempt.set({ nextCheckInMs: null, reason: null })
  books.closeCases(attempt, ['unknown', 'correction', 'decision'], caseEnds.paid_again)
  books.withdrawPrepared(payout, attempt)
  payout.set({ state: 'overpaid', reason: null, nextCheckInMs: null })
  books.overpay(attempt, 'attempt')
  books.openCase('overpaid', attempt, null, say('paid_twice'), undefined)
}

/** One attempt that the FSP paid under two transaction ids. */
function paidAgain(books: Books, attempt: AttemptRow, payout: PayoutRow, finding: Finding): void {
  payout.set({ state: 'overpaid', reason: null, nextCheckInMs: null })
  books.overpay(attempt, `transaction:${finding.transactionId ?? ''}`, finding.feeMinor)
  books.openCase('overpaid', attempt, null, say('paid_by_two_transactions'), finding.noticeId)
  books.touch(attempt, true)
}

function reverse(books: Books, attempt: AttemptRow, payout: PayoutRow, wasPaid: boolean): void {
  attempt.set({ nextCheckInMs: null })
  books.markReversed(attempt)
  const from = wasPaid ? 'disbursed' : 'overpaid'
  books.post(from, 'returned', attempt.amountMinor, 'reversal', `reversal:${attempt.id}`, attempt)
  const heir = wasPaid ? books.extraOf(payout, attempt) : undefined
  if (heir) {
    heir.set({ state: 'paid' })
    books.touch(heir, true)
    books.post('overpaid', 'disbursed', heir.amountMinor, 'promotion', `promotion:${heir.id}:${attempt.id}`, heir)
  }
  afterReversal(books, attempt, payout)
}

/** One of several transactions that the FSP paid for the same attempt came back: the attempt itself stays a success. */
function reverseOneTransaction(books: Books, attempt: AttemptRow, payout: PayoutRow, id: string): void {
  books.markReversed(attempt, id)
  books.post('overpaid', 'returned', attempt.amountMinor, 'reversal', `reversal:${attempt.id}:${id}`, attempt)
  books.touch(attempt, true)
  afterReversal(books, attempt, payout)
}

/** The payout is what is left of its successes. */
function afterReversal(books: Books, attempt: AttemptRow, payout: PayoutRow): void {
  if (books.furtherSuccesses(payout) > 0) payout.set({ state: 'overpaid' })
  else if (books.paidAttempt(payout)) payout.set({ state: 'paid' })
  else payout.set({ state: 'to_decide', money: payout.money === 'disbursed' ? 'returned' : payout.money })
  books.openCase('decision', attempt, null, say('came_back'), undefined)
}

/** Nothing new about the state; still, a fee learned late is booked and a confirmed refusal is remembered. */
function settleRepeat(books: Books, attempt: AttemptRow, payout: PayoutRow, finding: Finding): void {
  if (
    attempt.state === 'refused' &&
    (finding.said.is === 'refused' || finding.said.is === 'notTaken') &&
    finding.source !== 'notice'
  ) {
    if (!attempt.refusalConfirmed && isConfirmed(books, attempt, finding)) {
      attempt.set({ refusalConfirmed: true, nextCheckInMs: null })
      books.touch(attempt, !staysInBatch(attempt, payout.reason))
    }
  }
  if (attempt.state === 'paid' && finding.feeMinor !== undefined) books.lateFee(payout, attempt, finding.feeMinor)
}
