/** Tables of the house itself: keys, tokens, answers, audit, FSP accounts, programmes. */
import type { ColumnType, Generated } from 'kysely'
import type { ApprovalStep } from '../domain/approval.js'
import type { ExchangeRate } from '../domain/exchangeRate.js'
import type { FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { Currency } from '../domain/money.js'
import type { Band, ChargeBearer } from '../domain/withdrawal.js'
import type { FloatSource, GivenJson, Json, KeyPurpose, MaybeJson, RefusedFor } from './schemaWords.js'

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
  role: string
  act: string
  programme_id: ProgrammeId | null
  subject_kind: string
  subject_id: string
  details: Json<Record<string, unknown>>
  details_enc: Buffer | null
  address_enc: Buffer | null
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
  created_by: string
  created_at: Generated<Date>
  confirmed_by: string | null
}

export interface CallbackRefusalTable {
  fsp_account_id: FspAccountId
  /** begun */
  hour: Date
  why: RefusedFor
  count: bigint
}

export interface FloatReadingTable {
  fsp_account_id: FspAccountId
  at: Generated<Date>
  balance_minor: bigint
  currency: Currency
  source: FloatSource
}

export interface WithdrawalTariffTable {
  id: Generated<string>
  fsp_account_id: FspAccountId
  version: number
  /** a day, ISO 8601 */
  valid_from: string
  bands: GivenJson<Record<keyof Band, string>[]>
  made_by: string
  made_at: Generated<Date>
}

export interface DepartureTable {
  fsp_account_id: FspAccountId
  next_at: Date
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
  /** what is due instead of base and members (domain/formula.ts) */
  formula: string | null
  cap_minor: bigint | null
  /** the most that one person gets over the whole programme */
  most_in_all_minor: bigint | null
  languages: string[]
  approval_steps: Json<ApprovalStep[]>
  two_people: Generated<string[]>
  exchange_rate: MaybeJson<ExchangeRate>
  withdrawal_charges: Generated<ChargeBearer>
  correction_days: Generated<number>
  /** only for trial payments of this account; null: a programme like every other */
  trial_of: FspAccountId | null
  created_by: string
  created_at: Generated<Date>
}
