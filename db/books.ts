import { said, type CaseSays } from '../domain/caseSays.js'
import { inTransitStates, openStates } from '../domain/attempt.js'
import type { AttemptId, NoticeId, PayoutId } from '../domain/ids.js'
import type { LedgerAccount } from '../domain/payout.js'
import type { Reason } from '../domain/reason.js'
import type { AttemptRow, PayoutRow } from './moneyRows.js'
import type { Finding } from './outcomes.js'
import type { Touched } from './touched.js'

/** What is known of one transaction of the FSP. */
export interface Transaction {
  attemptId: AttemptId
  said: 'accepted' | 'paid' | 'refused' | 'reversed'
  /** the FSP itself said so when asked */
  confirmed: boolean
  /** callbacks told both its success and its failure */
  denied: boolean
  amountMinor: bigint | null
  feeMinor: bigint | null
  changed: boolean
}

export interface Posting {
  from: LedgerAccount
  to: LedgerAccount
  amountMinor: bigint
  kind: string
  key: string
  attempt: AttemptRow
  /** where it is not the attempt's own payout that the money was set aside for */
  payout?: PayoutRow
}

export interface CaseToOpen {
  kind: 'correction' | 'unknown' | 'contradiction' | 'overpaid' | 'fee' | 'decision'
  attempt: AttemptRow
  reason: Reason | null
  says: CaseSays
  noticeId: NoticeId | undefined
}

function gather<Key, Value>(into: Map<Key, Value[]>, key: Key, value: Value): void {
  const there = into.get(key)
  if (there) there.push(value)
  else into.set(key, [value])
}

const roundOf = ({ was }: PayoutRow): string => `${was.beneficiaryId}/${was.round}/${was.purpose}`

const saidRank = { accepted: 0, refused: 1, paid: 2, reversed: 3 } as const

/** The locked rows that a set of findings speaks of, and everything that is about to be written about them. */
export class Books {
  readonly postings: Posting[] = []
  readonly casesToOpen: CaseToOpen[] = []
  readonly casesToClose: { attempt: AttemptRow; kinds: readonly string[]; resolution: string }[] = []
  readonly #touched = new Map<AttemptId, { attempt: AttemptRow; individual: boolean }>()
  readonly #byKey = new Map<string, AttemptRow>()
  readonly #ofPayout = new Map<PayoutId, AttemptRow[]>()
  readonly #ofRound = new Map<string, PayoutRow[]>()
  readonly #idsOf = new Map<AttemptId, string[]>()

