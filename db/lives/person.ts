import { sql } from 'kysely'
import type { AttemptState } from '../../domain/attempt.js'
import type {
  AttemptId,
  BeneficiaryId,
  DestinationId,
  DistributionId,
  FspAccountId,
  PayoutId,
  ProgrammeId,
} from '../../domain/ids.js'
import type { BeneficiaryState, DistributionState, PayoutState } from '../../domain/payout.js'
import type { Reason } from '../../domain/reason.js'
import { staysInBatch } from '../batchRetries.js'
import type { House } from '../database.js'
import type { AccountCheckState, AtDeadline, CaseKind } from '../schema.js'

/** Everything a person’s life decides by. Nothing in it says who the person is but the programme’s number. */
export interface PersonRows {
  beneficiaryId: BeneficiaryId
  programmeId: ProgrammeId
  programmeName: string
  number: number
  state: BeneficiaryState
  heldReason: string | null
  /** the destination in use, and the approval that made it so (none for the first) */
  current: { destinationId: DestinationId; approvalId: string | null } | null
  proposed: { destinationId: DestinationId; accountCheck: AccountCheckState; enteredAt: Date } | null
  payouts: PersonPayout[]
  /** open ones */
  cases: PersonCase[]
  /** attempts for which a first person has proposed an end */
  endsProposed: AttemptId[]
}

export interface PersonPayout {
  payoutId: PayoutId
  distributionName: string
  distributionState: DistributionState
  accountPaused: boolean
  state: PayoutState
  stateAt: Date
  reason: Reason | null
  heldReason: string | null
  released: boolean
  amountMinor: bigint
  currency: string
  /** a refusal that the FSP has not confirmed when asked; nothing may follow it */
  unconfirmed: boolean
  /** refused for a reason that time mends, and tried again by its batch */
  staysInBatch: boolean
  /** the earliest moment at which something of it is to be asked about */
  nextCheckAt: Date | null
  last: PersonAttempt | null
}

export interface PersonAttempt {
  attemptId: AttemptId
  ordinal: number
  state: AttemptState
  stateAt: Date
  /** belongs to a batch (first attempts, and those it made itself) and is followed there while nothing is individual */
  inBatch: boolean
  destinationId: DestinationId
  notBefore: Date | null
}

export interface PersonCase {
  kind: CaseKind
  payoutId: PayoutId | null
  attemptId: AttemptId | null
  owner: string
  deadlineAt: Date
  atDeadline: AtDeadline
}

/** null: there is no such person */
export async function personRows(house: House, beneficiaryId: BeneficiaryId): Promise<PersonRows | null> {
  const head = await sql<Pick<PersonRows, 'programmeId' | 'programmeName' | 'number' | 'state' | 'heldReason'>>`
    select b.programme_id as "programmeId", g.name as "programmeName", b.number, b.state, b.held_reason as "heldReason"
      from beneficiary b join programme g on g.id = b.programme_id where b.id = ${beneficiaryId}`.execute(house.db)
  const person = head.rows[0]
  if (!person) return null
  const { current, proposed } = await destinations(house, beneficiaryId)
  const cases = await sql<PersonCase>`
    select kind, payout_id as "payoutId", attempt_id as "attemptId", owner, deadline_at as "deadlineAt", at_deadline as "atDeadline"
      from work_case where beneficiary_id = ${beneficiaryId} and state = 'open' order by deadline_at, id`.execute(
    house.db,
  )
  const ends = await sql<{ attemptId: AttemptId }>`
    select a.id as "attemptId" from proposal e join attempt a on a.id = e.subject
     where a.beneficiary_id = ${beneficiaryId} and e.kind = 'unknown_end' and e.state = 'proposed'`.execute(house.db)
  return {
    beneficiaryId,
    ...person,
    current,
    proposed,
    payouts: await payouts(house, beneficiaryId),
    cases: cases.rows,
    endsProposed: ends.rows.map(row => row.attemptId),
  }
}

async function destinations(
  house: House,
  beneficiaryId: BeneficiaryId,
): Promise<Pick<PersonRows, 'current' | 'proposed'>> {
  const { rows } = await sql<{
    destinationId: DestinationId
    state: string
    accountCheck: AccountCheckState
    enteredAt: Date
    approvalId: string | null
  }>`
    select t.id as "destinationId", t.state, t.account_check as "accountCheck", t.entered_at as "enteredAt", y.id as "approvalId"
      from destination t left join approval y on y.destination_id = t.id and y.kind = 'destination'
     where t.beneficiary_id = ${beneficiaryId} and t.state in ('approved','proposed')`.execute(house.db)
  const current = rows.find(row => row.state === 'approved')
  const proposed = rows.find(row => row.state === 'proposed')
  return {
    current: current ? { destinationId: current.destinationId, approvalId: current.approvalId } : null,
    proposed: proposed
      ? { destinationId: proposed.destinationId, accountCheck: proposed.accountCheck, enteredAt: proposed.enteredAt }
      : null,
  }
}

