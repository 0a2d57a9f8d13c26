/** Tables of staff accounts. */
import type { ColumnType, Generated } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { StaffMail } from '../domain/staffMail.js'

export interface StaffMemberTable {
  id: Generated<string>
  handle: string
  email_enc: Buffer
  email_lookup: Buffer
  name_enc: Buffer
  email_verified: Generated<boolean>
  second_factor: Generated<boolean>
  deactivated_at: Date | null
  invited_by: string
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface StaffCredentialTable {
  id: Generated<string>
  member_id: string
  provider: string
  provider_account: string
  password_enc: Buffer | null
  access_token_enc: Buffer | null
  refresh_token_enc: Buffer | null
  id_token_enc: Buffer | null
  access_token_expires_at: Date | null
  refresh_token_expires_at: Date | null
  scope: string | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface StaffSessionTable {
  id: Generated<string>
  member_id: string
  token_enc: Buffer
  token_lookup: Buffer
  expires_at: Date
  address_enc: Buffer | null
  agent_enc: Buffer | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface StaffStepTable {
  id: Generated<string>
  identifier_enc: Buffer
  identifier_lookup: Buffer
  value_enc: Buffer
  expires_at: Date
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface StaffSecondFactorTable {
  id: Generated<string>
  member_id: string
  secret_enc: Buffer
  backup_codes_enc: Buffer
  backup_codes_lookup: Buffer
  verified: Generated<boolean>
  failures: Generated<number>
  locked_until: Date | null
}

export interface StaffCodeUsedTable {
  member_id: string
  code_lookup: Buffer
  used_at: Generated<Date>
}

export interface StaffPasskeyTable {
  id: Generated<string>
  member_id: string
  name_enc: Buffer
  credential_enc: Buffer
  credential_lookup: Buffer
  public_key_enc: Buffer
  transports: string[]
  counter: bigint
  created_at: Generated<Date>
  used_at: Date | null
}

export type LinkKind = 'first' | 'invitation' | 'recovery'

export interface StaffLinkTable {
  id: Generated<string>
  token_lookup: Buffer
  kind: LinkKind
  member_id: string | null
  drops_second_factor: Generated<boolean>
  made_by: string
  made_at: Generated<Date>
  expires_at: Date
  ended_at: Date | null
}

export interface StaffBrowserTable {
  id: Generated<string>
  member_id: string
  secret_lookup: Buffer
  signed_in_at: Generated<Date>
}

export interface SignInTryTable {
  who: Buffer
  tries: number
  last_at: Generated<Date>
  locked_until: Date | null
}

export interface StaffMailTable {
  id: Generated<string>
  member_id: string
  key: string
  kind: StaffMail['kind']
  about: ColumnType<StaffMail['about'], string>
  secret_enc: Buffer | null
  created_at: Generated<Date>
  good_until: Date
  tries: Generated<number>
  next_try_at: Generated<Date>
  sent_at: Date | null
  given_up_at: Date | null
  last_error: string | null
}

export interface StaffRoleTable {
  name: string
  permissions: string[]
  made_by: string
  made_at: Generated<Date>
}

export interface RoleGrantTable {
  id: Generated<string>
  member_id: string | null
  token_id: string | null
  role: string
  programme_id: ProgrammeId | null
  areas: string[] | null
  partner: string | null
  granted_by: string
  granted_at: Generated<Date>
  on_behalf_of: string | null
  until: Date | null
  reason: string | null
}
