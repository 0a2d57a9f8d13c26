/** Tables of people: imports, beneficiaries, destinations, checks, possible duplicates. */
import type { Generated } from 'kysely'
import type { BeneficiaryId, DestinationId, FspAccountId, ImportId, ProgrammeId } from '../domain/ids.js'
import type { FieldRules } from '../domain/customField.js'
import type { BeneficiaryState } from '../domain/payout.js'
import type { AccountCheckState, GivenJson, Json } from './schemaWords.js'

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

export interface SavedViewTable {
  id: Generated<string>
  programme_id: ProgrammeId | null
  page: 'people' | 'payouts' | 'work'
  name: string
  search: GivenJson<Record<string, string | number | boolean>>
  columns: string[] | null
  owner: string
  shared: Generated<boolean>
  saved_at: Generated<Date>
}

export interface BeneficiaryNoteTable {
  id: Generated<string>
  beneficiary_id: BeneficiaryId
  text_enc: Buffer
  written_by: string
  written_at: Generated<Date>
}

export interface ProgrammeFieldTable {
  id: Generated<string>
  programme_id: ProgrammeId
  key: string
  type: 'text' | 'whole' | 'decimal' | 'date' | 'one_of' | 'many_of' | 'yes_no'
  labels: GivenJson<Record<string, string>>
  required: boolean
  rules: GivenJson<FieldRules>
  personal: boolean
  archived_at: Date | null
  created_by: string
  created_at: Generated<Date>
}

export interface ProgrammeAreaTable {
  programme_id: ProgrammeId
  name: string
  /** thousandths of a degree north and east (WGS 84), about a hundred metres each */
  latitude_milli: number
  longitude_milli: number
  set_by: string
  set_at: Generated<Date>
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
  /** who enrolled the person, where several do */
  partner: string | null
  household_size: number
  language: string
  remarks_enc: Buffer | null
  /** of the programme’s own fields: those that identify nobody by key, the others sealed */
  custom: Json<Record<string, string>>
  custom_enc: Buffer | null
  consent_at: Date
  identity_digest: Buffer
  import_id: ImportId | null
  import_row: number | null
  account_check: Generated<AccountCheckState>
  account_check_reason: string | null
  account_checked_at: Date | null
  held_reason: string | null
  /** for the first time; null: never, or they came so */
  included_at: Date | null
  created_by: string
  created_at: Generated<Date>
}

export interface ImportRowTable {
  import_id: ImportId
  row_number: number
  outcome: 'known' | 'refused'
  beneficiary_id: BeneficiaryId | null
  problems: Json<unknown[]>
  row_enc: Buffer | null
}

export interface BeneficiaryChangeTable {
  id: Generated<bigint>
  beneficiary_id: BeneficiaryId
  field: string
  before_enc: Buffer | null
  after_enc: Buffer | null
  act: string
  person: string
  role: string
  at: Generated<Date>
}

export interface DestinationTable {
  id: Generated<DestinationId>
  beneficiary_id: BeneficiaryId
  version: number
  number_enc: Buffer
  number_lookup: Buffer
  /** null: whatever account the programme has */
  fsp_account_id: FspAccountId | null
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
  likeness: number | null
  state: Generated<'open' | 'different' | 'duplicate'>
  declined_beneficiary_id: BeneficiaryId | null
  reason: string | null
  decided_by: string | null
  decided_at: Date | null
  created_at: Generated<Date>
}

export interface LikenessDueTable {
  beneficiary_id: BeneficiaryId
  programme_id: ProgrammeId
  since: Generated<Date>
}

export interface BeneficiaryLikenessTable {
  beneficiary_id: BeneficiaryId
  programme_id: ProgrammeId
  keys: string[]
  too_common: Generated<boolean>
  compared_at: Generated<Date>
}

export interface LikenessKeyTable {
  key: bigint
  beneficiary_id: BeneficiaryId
}

export interface ProgrammeOverlapTable {
  id: Generated<string>
  beneficiary_a: BeneficiaryId
  programme_a: ProgrammeId
  beneficiary_b: BeneficiaryId
  programme_b: ProgrammeId
  reasons: string[]
  found_at: Generated<Date>
}