type FlatPayout = Omit<PersonPayout, 'last'> & {
  [Key in keyof PersonAttempt as `last_${Key}`]: PersonAttempt[Key] | null
}

async function payouts(house: House, beneficiaryId: BeneficiaryId): Promise<PersonPayout[]> {
  const { rows } = await sql<FlatPayout>`
    select p.id as "payoutId", d.name as "distributionName", d.state as "distributionState", f.paused_reason is not null as "accountPaused",
           p.state, p.state_at as "stateAt", p.reason, p.held_reason as "heldReason", p.released, p.amount_minor as "amountMinor", g.currency,
           exists (select 1 from attempt r where r.payout_id = p.id and r.state = 'refused' and not r.refusal_confirmed) as unconfirmed,
           ${staysInBatch} as "staysInBatch",
           (select min(n.next_check_at) from attempt n where n.payout_id = p.id and n.state <> 'reversed') as "nextCheckAt",
           a.id as "last_attemptId", a.ordinal as "last_ordinal", a.state as "last_state", a.state_at as "last_stateAt",
           a.batch is not null as "last_inBatch", a.destination_id as "last_destinationId", a.not_before as "last_notBefore"
      from payout p
      join distribution d on d.id = p.distribution_id
      join fsp_account f on f.id = p.fsp_account_id
      join programme g on g.id = p.programme_id
      left join lateral (select * from attempt x where x.payout_id = p.id order by x.ordinal desc limit 1) a on true
     where p.beneficiary_id = ${beneficiaryId} and d.state <> 'rejected' order by p.round, p.id`.execute(house.db)
  return rows.map(row => ({ ...row, last: lastOf(row) }))
}

function lastOf(row: FlatPayout): PersonAttempt | null {
  const { last_attemptId, last_ordinal, last_state, last_stateAt, last_destinationId } = row
  if (!last_attemptId || !last_ordinal || !last_state || !last_stateAt || !last_destinationId) return null
  return {
    attemptId: last_attemptId,
    ordinal: last_ordinal,
    state: last_state,
    stateAt: last_stateAt,
    inBatch: row.last_inBatch ?? false,
    destinationId: last_destinationId,
    notBefore: row.last_notBefore,
  }
}

/** The person’s life will look again before this; should it be gone, the caretaker sees to it after. */
export async function lookAgainAtPerson(house: House, beneficiaryId: BeneficiaryId, inMs: number): Promise<void> {
  await sql`
    update payout set next_check_at = now() + ${inMs} * interval '1 millisecond'
     where beneficiary_id = ${beneficiaryId} and next_check_at is not null
       and state in ('unknown','refused','to_decide','in_progress')`.execute(house.db)
}

/** Whose payout it is and where it stands: asked before anything is done for it. */
export async function payoutPlace(house: House, payoutId: PayoutId): Promise<PayoutPlace | null> {
  const { rows } = await sql<PayoutPlace>`
    select p.beneficiary_id as "beneficiaryId", p.distribution_id as "distributionId", p.fsp_account_id as "fspAccountId"
      from payout p where p.id = ${payoutId}`.execute(house.db)
  return rows[0] ?? null
}

export interface PayoutPlace {
  beneficiaryId: BeneficiaryId
  distributionId: DistributionId
  fspAccountId: FspAccountId
}

/** The person whose attempt a proposed end is about; null when there is no such proposal. */
export async function personOfEnd(house: House, unknownEndId: string): Promise<BeneficiaryId | null> {
  const { rows } = await sql<{ id: BeneficiaryId }>`
    select a.beneficiary_id as id from proposal e join attempt a on a.id = e.subject
     where e.id = ${unknownEndId} and e.kind = 'unknown_end'`.execute(house.db)
  return rows[0]?.id ?? null
}

/** The person a destination belongs to; null when there is no such destination. */
export async function personOfDestination(house: House, destinationId: DestinationId): Promise<BeneficiaryId | null> {
  const row = await house.db
    .selectFrom('destination')
    .select('beneficiary_id')
    .where('id', '=', destinationId)
    .executeTakeFirst()
  return row?.beneficiary_id ?? null
}
