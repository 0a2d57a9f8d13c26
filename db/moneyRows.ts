import { sql } from 'kysely'
import type { AttemptState } from '../domain/attempt.js'
import type {
  AttemptId,
  BeneficiaryId,
  CallId,
  DistributionId,
  FspAccountId,
  NoticeId,
  PayoutId,
  ProgrammeId,
} from '../domain/ids.js'
import type { LedgerAccount, MoneyStands, PayoutState } from '../domain/payout.js'
import type { Reason } from '../domain/reason.js'
import type { House } from './database.js'
import type { Finding } from './outcomes.js'
import type { Touched } from './touched.js'

export interface AttemptChanges {
  state?: AttemptState
  reason?: Reason | null
  callId?: CallId | null
  feeMinor?: bigint
  receipt?: { sealed: Buffer; lookup: Buffer }
  recipientName?: Buffer
  refusalConfirmed?: boolean
  /** from now, in milliseconds; null: never by itself */
  nextCheckInMs?: number | null
  notBeforeInMs?: number
}

/** One locked attempt, as it is becoming: `set` is written by `writeBooks`. */
export class AttemptRow {
  readonly changes: AttemptChanges = {}
  state: AttemptState
  feeMinor: bigint | null
  callId: CallId | null
  refusalConfirmed: boolean
  hasReceipt: boolean
  hasRecipientName: boolean

  constructor(readonly was: LoadedAttempt) {
    this.state = was.state
    this.feeMinor = was.feeMinor
    this.callId = was.callId
    this.refusalConfirmed = was.refusalConfirmed
    this.hasReceipt = was.hasReceipt
    this.hasRecipientName = was.hasRecipientName
  }
  get id(): AttemptId {
    return this.was.id
  }
  get payoutId(): PayoutId {
    return this.was.payoutId
  }
  get ordinal(): number {
    return this.was.ordinal
  }
  get amountMinor(): bigint {
    return this.was.amountMinor
  }
  get currency(): string {
    return this.was.currency
  }
  get fspAccountId(): FspAccountId {
    return this.was.fspAccountId
  }
  get numberLookup(): Buffer {
    return this.was.numberLookup
  }

  set(changes: AttemptChanges): void {
    Object.assign(this.changes, changes)
    if (changes.state !== undefined) this.state = changes.state
    if (changes.feeMinor !== undefined) this.feeMinor = changes.feeMinor
    if (changes.callId !== undefined) this.callId = changes.callId
    if (changes.refusalConfirmed !== undefined) this.refusalConfirmed = changes.refusalConfirmed
    if (changes.receipt) this.hasReceipt = true
    if (changes.recipientName) this.hasRecipientName = true
  }
}

export interface PayoutChanges {
  state?: PayoutState
  reason?: Reason | null
  money?: MoneyStands
  released?: boolean
  nextCheckInMs?: number | null
}

/** One locked payout, as it is becoming. */
export class PayoutRow {
  readonly changes: PayoutChanges = {}
  state: PayoutState
  money: MoneyStands

  constructor(readonly was: LoadedPayout) {
    this.state = was.state
    this.money = was.money
  }
  get id(): PayoutId {
    return this.was.id
  }

  set(changes: PayoutChanges): void {
    Object.assign(this.changes, changes)
    if (changes.state !== undefined) this.state = changes.state
    if (changes.money !== undefined) this.money = changes.money
  }
}

interface LoadedAttempt {
  id: AttemptId
  key: string
  payoutId: PayoutId
  ordinal: number
  state: AttemptState
  amountMinor: bigint
  currency: string
  fspAccountId: FspAccountId
  numberLookup: Buffer
  callId: CallId | null
  feeMinor: bigint | null
  refusalConfirmed: boolean
  hasReceipt: boolean
  hasRecipientName: boolean
  batch: number | null
}

interface LoadedPayout {
  id: PayoutId
  programmeId: ProgrammeId
  distributionId: DistributionId
  beneficiaryId: BeneficiaryId
  round: number
  purpose: string
  state: PayoutState
  money: MoneyStands
  amountMinor: bigint
  feeReserveMinor: bigint
  released: boolean
}

interface Transaction {
  attemptId: AttemptId
  said: 'accepted' | 'paid' | 'refused' | 'reversed'
  confirmed: boolean
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
}

export interface CaseToOpen {
  kind: 'correction' | 'unknown' | 'contradiction' | 'overpaid' | 'fee' | 'decision'
  attempt: AttemptRow
  reason: Reason | null
  says: string
  noticeId: NoticeId | undefined
}

const saidRank = { accepted: 0, refused: 1, paid: 2, reversed: 3 } as const

