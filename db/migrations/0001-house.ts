import { sql, type Kysely } from 'kysely'
import { desk } from './0001-house/desk.js'
import { guards } from './0001-house/guards.js'
import { invitations } from './0001-house/invitations.js'
import { messages } from './0001-house/messages.js'
import { money } from './0001-house/money.js'
import { people } from './0001-house/people.js'
import { reach } from './0001-house/reach.js'
import { rounds } from './0001-house/rounds.js'
import { staff } from './0001-house/staff.js'
import { statements as ofStatements } from './0001-house/statements.js'
import { validation } from './0001-house/validation.js'
import { vouchers } from './0001-house/vouchers.js'
import { work } from './0001-house/work.js'

/**
 * The whole house: programmes, people, money. The guards of design section 6 are constraints here, so that no code,
 * old or new, can pay twice. Columns named *_enc hold AES-256-GCM ciphertext (db/sealing.ts), *_lookup keyed hashes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of [...tables].reverse()) await sql.raw(`drop table if exists ${table} cascade`).execute(db)
  for (const name of [
    'refuse_change',
    'refuse_attempt_change',
    'refuse_attempt_move',
    'refuse_person_move',
    'guard_destination',
    'refuse_reopened_payout',
    'refuse_payout_of_the_paid',
    'refuse_part_change',
    'validate_transfers',
    'refuse_voucher_move',
    'refuse_voucher_change',
    'drop_voucher_document',
  ]) {
    await sql.raw(`drop function if exists ${name} cascade`).execute(db)
  }
}

const tables = [
  'encryption_key',
  'api_token',
  'idempotent_answer',
  'audit_event',
  'fsp_account',
  'callback_refusal',
  'float_reading',
  'withdrawal_tariff',
  'departure',
  'programme',
  'saved_view',
  'beneficiary_import',
  'import_row',
  'programme_field',
  'programme_area',
  'beneficiary',
  'beneficiary_change',
  'beneficiary_note',
  'destination',
  'possible_duplicate',
  'likeness_due',
  'beneficiary_likeness',
  'likeness_key',
  'programme_overlap',
  'distribution',
  'distribution_part',
  'issued_list',
  'issued_piece',
  'approval',
  'approval_given',
  'payout',
  'attempt',
  'call',
  'call_attempt',
  'fsp_transaction',
  'notice',
  'validation',
  'ledger_entry',
  'work_case',
  'field_link',
  'case_contact',
  'people_export',
  'proposal',
  'statement_profile',
  'statement_file',
  'statement_piece',
  'statement_unread',
  'statement_line',
  'statement_content',
  'statement_gap',
  'trial_payment',
  'programme_calendar',
  'programme_cycle',
  'entitlement',
  'beneficiary_rounds',
  'standing_approval',
  'standing_use',
  'account_check',
  'carrier_account',
  'programme_messaging',
  'message_price',
  'message_text',
  'answer_words',
  'broadcast',
  'message',
  'message_try',
  'phone',
  'carrier_notice',
  'incoming_message',
  'programme_voucher',
  'voucher',
  'voucher_call',
  'voucher_link',
  'voucher_document',
  'invitation_list',
  'invitation',
  'invitation_letter',
  'staff_member',
  'staff_credential',
  'staff_session',
  'staff_step',
  'staff_second_factor',
  'staff_code_used',
  'staff_passkey',
  'staff_link',
  'staff_browser',
  'sign_in_try',
  'staff_mail',
  'staff_role',
  'role_grant',
]

const statements = [
  ...desk,
  ...people,
  ...money,
  ...work,
  ...ofStatements,
  ...messages,
  ...vouchers,
  ...invitations,
  ...staff,
  ...guards,
  ...rounds,
  ...validation,
  ...reach,
]
