/** Tables of money on its way: distributions, approvals, payouts, attempts, calls, the ledger. */
import type { ColumnType, Generated } from 'kysely'
import type { ApprovalStep } from '../domain/approval.js'
import type { AttemptState } from '../domain/attempt.js'
import type {
  ApprovalId,
  AttemptId,
  BeneficiaryId,
  CallId,
  DestinationId,
  DistributionId,
  FspAccountId,
  IssuedListId,
  PayoutId,
  ProgrammeId,
} from '../domain/ids.js'
import type { ListFormat, ListKind, ListShows } from '../domain/issuedList.js'
import type { ExchangeRate } from '../domain/exchangeRate.js'
import type { Currency } from '../domain/money.js'
import type { DistributionState, LedgerAccount, MoneyStands, PayoutState } from '../domain/payout.js'
import type { Json, MaybeJson } from './schemaWords.js'

/** PostgreSQL makes it from the other columns; nobody writes it. */
type Made<T> = ColumnType<T, never, never>

export interface DistributionTable {
  id: Generated<DistributionId>
  programme_id: ProgrammeId
  round: number
  purpose: Generated<string>
  name: string
  state: Generated<DistributionState>
  fsp_account_id: FspAccountId
  /** by which what withdrawing costs was added to each transfer; null: the people bear it */
  withdrawal_tariff_id: string | null
  /** those of that one who were not paid by it */
  follow_up_of: DistributionId | null
  list_filter: Json<Record<string, unknown>>
  list_hash: Buffer | null
  payouts: Generated<number>
  batches: Generated<number>
  batch_size: Generated<number>
  total_minor: Generated<bigint>
  /** how much of the total was added for withdrawing it */
  withdrawal_minor: Generated<bigint>
  fee_reserve_minor: Generated<bigint>
  pay_first: number | null
  pause_reason: string | null
  paused_by: string | null
  next_check_at: Generated<Date>
  created_by: string
  created_at: Generated<Date>
  frozen_at: Date | null
  /** as the programme had them when the list was frozen */
  approval_steps: Json<ApprovalStep[]>
  /** as the programme had it when the list was frozen; null: none */
  exchange_rate: MaybeJson<ExchangeRate>
  approved_by: string | null
  approved_at: Date | null
  started_by: string | null
  started_at: Date | null
  first_paid_at: Date | null
  /** who cancelled it: nothing of it leaves any more, what had left is followed to its end */
  cancelled_by: string | null
  closed_at: Date | null
}

/** A frozen list is approved, and checked when it is paid, by its batches. */
export interface DistributionPartTable {
  distribution_id: DistributionId
  batch: number
  hash: Buffer
  payouts: number
  total_minor: bigint
  fee_reserve_minor: bigint
  /** what its approval reserved for it; 0 until then */
  reserved_minor: Generated<bigint>
  dropped_at: Date | null
  /** what was not as approved: its rows, a sealed number, or an attempt that was opened for it */
  dropped_why: 'rows' | 'number' | 'attempt' | null
}

/** A list or report of a distribution as a document that somebody asked for (db/issuedLists.ts). */
export interface IssuedListTable {
  id: Generated<IssuedListId>
  programme_id: ProgrammeId
  distribution_id: DistributionId
  kind: ListKind
  format: ListFormat
  shows: ListShows
  for_signing: boolean
  list_hash: Buffer
  state: Generated<'asked' | 'made' | 'failed'>
  asked_by: string
  asked_at: Generated<Date>
  /** until when whoever asked may fetch it; null: not yet, or no people are named in it */
  good_until: Date | null
  next_check_at: Generated<Date>
  /** the moment whose rows it tells */
  as_of: Date | null
  /** SHA-256 of its bytes */
  digest: Buffer | null
  bytes: number | null
  /** the document whose bytes these are */
  same_as: IssuedListId | null
  why: string | null
}