/** The locked rows that a set of findings speaks of, and everything that is about to be written about them. */
export class Books {
  readonly postings: Posting[] = []
  readonly casesToOpen: CaseToOpen[] = []
  readonly casesToClose: { attempt: AttemptRow; kinds: readonly string[]; resolution: string }[] = []
  readonly #touched = new Map<AttemptId, { attempt: AttemptRow; individual: boolean }>()
  readonly #byKey = new Map<string, AttemptRow>()

  constructor(
    readonly attempts: ReadonlyMap<AttemptId, AttemptRow>,
    readonly payouts: ReadonlyMap<PayoutId, PayoutRow>,
    readonly transactions: Map<string, Transaction>,
    readonly longestProcessingMs: number,
  ) {
    for (const attempt of attempts.values()) this.#byKey.set(attempt.was.key, attempt)
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
    return [...this.transactions.values()].some(each => each.attemptId === attempt.id)
  }
  /** Stores what was said of a transaction; a success is never lowered. True when it has just become a success. */
  noteTransaction(attempt: AttemptRow, finding: Finding): boolean {
    const id = finding.transactionId
    const said = finding.said.is
    if (id === undefined) return false
    const before = this.transactions.get(id)
    const word = said === 'paid' || said === 'refused' || said === 'reversed' ? said : 'accepted'
    const higher = !before || saidRank[word] > saidRank[before.said]
    const confirmed = (before?.confirmed ?? false) || (finding.source !== 'notice' && finding.source !== 'answer')
    this.transactions.set(id, {
      attemptId: attempt.id,
      said: higher ? word : before.said,
      confirmed,
      amountMinor: finding.amountMinor ?? before?.amountMinor ?? null,
      feeMinor: finding.feeMinor ?? before?.feeMinor ?? null,
      changed: true,
    })
    return word === 'paid' && higher
  }
  /** Another transaction of this attempt was a success before. */
  earlierSuccess(attempt: AttemptRow, transactionId: string): boolean {
    if (attempt.state !== 'paid' && attempt.state !== 'paid_extra') return false
    return [...this.transactions].some(
      ([id, each]) => id !== transactionId && each.attemptId === attempt.id && each.said === 'paid',
    )
  }
  markReversed(attempt: AttemptRow): void {
    for (const each of this.transactions.values()) {
      if (each.attemptId === attempt.id && each.said === 'paid')
        Object.assign(each, { said: 'reversed', changed: true })
    }
  }
  #siblings(payout: PayoutRow): AttemptRow[] {
    const same = (other: PayoutRow): boolean =>
      other.was.beneficiaryId === payout.was.beneficiaryId &&
      other.was.round === payout.was.round &&
      other.was.purpose === payout.was.purpose
    return [...this.attempts.values()].filter(each => same(this.payoutOf(each)))
  }
  /** A success exists for the same (beneficiary, round, purpose), on whichever payout. */
  siblingPaid(attempt: AttemptRow): boolean {
    return this.#siblings(this.payoutOf(attempt)).some(each => each !== attempt && each.state === 'paid')
  }
  paidAttempt(payout: PayoutRow): AttemptRow | undefined {
    return [...this.attempts.values()].find(each => each.payoutId === payout.id && each.state === 'paid')
  }
  extraOf(payout: PayoutRow, but: AttemptRow): AttemptRow | undefined {
    return [...this.attempts.values()].find(
      each => each !== but && each.payoutId === payout.id && each.state === 'paid_extra',
    )
  }
  anotherOpen(payout: PayoutRow, but: AttemptRow): AttemptRow | undefined {
    return [...this.attempts.values()].find(
      each =>
        each !== but &&
        each.payoutId === payout.id &&
        ['prepared', 'sending', 'accepted', 'unknown'].includes(each.state),
    )
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
    const holder = [...this.payouts.values()].find(
      each =>
        each !== payout &&
        each.was.beneficiaryId === payout.was.beneficiaryId &&
        each.was.round === payout.was.round &&
        each.was.purpose === payout.was.purpose &&
        !each.was.released,
    )
    if (!holder) return payout.set({ released: false })
    const underWay = [...this.attempts.values()].find(
      each => each.payoutId === holder.id && !['refused', 'withdrawn', 'reversed'].includes(each.state),
    )
    const witness = [...this.attempts.values()].find(each => each.payoutId === payout.id)
    if (underWay || !witness) return
    if (holder.money === 'reserved') {
      const all = holder.was.amountMinor + holder.was.feeReserveMinor
      this.post('reserved', 'available', all, 'released', `superseded:${holder.id}`, witness)
      holder.set({ money: 'none' })
    }
    holder.set({ state: 'cancelled', released: true, nextCheckInMs: null })
    payout.set({ released: false })
  }
  touch(attempt: AttemptRow, individual: boolean): void {
    const before = this.#touched.get(attempt.id)
    this.#touched.set(attempt.id, {
      attempt,
      individual: individual || before?.individual === true || attempt.ordinal > 1,
    })
  }
  askSoon(attempt: AttemptRow): void {
    attempt.set({ nextCheckInMs: 2_000 })
    this.touch(attempt, false)
  }
  openCase(
    kind: CaseToOpen['kind'],
    attempt: AttemptRow,
    reason: Reason | null,
    says: string,
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
    const booked = attempt.was.feeMinor ?? 0n
    if (feeMinor === booked || payout.money !== 'disbursed') return
    if (feeMinor > booked)
      this.post('available', 'fees', feeMinor - booked, 'fee', `fee-late:${attempt.id}:${feeMinor}`, attempt)
    else this.post('fees', 'available', booked - feeMinor, 'fee', `fee-late:${attempt.id}:${feeMinor}`, attempt)
    attempt.set({ feeMinor })
    this.openCase('fee', attempt, null, 'The FSP’s fee differs from what it said before.', undefined)
  }

  touched(): Touched[] {
    return [...this.#touched.values()].map(({ attempt, individual }) => {
      const { distributionId, beneficiaryId } = this.payoutOf(attempt).was
      const { id: attemptId, payoutId, state } = attempt
      return { distributionId, batch: attempt.was.batch, beneficiaryId, payoutId, attemptId, state, individual }
    })
  }
}

