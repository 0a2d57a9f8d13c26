/**
 * The tables as types; test/integration/dbSchema.test.ts holds them against the real database, column by column.
 * int8 arrives as bigint, timestamptz as Date, bytea as Buffer, jsonb parsed (and is written as JSON text).
 */
import type {
  ApiTokenTable,
  AuditEventTable,
  CallbackRefusalTable,
  DepartureTable,
  EncryptionKeyTable,
  FloatReadingTable,
  FspAccountTable,
  IdempotentAnswerTable,
  ProgrammeTable,
  WithdrawalTariffTable,
} from './schemaHouse.js'
import type { InvitationLetterTable, InvitationListTable, InvitationTable } from './schemaInvitations.js'
import type {
  AnswerWordsTable,
  BroadcastTable,
  CarrierAccountTable,
  CarrierNoticeTable,
  IncomingMessageTable,
  MessagePriceTable,
  MessageTable,
  MessageTextTable,
  MessageTryTable,
  PhoneTable,
  ProgrammeMessagingTable,
} from './schemaMessages.js'
import type {
  ApprovalGivenTable,
  ApprovalTable,
  AttemptTable,
  CallAttemptTable,
  CallTable,
  DistributionPartTable,
  DistributionTable,
  FspTransactionTable,
  IssuedListTable,
  IssuedPieceTable,
  LedgerEntryTable,
  PayoutTable,
} from './schemaMoney.js'
import type {
  AccountCheckTable,
  BeneficiaryChangeTable,
  BeneficiaryImportTable,
  BeneficiaryLikenessTable,
  BeneficiaryNoteTable,
  BeneficiaryTable,
  DestinationTable,
  ImportRowTable,
  LikenessDueTable,
  LikenessKeyTable,
  PossibleDuplicateTable,
  ProgrammeAreaTable,
  ProgrammeFieldTable,
  ProgrammeOverlapTable,
  SavedViewTable,
} from './schemaPeople.js'
import type {
  BeneficiaryRoundsTable,
  EntitlementTable,
  ProgrammeCalendarTable,
  ProgrammeCycleTable,
  StandingApprovalTable,
  StandingUseTable,
} from './schemaRounds.js'
import type {
  RoleGrantTable,
  SignInTryTable,
  StaffBrowserTable,
  StaffCodeUsedTable,
  StaffPasskeyTable,
  StaffCredentialTable,
  StaffLinkTable,
  StaffMailTable,
  StaffMemberTable,
  StaffRoleTable,
  StaffSecondFactorTable,
  StaffSessionTable,
  StaffStepTable,
} from './schemaStaff.js'
import type {
  StatementContentTable,
  StatementFileTable,
  StatementGapTable,
  StatementLineTable,
  StatementPieceTable,
  StatementProfileTable,
  StatementUnreadTable,
} from './schemaStatements.js'
import type {
  ProgrammeVoucherTable,
  VoucherCallTable,
  VoucherDocumentTable,
  VoucherLinkTable,
  VoucherTable,
} from './schemaVouchers.js'
import type {
  CaseContactTable,
  FieldLinkTable,
  NoticeTable,
  PeopleExportTable,
  ProposalTable,
  TrialPaymentTable,
  ValidationTable,
  WorkCaseTable,
} from './schemaWork.js'

export type * from './schemaHouse.js'
export type * from './schemaInvitations.js'
export type * from './schemaMessages.js'
export type * from './schemaMoney.js'
export type * from './schemaPeople.js'
export type * from './schemaStaff.js'
export type * from './schemaStatements.js'
export type * from './schemaVouchers.js'
export type * from './schemaWork.js'
export type { AccountCheckState, AtDeadline, CaseKind, FloatSource, KeyPurpose, RefusedFor } from './schemaWords.js'

export interface Schema {
  encryption_key: EncryptionKeyTable
  api_token: ApiTokenTable
  idempotent_answer: IdempotentAnswerTable
  audit_event: AuditEventTable
  fsp_account: FspAccountTable
  callback_refusal: CallbackRefusalTable
  float_reading: FloatReadingTable
  withdrawal_tariff: WithdrawalTariffTable
  departure: DepartureTable
  programme: ProgrammeTable
  beneficiary_import: BeneficiaryImportTable
  programme_field: ProgrammeFieldTable
  programme_area: ProgrammeAreaTable
  beneficiary: BeneficiaryTable
  import_row: ImportRowTable
  beneficiary_change: BeneficiaryChangeTable
  beneficiary_note: BeneficiaryNoteTable
  saved_view: SavedViewTable
  destination: DestinationTable
  account_check: AccountCheckTable
  carrier_account: CarrierAccountTable
  programme_messaging: ProgrammeMessagingTable
  message_price: MessagePriceTable
  message_text: MessageTextTable
  answer_words: AnswerWordsTable
  broadcast: BroadcastTable
  message: MessageTable
  message_try: MessageTryTable
  phone: PhoneTable
  carrier_notice: CarrierNoticeTable
  incoming_message: IncomingMessageTable
  programme_voucher: ProgrammeVoucherTable
  voucher: VoucherTable
  voucher_call: VoucherCallTable
  voucher_link: VoucherLinkTable
  voucher_document: VoucherDocumentTable
  invitation_list: InvitationListTable
  invitation: InvitationTable
  invitation_letter: InvitationLetterTable
  possible_duplicate: PossibleDuplicateTable
  likeness_due: LikenessDueTable
  beneficiary_likeness: BeneficiaryLikenessTable
  likeness_key: LikenessKeyTable
  programme_overlap: ProgrammeOverlapTable
  distribution: DistributionTable
  distribution_part: DistributionPartTable
  issued_list: IssuedListTable
  issued_piece: IssuedPieceTable
  approval: ApprovalTable
  approval_given: ApprovalGivenTable
  payout: PayoutTable
  call: CallTable
  attempt: AttemptTable
  call_attempt: CallAttemptTable
  fsp_transaction: FspTransactionTable
  notice: NoticeTable
  validation: ValidationTable
  ledger_entry: LedgerEntryTable
  work_case: WorkCaseTable
  field_link: FieldLinkTable
  case_contact: CaseContactTable
  people_export: PeopleExportTable
  proposal: ProposalTable
  statement_profile: StatementProfileTable
  statement_file: StatementFileTable
  statement_piece: StatementPieceTable
  statement_unread: StatementUnreadTable
  statement_line: StatementLineTable
  statement_content: StatementContentTable
  statement_gap: StatementGapTable
  trial_payment: TrialPaymentTable
  programme_calendar: ProgrammeCalendarTable
  programme_cycle: ProgrammeCycleTable
  entitlement: EntitlementTable
  beneficiary_rounds: BeneficiaryRoundsTable
  standing_approval: StandingApprovalTable
  standing_use: StandingUseTable
  staff_member: StaffMemberTable
  staff_credential: StaffCredentialTable
  staff_session: StaffSessionTable
  staff_step: StaffStepTable
  staff_second_factor: StaffSecondFactorTable
  staff_code_used: StaffCodeUsedTable
  staff_passkey: StaffPasskeyTable
  staff_link: StaffLinkTable
  staff_browser: StaffBrowserTable
  sign_in_try: SignInTryTable
  staff_mail: StaffMailTable
  staff_role: StaffRoleTable
  role_grant: RoleGrantTable
}
