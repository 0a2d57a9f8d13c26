/**
 * The tables as types; test/integration/dbSchema.test.ts holds them against the real database, column by column.
 * int8 arrives as bigint, timestamptz as Date, bytea as Buffer, jsonb parsed (and is written as JSON text).
 */
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { AttemptState } from '../domain/attempt.js'
import type {
  ApprovalId,
  AttemptId,
  BeneficiaryId,
  CallId,
  CaseId,
  DestinationId,
  DistributionId,
  FspAccountId,
  ImportId,
  NoticeId,
  PayoutId,
  ProgrammeId,
} from '../domain/ids.js'
import type { Currency } from '../domain/money.js'
import type { BeneficiaryState, DistributionState, LedgerAccount, MoneyStands, PayoutState } from '../domain/payout.js'
import type { Role } from '../domain/people.js'

/** A jsonb column with a default: may be left out when a row is made. */
type Json<T extends object> = ColumnType<T, string | undefined, string>
/** jsonb that must be given. */
type GivenJson<T extends object> = JSONColumnType<T>

export type KeyPurpose = 'field' | 'lookup' | 'payload'
export type AccountCheckState = 'unchecked' | 'pending' | 'ok' | 'cannot_receive' | 'unclear'
export type CaseKind =
  | 'correction'
  | 'unknown'
  | 'contradiction'
  | 'unmatched_notice'
  | 'overpaid'
  | 'fee'
  | 'float_short'
  | 'account_check'
  | 'decision'
/** What a deadline that passes does to a case. */
export type AtDeadline = 'close_payout' | 'escalate'

export interface EncryptionKeyTable {
  id: Generated<string>
  purpose: KeyPurpose
  master_key_id: string
  wrapped: Buffer
  created_at: Generated<Date>
}

