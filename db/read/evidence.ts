/** Everything that is known of one payout: attempts, the calls they left in, what the FSP said, asked and was told. */
import { sql } from 'kysely'
import type { AttemptState } from '../../domain/attempt.js'
import type { PayoutId } from '../../domain/ids.js'
import type { House } from '../database.js'

export interface AttemptRow {
  id: string
  ordinal: number
  key: string
  state: AttemptState
  reason: string | null
  amountMinor: bigint
  currency: string
  destinationVersion: number
  /** opened, E.164: personal */
  number: string
  approvedBy: string
  approvedAt: Date
  approvalKind: string
  openedBy: string
  openedAt: Date
  leftAt: Date | null
  stateAt: Date
  nextCheckAt: Date | null
  sends: number
  checks: number
  refusalConfirmed: boolean
  feeMinor: bigint | null
  /** opened: the operator's receipt and the name the account is registered under */
  receipt: string | null
  registeredName: string | null
}

export async function attemptsOf(house: House, payoutId: PayoutId): Promise<AttemptRow[]> {
  type Sealed = Omit<AttemptRow, 'number' | 'receipt' | 'registeredName'> & {
    numberEnc: Buffer
    receiptEnc: Buffer | null
    nameEnc: Buffer | null
  }
  const { rows } = await sql<Sealed>`
    select a.id, a.ordinal, a.key, a.state, a.reason, a.amount_minor as "amountMinor", a.currency,
           t.version as "destinationVersion", t.number_enc as "numberEnc", y.approved_by as "approvedBy",
           y.approved_at as "approvedAt", y.kind as "approvalKind", a.opened_by as "openedBy", a.opened_at as "openedAt",
           a.left_at as "leftAt", a.state_at as "stateAt", a.next_check_at as "nextCheckAt", a.sends, a.checks,
           a.refusal_confirmed as "refusalConfirmed", a.fee_minor as "feeMinor", a.receipt_enc as "receiptEnc",
           a.recipient_name_enc as "nameEnc"
      from attempt a join destination t on t.id = a.destination_id join approval y on y.id = a.approval_id
     where a.payout_id = ${payoutId} order by a.ordinal`.execute(house.db)
  return rows.map(({ numberEnc, receiptEnc, nameEnc, ...row }) => ({
    ...row,
    number: house.sealing.open(numberEnc),
    receipt: receiptEnc === null ? null : house.sealing.open(receiptEnc),
    registeredName: nameEnc === null ? null : house.sealing.open(nameEnc),
  }))
}

export interface CallRow {
  id: string
  attemptOrdinal: number
  state: string
  createdAt: Date
  sendBy: Date
  answeredAt: Date | null
  httpStatus: number | null
  why: string | null
  attemptsInCall: number
}

/** The calls its attempts left in, oldest first. A call's raw answer speaks of other people too and stays sealed. */
export async function callsOf(house: House, payoutId: PayoutId): Promise<CallRow[]> {
  const { rows } = await sql<CallRow>`
    select c.id, a.ordinal as "attemptOrdinal", c.state, c.created_at as "createdAt", c.send_by as "sendBy",
           c.answered_at as "answeredAt", c.http_status as "httpStatus", c.why,
           (select count(*)::int from call_attempt o where o.call_id = c.id) as "attemptsInCall"
      from attempt a join call_attempt x on x.attempt_id = a.id join call c on c.id = x.call_id
     where a.payout_id = ${payoutId} order by c.created_at, c.id`.execute(house.db)
  return rows
}

export interface TransactionRow {
  attemptOrdinal: number
  transactionId: string
  said: string
  confirmed: boolean
  amountMinor: bigint | null
  feeMinor: bigint | null
  firstSeenAt: Date
}

export async function transactionsOf(house: House, payoutId: PayoutId): Promise<TransactionRow[]> {
  const { rows } = await sql<TransactionRow>`
    select a.ordinal as "attemptOrdinal", x.transaction_id as "transactionId", x.said, x.confirmed,
           x.amount_minor as "amountMinor", x.fee_minor as "feeMinor", x.first_seen_at as "firstSeenAt"
      from attempt a join fsp_transaction x on x.attempt_id = a.id
     where a.payout_id = ${payoutId} order by x.first_seen_at, x.transaction_id`.execute(house.db)
  return rows
}

export interface NoticeRow {
  id: string
  attemptOrdinal: number
  kind: string
  receivedAt: Date
  repeats: number
  state: string
  why: string | null
  /** opened, as it came: personal */
  raw: string
}

export async function noticesOf(house: House, payoutId: PayoutId): Promise<NoticeRow[]> {
  const { rows } = await sql<Omit<NoticeRow, 'raw'> & { rawEnc: Buffer }>`
    select n.id, a.ordinal as "attemptOrdinal", n.kind, n.received_at as "receivedAt", n.repeats, n.state, n.why,
           n.raw_enc as "rawEnc"
      from attempt a join notice n on n.attempt_id = a.id
     where a.payout_id = ${payoutId} order by n.received_at, n.id limit 200`.execute(house.db)
  return rows.map(({ rawEnc, ...row }) => ({ ...row, raw: house.sealing.open(rawEnc) }))
}

export interface ValidationRow {
  attemptOrdinal: number
  transactionId: string
  valid: boolean
  why: string | null
  askedAt: Date
}

export async function validationsOf(house: House, payoutId: PayoutId): Promise<ValidationRow[]> {
  const { rows } = await sql<ValidationRow>`
    select a.ordinal as "attemptOrdinal", v.transaction_id as "transactionId", v.valid, v.why, v.asked_at as "askedAt"
      from attempt a join validation v on v.attempt_id = a.id
     where a.payout_id = ${payoutId} order by v.asked_at, v.id limit 200`.execute(house.db)
  return rows
}

export interface UnknownEndRow {
  id: string
  attemptOrdinal: number
  outcome: string
  reason: string
  state: string
  proposedBy: string
  proposedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
}

/** The evidence given with each proposed end, in the clear, for whoever may see evidence. */
export async function evidenceOfEnds(house: House, payoutId: PayoutId): Promise<{ id: string; evidence: string }[]> {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select e.id, e.content_enc as sealed from attempt a join proposal e on e.kind = 'unknown_end' and e.subject = a.id
     where a.payout_id = ${payoutId} and e.content_enc is not null order by e.proposed_at, e.id`.execute(house.db)
  return rows.map(({ id, sealed }) => ({ id, evidence: String(JSON.parse(house.sealing.open(sealed))) }))
}

/** What two people said of an attempt that nobody else could explain. */
export async function unknownEndsOf(house: House, payoutId: PayoutId): Promise<UnknownEndRow[]> {
  const { rows } = await sql<UnknownEndRow>`
    select e.id, a.ordinal as "attemptOrdinal", e.summary ->> 'outcome' as outcome, e.reason, e.state, e.proposed_by as "proposedBy",
           e.proposed_at as "proposedAt", e.decided_by as "decidedBy", e.decided_at as "decidedAt"
      from attempt a join proposal e on e.kind = 'unknown_end' and e.subject = a.id
     where a.payout_id = ${payoutId} order by e.proposed_at, e.id`.execute(house.db)
  return rows
}
