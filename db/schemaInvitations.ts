/** Tables of who is invited to register. */
import type { Generated } from 'kysely'
import type { BeneficiaryId, InvitationId, InvitationListId, ProgrammeId } from '../domain/ids.js'
import type { LetterKind, StoredInvitationState } from '../domain/invitation.js'

export interface InvitationListTable {
  id: Generated<InvitationListId>
  programme_id: ProgrammeId
  partner: string
  file_name: string
  /** on paper only: nothing is sent */
  by_cards: boolean
  /** seconds after the invitation, in order */
  reminders_after_s: number[]
  good_for_s: number
  rows_invited: number
  rows_known: number
  created_by: string
  created_at: Generated<Date>
}

export interface InvitationTable {
  id: Generated<InvitationId>
  seq: Generated<bigint>
  list_id: InvitationListId
  programme_id: ProgrammeId
  partner: string
  place: string
  language: string
  reference_enc: Buffer | null
  name_enc: Buffer | null
  number_enc: Buffer | null
  number_lookup: Buffer | null
  email_enc: Buffer | null
  identity_digest: Buffer
  state: Generated<StoredInvitationState>
  state_at: Generated<Date>
  /** who revoked it; null: its person, or nobody */
  state_by: string | null
  /** of its link: who is invited again gets the next */
  ordinal: Generated<number>
  token_lookup: Buffer
  token_enc: Buffer | null
  invited_at: Generated<Date>
  expires_at: Date
  reminders: Generated<number>
  printed_at: Date | null
  opened_at: Date | null
  beneficiary_id: BeneficiaryId | null
  consent_version: string | null
  consent_language: string | null
  /** as it was read, word for word */
  consent_text: string | null
  answered_at: Date | null
}

export interface InvitationLetterTable {
  id: Generated<string>
  invitation_id: InvitationId
  kind: LetterKind
  cause: string
  ordinal: number
  created_at: Generated<Date>
  tries: Generated<number>
  next_try_at: Generated<Date>
  sent_at: Date | null
  given_up_at: Date | null
  last_error: string | null
}