  constructor(
    readonly attempts: ReadonlyMap<AttemptId, AttemptRow>,
    readonly payouts: ReadonlyMap<PayoutId, PayoutRow>,
    readonly transactions: Map<string, Transaction>,
    readonly longestProcessingMs: number,
  ) {
    for (const attempt of attempts.values()) {
      this.#byKey.set(attempt.was.key, attempt)
      gather(this.#ofPayout, attempt.payoutId, attempt)
    }
    for (const payout of payouts.values()) gather(this.#ofRound, roundOf(payout), payout)
    for (const [id, { attemptId }] of transactions) gather(this.#idsOf, attemptId, id)
  }

  attemptOf(name: Finding['attempt']): AttemptRow | undefined {
    return 'id' in name ? this.attempts.get(name.id) : this.#byKey.get(name.key)
  }
  payoutOf(attempt: AttemptRow): PayoutRow {
    const payout = this.payouts.get(attempt.payoutId)
    if (!payout) throw new Error(`Attempt ${attempt.id} was locked without its payout.`)
    return payout
  }
  ownerOf(transactionId: string): AttemptId | undefined {
    return this.transactions.get(transactionId)?.attemptId
  }
  hasTransactions(attempt: AttemptRow): boolean {
    return this.#idsOf.has(attempt.id)
  }
  /** Stores what was said of a transaction; a success is never lowered. True when it has just become a success. */
  noteTransaction(attempt: AttemptRow, finding: Finding): boolean {
    const id = finding.transactionId
    const said = finding.said.is
    if (id === undefined) return false
    const before = this.transactions.get(id)
    const word = said === 'paid' || said === 'refused' || said === 'reversed' ? said : 'accepted'
    const higher = !before || saidRank[word] > saidRank[before.said]
    if (!before) gather(this.#idsOf, attempt.id, id)
    // Confirmed is what stands: an older word of the FSP does not confirm a later success.
    const toldByFsp = finding.source !== 'notice' && finding.source !== 'answer'
    const confirmed = (before?.confirmed === true && !higher) || (toldByFsp && (higher || word === before?.said))
    this.transactions.set(id, {
      attemptId: attempt.id,
      said: higher ? word : before.said,
      confirmed,
      denied: before?.denied ?? false,
      amountMinor: finding.amountMinor ?? before?.amountMinor ?? null,
      feeMinor: finding.feeMinor ?? before?.feeMinor ?? null,
      changed: true,
    })
    return word === 'paid' && higher
  }
  /** Of another transaction of this attempt the FSP has confirmed no failure: it may still pay. */
  anotherMayPay(attempt: AttemptRow, transactionId: string | undefined): boolean {
    return this.#transactionsOf(attempt).some(
      ([id, { said, confirmed }]) => id !== transactionId && !(said === 'refused' && confirmed),
    )
  }
  /** Another transaction of this attempt was a success before. */
  earlierSuccess(attempt: AttemptRow, transactionId: string): boolean {
    if (attempt.state !== 'paid' && attempt.state !== 'paid_extra') return false
    return this.#transactionsOf(attempt).some(([id, each]) => id !== transactionId && each.said === 'paid')
  }
  #transactionsOf(attempt: AttemptRow): [string, Transaction][] {
    return (this.#idsOf.get(attempt.id) ?? []).flatMap(id => {
      const each = this.transactions.get(id)
      return each ? [[id, each] as [string, Transaction]] : []
    })
  }
  /** The success of this transaction rests on words that are not the FSP’s own answer to a question about it. */
  isHearsay(attempt: AttemptRow, transactionId: string | undefined): boolean {
    const known = transactionId === undefined ? undefined : this.transactions.get(transactionId)
    return known?.attemptId === attempt.id && known.said === 'paid' && !known.confirmed
  }
  /** Callbacks contradict each other about it: the FSP is asked until it says which is true. */
  doubt(attempt: AttemptRow, transactionId: string): void {
    const known = this.transactions.get(transactionId)
    if (known) Object.assign(known, { denied: true, changed: true })
    this.askSoon(attempt)
  }
  /** Marks the success of one transaction as reversed, or of all of the attempt's. */
  markReversed(attempt: AttemptRow, only?: string): void {
    for (const [id, each] of this.#transactionsOf(attempt)) {
      if (each.said === 'paid' && (only === undefined || id === only))
        Object.assign(each, { said: 'reversed', changed: true })
    }
  }
  /** Of several paid transactions of one attempt the one that is meant (the last, if none is named); else undefined. */
  furtherTransaction(attempt: AttemptRow, meant: string | undefined): string | undefined {
    const paid = this.#transactionsOf(attempt).flatMap(([id, each]) => (each.said === 'paid' ? [id] : []))
    if (paid.length < 2) return undefined
    return meant === undefined ? paid.at(-1) : paid.find(id => id === meant)
  }
  /** How many successes of this payout go beyond its first. */
  furtherSuccesses(payout: PayoutRow): number {
    return this.#attemptsOf(payout).reduce((sum, each) => {
      if (each.state !== 'paid' && each.state !== 'paid_extra') return sum
      const transactions = this.#transactionsOf(each).filter(([, transaction]) => transaction.said === 'paid').length
      return sum + Math.max(0, transactions - 1) + (each.state === 'paid_extra' ? 1 : 0)
    }, 0)
  }
  #attemptsOf(payout: PayoutRow): readonly AttemptRow[] {
    return this.#ofPayout.get(payout.id) ?? []
  }
  #siblings(payout: PayoutRow): AttemptRow[] {
    return (this.#ofRound.get(roundOf(payout)) ?? []).flatMap(each => this.#attemptsOf(each))
  }
  /** A success exists for the same (beneficiary, round, purpose), on whichever payout. */
  siblingPaid(attempt: AttemptRow): boolean {
    return this.#siblings(this.payoutOf(attempt)).some(each => each !== attempt && each.state === 'paid')
  }
  paidAttempt(payout: PayoutRow): AttemptRow | undefined {
    return this.#attemptsOf(payout).find(each => each.state === 'paid')
  }
  extraOf(payout: PayoutRow, but: AttemptRow): AttemptRow | undefined {
    return this.#attemptsOf(payout).find(each => each !== but && each.state === 'paid_extra')
  }
  anotherOpen(payout: PayoutRow, but: AttemptRow): AttemptRow | undefined {
    return this.#attemptsOf(payout).find(each => each !== but && (openStates as readonly string[]).includes(each.state))
  }
  withdrawPrepared(payout: PayoutRow, but: AttemptRow): void {
    for (const each of this.#siblings(payout)) {
      if (each !== but && each.state === 'prepared') each.set({ state: 'withdrawn', nextCheckInMs: null })
    }
  }
  /**
   * A success that came after its payout had been given back: it takes the round again. Whatever else was listed for
   * the same round and has nothing under way is cancelled; what is under way keeps the round and will show as extra.
   */
  takeBack(payout: PayoutRow): void {
    if (!payout.was.released) return
    const holder = (this.#ofRound.get(roundOf(payout)) ?? []).find(each => each !== payout && !each.was.released)
    if (!holder) return payout.set({ released: false })
    const underWay = this.#attemptsOf(holder).some(each => !['refused', 'withdrawn', 'reversed'].includes(each.state))
    const [witness] = this.#attemptsOf(payout)
    if (underWay || !witness) return
    if (holder.money === 'reserved') {
      const all = holder.was.amountMinor + holder.was.feeReserveMinor
      const key = `superseded:${holder.id}`
      this.postings.push({
        from: 'reserved',
        to: 'available',
        amountMinor: all,
        kind: 'released',
        key,
        attempt: witness,
        payout: holder,
      })
      holder.set({ money: 'none' })
    }
    holder.set({ state: 'cancelled', released: true, nextCheckInMs: null })
    payout.set({ released: false })
  }
  touch(attempt: AttemptRow, individual: boolean): void {
    const before = this.#touched.get(attempt.id)
    this.#touched.set(attempt.id, {
      attempt,
      individual: individual || before?.individual === true || attempt.was.batch === null,
    })
  }
  askSoon(attempt: AttemptRow): void {
    // An attempt on its way is followed by its batch, which gives our own answer a moment; a settled one by nobody but this.
    const onItsWay = (inTransitStates as readonly string[]).includes(attempt.state)
    attempt.set({ nextCheckInMs: onItsWay ? 2_000 : 0 })
    this.touch(attempt, !onItsWay)
  }
  openCase(
    kind: CaseToOpen['kind'],
    attempt: AttemptRow,
    reason: Reason | null,
    says: CaseSays,
    noticeId: NoticeId | undefined,
  ): void {
    this.casesToOpen.push({ kind, attempt, reason, says, noticeId })
    this.touch(attempt, true)
  }
  closeCases(attempt: AttemptRow, kinds: readonly string[], resolution: string): void {
    this.casesToClose.push({ attempt, kinds, resolution })
  }

  post(
    from: LedgerAccount,
    to: LedgerAccount,
    amountMinor: bigint,
    kind: string,
    key: string,
    attempt: AttemptRow,
  ): void {
    if (amountMinor > 0n) this.postings.push({ from, to, amountMinor, kind, key, attempt })
  }
  /** Moves all that is set aside for the payout (amount and fee reserve) back to where it waits, or to the budget. */
  moveMoney(payout: PayoutRow, attempt: AttemptRow, to: 'reserved' | 'none', why: string): void {
    const from = payout.money
    if (from !== 'in_transit' && from !== 'reserved')
      throw new Error(`Payout ${payout.id} has no money set aside (${from}).`)
    const all = payout.was.amountMinor + payout.was.feeReserveMinor
    this.post(
      from,
      to === 'none' ? 'available' : to,
      all,
      why,
      `${why}:${attempt.id}:${attempt.was.callId ?? 'none'}`,
      attempt,
    )
    payout.set({ money: to })
  }
  /** First success: the amount and the fee leave from where the money stands, what is left of the fee reserve returns. */
  disburse(payout: PayoutRow, attempt: AttemptRow): void {
    const stands = payout.money === 'in_transit' || payout.money === 'reserved' ? payout.money : 'available'
    const fee = attempt.feeMinor ?? 0n
    const reserve = stands === 'available' ? 0n : payout.was.feeReserveMinor
    const fromReserve = fee < reserve ? fee : reserve
    this.post(stands, 'disbursed', attempt.amountMinor, 'paid', `paid:${attempt.id}`, attempt)
    this.post(stands, 'fees', fromReserve, 'fee', `fee:${attempt.id}`, attempt)
    this.post('available', 'fees', fee - fromReserve, 'fee', `fee-beyond:${attempt.id}`, attempt)
    this.post(stands, 'available', reserve - fromReserve, 'fee_left', `fee-left:${attempt.id}`, attempt)
    payout.set({ money: 'disbursed' })
  }
  /** Further success: reality is booked beside the budget, never hidden in it. */
  overpay(attempt: AttemptRow, what: string, feeMinor: bigint | undefined = attempt.feeMinor ?? 0n): void {
    this.post('funding', 'overpaid', attempt.amountMinor, 'overpaid', `overpaid:${attempt.id}:${what}`, attempt)
    this.post('funding', 'fees', feeMinor, 'fee', `overpaid-fee:${attempt.id}:${what}`, attempt)
  }
  /** A fee that is known only after the success, or differs from what was booked. */
  lateFee(payout: PayoutRow, attempt: AttemptRow, feeMinor: bigint): void {
    // What this very set of findings has booked counts too: two notices of one success may be applied together.
    const booked = attempt.feeMinor ?? 0n
    if (feeMinor === booked || payout.money !== 'disbursed') return
    // From what to what: a fee that goes back to what it was is another correction, not the same one again.
    const key = `fee-late:${attempt.id}:${booked}:${feeMinor}`
    if (feeMinor > booked) this.post('available', 'fees', feeMinor - booked, 'fee', key, attempt)
    else this.post('fees', 'available', booked - feeMinor, 'fee', key, attempt)
    const saidBefore = attempt.feeMinor !== null
    attempt.set({ feeMinor })
    // Some FSPs tell the charge only in their statement: what nobody had said before is no difference.
    if (saidBefore) this.openCase('fee', attempt, null, said('fee_differs'), undefined)
  }

  touched(): Touched[] {
    return [...this.#touched.values()].map(({ attempt, individual }) => {
      const { distributionId, beneficiaryId } = this.payoutOf(attempt).was
      const { id: attemptId, payoutId, state } = attempt
      const { batch, key: attemptKey } = attempt.was
      return { distributionId, batch, beneficiaryId, payoutId, attemptId, attemptKey, state, individual }
    })
  }
}