export interface ApiTokenTable {
  id: Generated<string>
  digest: Buffer
  person: string
  role: Role
  created_at: Generated<Date>
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

export interface IdempotentAnswerTable {
  person: string
  key: string
  route: string
  body_digest: Buffer
  status: number | null
  answer_enc: Buffer | null
  created_at: Generated<Date>
}

export interface AuditEventTable {
  id: ColumnType<bigint, never, never>
  at: Generated<Date>
  person: string
  role: Role
  act: string
  programme_id: ProgrammeId | null
  subject_kind: string
  subject_id: string
  details: Json<Record<string, unknown>>
  details_enc: Buffer | null
}

export interface FspAccountTable {
  id: Generated<FspAccountId>
  fsp_name: string
  name: string
  currency: Currency
  country: string
  credentials_enc: Buffer
  settings: Json<Record<string, string>>
  callback_token_enc: Buffer
  callback_token_lookup: Buffer
  source_allow_list: Generated<string[]>
  fail_closed: Generated<boolean>
  paused_reason: string | null
  paused_at: Date | null
  callbacks_refused: Generated<bigint>
  created_by: string
  created_at: Generated<Date>
}

export interface ProgrammeTable {
  id: Generated<ProgrammeId>
  name: string
  currency: Currency
  country: string
  fsp_account_id: FspAccountId | null
  rounds: number
  base_minor: bigint
  members_included: Generated<number>
  per_extra_member_minor: Generated<bigint>
  languages: string[]
  correction_days: Generated<number>
  created_by: string
  created_at: Generated<Date>
}

export interface BeneficiaryImportTable {
  id: Generated<ImportId>
  programme_id: ProgrammeId
  file_name: string
  file_enc: Buffer
  file_digest: Buffer
  column_map: GivenJson<Record<string, unknown>>
  state: Generated<'stored' | 'running' | 'done' | 'failed'>
  rows_read: Generated<number>
  rows_imported: Generated<number>
  rows_known: Generated<number>
  rows_refused: Generated<number>
  next_check_at: Generated<Date>
  created_by: string
  created_at: Generated<Date>
  finished_at: Date | null
}

export interface BeneficiaryTable {
  id: Generated<BeneficiaryId>
  programme_id: ProgrammeId
  number: number
  state: Generated<BeneficiaryState>
  paused_from: BeneficiaryState | null
  state_reason: string | null
  name_enc: Buffer
  name_lookup: Buffer
  name_place_lookup: Buffer
  national_id_enc: Buffer | null
  national_id_lookup: Buffer | null
  place: string
  household_size: number
  language: string
  remarks_enc: Buffer | null
  consent_at: Date
  identity_digest: Buffer
  import_id: ImportId | null
  account_check: Generated<AccountCheckState>
  account_check_reason: string | null
  account_checked_at: Date | null
  held_reason: string | null
  created_by: string
  created_at: Generated<Date>
}

export interface ImportRowTable {
  import_id: ImportId
  row_number: number
  outcome: 'imported' | 'known' | 'refused'
  beneficiary_id: BeneficiaryId | null
  problems: Json<unknown[]>
  row_enc: Buffer | null
}

export interface DestinationTable {
  id: Generated<DestinationId>
  beneficiary_id: BeneficiaryId
  version: number
  number_enc: Buffer
  number_lookup: Buffer
  state: 'proposed' | 'approved' | 'rejected' | 'superseded'
  account_check: Generated<AccountCheckState>
  account_check_reason: string | null
  reason: string | null
  entered_by: string
  entered_at: Generated<Date>
  decided_by: string | null
  decided_at: Date | null
}

export interface AccountCheckTable {
  id: Generated<string>
  fsp_account_id: FspAccountId
  destination_id: DestinationId
  provider_check_id: string | null
  state: Generated<'asked' | 'answered'>
  asked_at: Generated<Date>
  answered_at: Date | null
}

export interface PossibleDuplicateTable {
  id: Generated<string>
  programme_id: ProgrammeId
  beneficiary_a: BeneficiaryId
  beneficiary_b: BeneficiaryId
  reasons: string[]
  state: Generated<'open' | 'different' | 'duplicate'>
  declined_beneficiary_id: BeneficiaryId | null
  reason: string | null
  decided_by: string | null
  decided_at: Date | null
  created_at: Generated<Date>
}

export interface DistributionTable {
  id: Generated<DistributionId>
  programme_id: ProgrammeId
  round: number
  purpose: Generated<string>
  name: string
  state: Generated<DistributionState>
  fsp_account_id: FspAccountId
  list_filter: Json<Record<string, unknown>>
  list_hash: Buffer | null
  payouts: Generated<number>
  batches: Generated<number>
  batch_size: Generated<number>
  total_minor: Generated<bigint>
  fee_reserve_minor: Generated<bigint>
  pay_first: number | null
  pause_reason: string | null
  paused_by: string | null
  next_check_at: Generated<Date>
  created_by: string
  created_at: Generated<Date>
  frozen_at: Date | null
  approved_by: string | null
  approved_at: Date | null
  started_by: string | null
  started_at: Date | null
  first_paid_at: Date | null
  closed_at: Date | null
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
}

export interface CallTable {
  id: Generated<CallId>
  fsp_account_id: FspAccountId
  distribution_id: DistributionId
  body_digest: Buffer
  state: Generated<'leaving' | 'answered' | 'not_taken' | 'lost'>
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
}

export interface CallAttemptTable {
  call_id: CallId
  position: number
  attempt_id: AttemptId
  number_lookup: Buffer
}

export interface FspTransactionTable {
  id: Generated<string>
  fsp_account_id: FspAccountId
  transaction_id: string
  attempt_id: AttemptId
  said: 'accepted' | 'paid' | 'refused' | 'reversed'
  confirmed: Generated<boolean>
  amount_minor: bigint | null
  fee_minor: bigint | null
  first_seen_at: Generated<Date>
}

export interface NoticeTable {
  id: Generated<NoticeId>
  fsp_account_id: FspAccountId
  channel: Generated<string>
  kind: 'notification' | 'account_check'
  digest: Buffer
  raw_enc: Buffer
  content_type: string
  received_at: Generated<Date>
  repeats: Generated<number>
  state: Generated<'stored' | 'applied' | 'to_confirm' | 'unmatched' | 'contradiction' | 'failed'>
  apply_after: Generated<Date>
  tries: Generated<number>
  why: string | null
  direction: 'out' | 'in' | 'none' | null
  attempt_id: AttemptId | null
  claimed_transaction_id: string | null
  applied_at: Date | null
}

export interface ValidationTable {
  id: Generated<string>
  fsp_account_id: FspAccountId
  transaction_id: string
  attempt_id: AttemptId | null
  valid: boolean
  why: string | null
  asked_at: Generated<Date>
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

export interface WorkCaseTable {
  id: Generated<CaseId>
  programme_id: ProgrammeId | null
  kind: CaseKind
  beneficiary_id: BeneficiaryId | null
  distribution_id: DistributionId | null
  payout_id: PayoutId | null
  attempt_id: AttemptId | null
  notice_id: NoticeId | null
  fsp_account_id: FspAccountId | null
  reason: string | null
  says: string
  owner: string
  state: Generated<'open' | 'closed'>
  opened_at: Generated<Date>
  deadline_at: Date
  at_deadline: AtDeadline
  escalations: Generated<number>
  resolution: string | null
  closed_by: string | null
  closed_at: Date | null
}

export interface UnknownEndTable {
  id: Generated<string>
  attempt_id: AttemptId
  outcome: 'paid' | 'refused'
  reason: string
  evidence_enc: Buffer | null
  state: Generated<'proposed' | 'confirmed' | 'rejected'>
  proposed_by: string
  proposed_at: Generated<Date>
  decided_by: string | null
  decided_at: Date | null
}

export interface Schema {
  encryption_key: EncryptionKeyTable
  api_token: ApiTokenTable
  idempotent_answer: IdempotentAnswerTable
  audit_event: AuditEventTable
  fsp_account: FspAccountTable
  programme: ProgrammeTable
  beneficiary_import: BeneficiaryImportTable
  beneficiary: BeneficiaryTable
  import_row: ImportRowTable
  destination: DestinationTable
  account_check: AccountCheckTable
  possible_duplicate: PossibleDuplicateTable
  distribution: DistributionTable
  approval: ApprovalTable
  payout: PayoutTable
  call: CallTable
  attempt: AttemptTable
  call_attempt: CallAttemptTable
  fsp_transaction: FspTransactionTable
  notice: NoticeTable
  validation: ValidationTable
  ledger_entry: LedgerEntryTable
  work_case: WorkCaseTable
  unknown_end: UnknownEndTable
}