/** A document’s bytes in pieces, sealed. */
export interface IssuedPieceTable {
  list_id: IssuedListId
  piece: number
  piece_enc: Buffer
}

export interface ApprovalTable {
  id: Generated<ApprovalId>
  kind: 'distribution' | 'destination' | 'pay_again'
  distribution_id: DistributionId | null
  payout_id: PayoutId | null
  destination_id: DestinationId | null
  list_hash: Buffer | null
  made_by: string
  approved_by: string
  approved_at: Generated<Date>
}

export interface ApprovalGivenTable {
  distribution_id: DistributionId
  list_hash: Buffer
  person: string
  role: string
  on_behalf_of: string | null
  made_by: string
  given_at: Generated<Date>
}

export interface PayoutTable {
  id: Generated<PayoutId>
  distribution_id: DistributionId
  beneficiary_id: BeneficiaryId
  programme_id: ProgrammeId
  round: number
  purpose: string
  position: number
  batch: number
  amount_minor: bigint
  /** how much of the amount was added for withdrawing it */
  withdrawal_minor: Generated<bigint>
  fee_reserve_minor: bigint
  destination_id: DestinationId
  fsp_account_id: FspAccountId
  state: Generated<PayoutState>
  reason: string | null
  money: Generated<MoneyStands>
  released: Generated<boolean>
  held_reason: string | null
  next_check_at: Date | null
  state_at: Generated<Date>
  trouble: Made<PayoutState | null>
  /** given back, and paid nevertheless while another list held the round */
  paid_after_all: Made<boolean>
}

export interface CallTable {
  id: Generated<CallId>
  fsp_account_id: FspAccountId
  distribution_id: DistributionId
  body_digest: Buffer
  state: Generated<'leaving' | 'answered' | 'not_taken' | 'lost' | 'handed_over'>
  send_by: Date
  created_at: Generated<Date>
  answered_at: Date | null
  http_status: number | null
  why: string | null
  answer_enc: Buffer | null
}

export interface AttemptTable {
  id: Generated<AttemptId>
  payout_id: PayoutId
  ordinal: number
  key: string
  state: Generated<AttemptState>
  reason: string | null
  programme_id: ProgrammeId
  distribution_id: DistributionId
  beneficiary_id: BeneficiaryId
  batch: number | null
  amount_minor: bigint
  currency: Currency
  destination_id: DestinationId
  number_lookup: Buffer
  fsp_account_id: FspAccountId
  approval_id: ApprovalId
  call_id: CallId | null
  sends: Generated<number>
  send_by: Date | null
  left_at: Date | null
  not_before: Date | null
  checks: Generated<number>
  next_check_at: Date | null
  refusal_confirmed: Generated<boolean>
  receipt_enc: Buffer | null
  receipt_lookup: Buffer | null
  recipient_name_enc: Buffer | null
  fee_minor: bigint | null
  opened_by: string
  opened_at: Generated<Date>
  state_at: Generated<Date>
  is_open: Made<boolean>
  is_paid: Made<boolean>
  watched: Made<boolean>
}

export interface CallAttemptTable {
  call_id: CallId
  position: number
  attempt_id: AttemptId
  number_lookup: Buffer
}

export interface FspTransactionTable {
  fsp_account_id: FspAccountId
  transaction_id: string
  attempt_id: AttemptId
  said: 'accepted' | 'paid' | 'refused' | 'reversed'
  confirmed: Generated<boolean>
  /** a callback denied the success that a callback had told */
  denied: Generated<boolean>
  amount_minor: bigint | null
  fee_minor: bigint | null
  first_seen_at: Generated<Date>
}

export interface LedgerEntryTable {
  id: ColumnType<bigint, never, never>
  programme_id: ProgrammeId
  from_account: LedgerAccount
  to_account: LedgerAccount
  amount_minor: bigint
  kind: string
  key: string
  distribution_id: DistributionId | null
  payout_id: PayoutId | null
  attempt_id: AttemptId | null
  posted_at: Generated<Date>
}
