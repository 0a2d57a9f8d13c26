/** Tables of what arrives and what waits for a person: notices, validations, cases, proposals. */
import type { CaseValue } from '../domain/caseSays.js'
import type { Said } from '../domain/attempt.js'
import type { MatterKind, ProposalState } from '../domain/fourEyes.js'
import type { ColumnType, Generated } from 'kysely'
import type {
  AttemptId,
  BeneficiaryId,
  CarrierAccountId,
  CaseId,
  DestinationId,
  DistributionId,
  ExportId,
  FieldLinkId,
  FspAccountId,
  ImportId,
  NoticeId,
  PayoutId,
  ProgrammeId,
  StatementLineId,
} from '../domain/ids.js'
import type { ContactHow, ContactResult } from '../domain/cases.js'
import type { AtDeadline, CaseKind, Json } from './schemaWords.js'

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
  /** what it says of the attempt, while only the FSP can confirm it */
  claimed_outcome: Said | null
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

export interface WorkCaseTable {
  id: Generated<CaseId>
  programme_id: ProgrammeId | null
  kind: CaseKind
  beneficiary_id: BeneficiaryId | null
  distribution_id: DistributionId | null
  payout_id: PayoutId | null
  attempt_id: AttemptId | null
  notice_id: NoticeId | null
  statement_line_id: StatementLineId | null
  fsp_account_id: FspAccountId | null
  carrier_account_id: CarrierAccountId | null
  pair_id: string | null
  reason: string | null
  says: string
  /** what `says` says, for the reader’s language (domain/caseSays.ts) */
  says_code: string | null
  says_values: Json<Record<string, CaseValue>>
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

export interface FieldLinkTable {
  id: Generated<FieldLinkId>
  programme_id: ProgrammeId
  place: string | null
  owner: string | null
  case_ids: string[] | null
  language: string
  token_lookup: Buffer
  pin_lookup: Buffer | null
  pin_tries: Generated<number>
  session_lookup: Buffer | null
  made_by: string
  made_at: Generated<Date>
  expires_at: Date
  opened_at: Date | null
  ended_at: Date | null
  ended_by: string | null
}

export interface CaseContactTable {
  id: Generated<string>
  case_id: CaseId
  how: ContactHow
  result: ContactResult
  note_enc: Buffer | null
  at: Date
  destination_id: DestinationId | null
  field_link_id: FieldLinkId | null
  /** the list to take along by which it came back */
  list_id: ExportId | null
  entered_by: string
  entered_at: Generated<Date>
  source: Buffer | null
}

export interface PeopleExportTable {
  id: Generated<ExportId>
  programme_id: ProgrammeId
  what: Generated<'people' | 'corrections' | 'refused_rows'>
  place: string | null
  import_id: ImportId | null
  /** of people: whom and which columns (db/peopleFile.ts) */
  wanted: Json<Record<string, unknown>>
  asked_by: string
  asked_at: Generated<Date>
  good_until: Date | null
}

export interface TrialPaymentTable {
  proposal_id: string
  fsp_account_id: FspAccountId
  programme_id: ProgrammeId
  distribution_id: DistributionId
  /** when the FSP was last asked what became of it, after it had ended */
  asked_at: Date | null
  asked_times: Generated<number>
}

export interface ProposalTable {
  id: Generated<string>
  kind: MatterKind
  programme_id: ProgrammeId | null
  subject: string | null
  name: string | null
  summary: ColumnType<Record<string, unknown>, string, never>
  content_enc: Buffer | null
  based_on: Buffer | null
  reason: string | null
  state: Generated<ProposalState>
  proposed_by: string
  proposed_role: string
  proposed_at: Generated<Date>
  good_until: Date | null
  decided_by: string | null
  decided_at: Date | null
  decision_reason: string | null
}