/** Locks payouts, then attempts (always in this order, by id) of everybody the findings speak of, siblings included. */
export async function lockBooks(house: House, findings: readonly Finding[]): Promise<Books> {
  const ids = findings.flatMap(each => ('id' in each.attempt ? [each.attempt.id] : []))
  const keys = findings.flatMap(each => ('key' in each.attempt ? [each.attempt.key] : []))
  const payouts = await sql<LoadedPayout>`
    select p.id, p.programme_id as "programmeId", p.distribution_id as "distributionId", p.beneficiary_id as "beneficiaryId",
           p.round, p.purpose, p.state, p.money, p.amount_minor as "amountMinor", p.fee_reserve_minor as "feeReserveMinor", p.released
      from payout p
     where (p.beneficiary_id, p.round, p.purpose) in (
           select q.beneficiary_id, q.round, q.purpose from attempt a join payout q on q.id = a.payout_id
            where a.id = any (${ids}::uuid[]) or a.key = any (${keys}::text[]))
     order by p.id for update of p`.execute(house.db)
  const attempts = await sql<LoadedAttempt>`
    select a.id, a.key, a.payout_id as "payoutId", a.ordinal, a.state, a.amount_minor as "amountMinor", a.currency,
           a.fsp_account_id as "fspAccountId", a.number_lookup as "numberLookup", a.call_id as "callId", a.fee_minor as "feeMinor",
           a.refusal_confirmed as "refusalConfirmed", a.receipt_lookup is not null as "hasReceipt",
           a.recipient_name_enc is not null as "hasRecipientName", a.batch
      from attempt a where a.payout_id = any (${payouts.rows.map(each => each.id)}::uuid[]) order by a.id for update of a`.execute(
    house.db,
  )
  const accounts = [...new Set(findings.map(each => each.fspAccountId))]
  const named = findings.flatMap(each => (each.transactionId === undefined ? [] : [each.transactionId]))
  const transactions = await sql<{ transactionId: string } & Omit<Transaction, 'changed'>>`
    select transaction_id as "transactionId", attempt_id as "attemptId", said, confirmed, amount_minor as "amountMinor", fee_minor as "feeMinor"
      from fsp_transaction
     where fsp_account_id = any (${accounts}::uuid[]) and transaction_id = any (${named}::text[])
        or attempt_id = any (${attempts.rows.map(each => each.id)}::uuid[])`.execute(house.db)
  const slowest = await sql<{ ms: number }>`
    select coalesce(max((settings ->> 'longestProcessingMs')::int), 120000)::int as ms from fsp_account
     where id = any (${accounts}::uuid[])`.execute(house.db)
  return new Books(
    new Map(attempts.rows.map(each => [each.id, new AttemptRow(each)])),
    new Map(payouts.rows.map(each => [each.id, new PayoutRow(each)])),
    new Map(transactions.rows.map(({ transactionId, ...each }) => [transactionId, { ...each, changed: false }])),
    slowest.rows[0]?.ms ?? 120_000,
  )
}
