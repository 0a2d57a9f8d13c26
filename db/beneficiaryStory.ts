/** One person’s whole story: what we know, where they were paid, what went wrong, who did what, and when. */
import { sql } from 'kysely'
import type { AttemptState } from '../domain/attempt.js'
import type {
  ApprovalId,
  AttemptId,
  BeneficiaryId,
  CallId,
  DestinationId,
  DistributionId,
  FspAccountId,
  PayoutId,
} from '../domain/ids.js'
import type { PayoutState } from '../domain/payout.js'
import { findBeneficiary, type Beneficiary } from './beneficiaries.js'
import { listCases, type Case } from './caseList.js'
import type { House } from './database.js'
import { listPairs, type DuplicatePair } from './duplicates.js'
import { listOverlaps, type Overlap } from './overlaps.js'
import type { AccountCheckState } from './schema.js'

export interface DestinationVersion {
  readonly destinationId: DestinationId
  readonly version: number
  readonly number: string
  /** null: the programme’s */
  readonly fspAccountId: FspAccountId | null
  readonly state: 'proposed' | 'approved' | 'rejected' | 'superseded'
  readonly accountCheck: AccountCheckState
  readonly accountCheckReason: string | null
  readonly reason: string | null
  readonly enteredBy: string
  readonly enteredAt: Date
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

export interface AttemptOfStory {
  readonly attemptId: AttemptId
  readonly ordinal: number
  readonly state: AttemptState
  readonly reason: string | null
  readonly destinationId: DestinationId
  readonly approvalId: ApprovalId
  readonly callId: CallId | null
  readonly receipt: string | null
  readonly recipientName: string | null
  readonly feeMinor: bigint | null
  readonly openedBy: string
  readonly openedAt: Date
  readonly leftAt: Date | null
  readonly stateAt: Date
}

export interface PayoutOfStory {
  readonly payoutId: PayoutId
  readonly distributionId: DistributionId
  readonly round: number
  readonly purpose: string
  readonly amountMinor: bigint
  readonly state: PayoutState
  readonly reason: string | null
  readonly heldReason: string | null
  readonly stateAt: Date
  readonly attempts: readonly AttemptOfStory[]
}

export interface ActOfStory {
  readonly at: Date
  readonly person: string
  readonly role: string
  readonly act: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly details: Readonly<Record<string, unknown>>
}

export interface BeneficiaryStory {
  readonly person: Beneficiary
  readonly destinations: readonly DestinationVersion[]
  readonly duplicates: readonly DuplicatePair[]
  /** in which other programmes the person is, as far as whoever asks reaches */
  readonly overlaps: readonly Overlap[]
  readonly cases: readonly Case[]
  readonly payouts: readonly PayoutOfStory[]
  /** oldest first; the newest 500 where there are more */
  readonly acts: readonly ActOfStory[]
}

/** Everything about one person, bulk payouts included; null when there is no such person. */
export async function beneficiaryStory(house: House, beneficiaryId: BeneficiaryId): Promise<BeneficiaryStory | null> {
  const person = await findBeneficiary(house, beneficiaryId)
  if (!person) return null
  const destinations = await destinationsOf(house, beneficiaryId)
  const { pairs: duplicates } = await listPairs(house, { programmeId: person.programmeId, beneficiaryId, limit: 200 })
  const { overlaps } = await listOverlaps(house, { programmeId: person.programmeId, beneficiaryId, limit: 200 })
  const { cases } = await listCases(house, { beneficiaryId, limit: 200 })
  const payouts = await payoutsOf(house, beneficiaryId)
  const subjects = [
    beneficiaryId,
    ...duplicates.map(({ pairId }) => pairId),
    ...cases.map(({ caseId }) => caseId),
    ...payouts.flatMap(({ payoutId, attempts }) => [payoutId, ...attempts.map(({ attemptId }) => attemptId)]),
    ...destinations.map(({ destinationId }) => destinationId),
  ]
  return { person, destinations, duplicates, overlaps, cases, payouts, acts: await actsOn(house, subjects) }
}

/** All versions of where a person is paid, newest first. */
export async function destinationsOf(house: House, beneficiaryId: BeneficiaryId): Promise<DestinationVersion[]> {
  const rows = await house.db
    .selectFrom('destination')
    .selectAll()
    .where('beneficiary_id', '=', beneficiaryId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(row => ({
    destinationId: row.id,
    version: row.version,
    number: house.sealing.open(row.number_enc),
    fspAccountId: row.fsp_account_id,
    state: row.state,
    accountCheck: row.account_check,
    accountCheckReason: row.account_check_reason,
    reason: row.reason,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  }))
}

async function payoutsOf(house: House, beneficiaryId: BeneficiaryId): Promise<PayoutOfStory[]> {
  const payouts = await house.db
    .selectFrom('payout')
    .selectAll()
    .where('beneficiary_id', '=', beneficiaryId)
    .orderBy('round')
    .orderBy('id')
    .execute()
  const attempts = await house.db
    .selectFrom('attempt')
    .selectAll()
    .where(sql<boolean>`payout_id = any(${payouts.map(({ id }) => id)}::uuid[])`)
    .orderBy('ordinal')
    .execute()
  const opened = (sealed: Buffer | null): string | null => (sealed === null ? null : house.sealing.open(sealed))
  return payouts.map(payout => ({
    payoutId: payout.id,
    distributionId: payout.distribution_id,
    round: payout.round,
    purpose: payout.purpose,
    amountMinor: payout.amount_minor,
    state: payout.state,
    reason: payout.reason,
    heldReason: payout.held_reason,
    stateAt: payout.state_at,
    attempts: attempts
      .filter(attempt => attempt.payout_id === payout.id)
      .map(attempt => ({
        attemptId: attempt.id,
        ordinal: attempt.ordinal,
        state: attempt.state,
        reason: attempt.reason,
        destinationId: attempt.destination_id,
        approvalId: attempt.approval_id,
        callId: attempt.call_id,
        receipt: opened(attempt.receipt_enc),
        recipientName: opened(attempt.recipient_name_enc),
        feeMinor: attempt.fee_minor,
        openedBy: attempt.opened_by,
        openedAt: attempt.opened_at,
        leftAt: attempt.left_at,
        stateAt: attempt.state_at,
      })),
  }))
}

async function actsOn(house: House, subjects: readonly string[]): Promise<ActOfStory[]> {
  const rows = await house.db
    .selectFrom('audit_event')
    .select(['id', 'at', 'person', 'role', 'act', 'subject_kind', 'subject_id', 'details'])
    .where('subject_kind', 'in', ['beneficiary', 'possible duplicate', 'case', 'payout', 'attempt', 'destination'])
    .where(sql<boolean>`subject_id = any(${[...subjects]}::text[])`)
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
  return rows.reverse().map(row => ({
    at: row.at,
    person: row.person,
    role: row.role,
    act: row.act,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    details: row.details,
  }))
}
