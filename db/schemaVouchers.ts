/** Tables of e-vouchers. */
import type { Generated } from 'kysely'
import type {
  AttemptId,
  BeneficiaryId,
  DistributionId,
  FspAccountId,
  IncomingId,
  PayoutId,
  ProgrammeId,
  VoucherId,
} from '../domain/ids.js'
import type { VoucherEnd, VoucherState } from '../domain/voucher.js'

export interface ProgrammeVoucherTable {
  programme_id: ProgrammeId
  ask: boolean
  /** seconds, in order */
  reminders_after_s: number[]
  deadline_s: number
  quiet_from_hour: number
  quiet_until_hour: number
  highest_card_minor: bigint | null
  changed_by: string
  changed_at: Generated<Date>
}

export interface VoucherTable {
  id: Generated<VoucherId>
  programme_id: ProgrammeId
  distribution_id: DistributionId
  beneficiary_id: BeneficiaryId
  payout_id: PayoutId
  attempt_id: AttemptId
  fsp_account_id: FspAccountId
  part: number
  parts: number
  /** of the part: after a lost or refused one the next */
  ordinal: number
  amount_minor: bigint
  currency: string
  /** the one before, of the same part, that was lost or whose own replacement was not given */
  replaces: VoucherId | null
  ref_pos: string
  state: Generated<VoucherState>
  state_at: Generated<Date>
  /** the FSP’s (domain/reason.ts) */
  reason: string | null
  /** ours */
  ended: VoucherEnd | null
  opened_at: Generated<Date>
  not_before: Date | null
  send_by: Date | null
  card_enc: Buffer | null
  pin_enc: Buffer | null
  card_lookup: Buffer | null
  transaction_id: string | null
  /** YYYY-MM-DD */
  due_on: string | null
  issued_at: Date | null
  asked_at: Date | null
  deadline_at: Date | null
  reminders: Generated<number>
  answer: 'yes' | 'no' | null
  /** what the person wrote */
  answer_id: IncomingId | null
  /** the link to the question whose page they used */
  answer_link_id: string | null
  answered_at: Date | null
  /** messages with the document */
  sendings: Generated<number>
  delivered_at: Date | null
  /** of cancelling or settling, since it began */
  tries: Generated<number>
  /** answers that there is nothing to take back */
  denials: Generated<number>
  balance_minor: bigint | null
  balance_at: Date | null
  /** when the FSP was asked last, whether or not it told */
  balance_asked_at: Date | null
  /** what left it again after it was given: to its replacement, or back to us when it expired */
  moved_minor: bigint | null
  /** what the FSP’s desk left on it when it blocked it, as staff state */
  desk_left_minor: bigint | null
  /** when its life looks again; null: nothing is to come */
  next_at: Generated<Date | null>
  held_back: Generated<boolean>
  /** when its life looked last */
  looked_at: Date | null
  /** something happened then of which its life has not heard */
  wake_at: Generated<Date | null>
}

export interface VoucherCallTable {
  id: Generated<string>
  voucher_id: VoucherId
  asks: 'issue' | 'cancel_ref' | 'cancel_card' | 'balance'
  opened_at: Generated<Date>
  answered_at: Date | null
  outcome: string | null
  reason: string | null
  code: string | null
  http_status: number | null
  raw_enc: Buffer | null
}

export interface VoucherLinkTable {
  id: Generated<string>
  voucher_id: VoucherId
  token_lookup: Buffer
  made_for: 'carrier' | 'person' | 'question'
  made_at: Generated<Date>
  until: Date
  opened: Generated<number>
}

export interface VoucherDocumentTable {
  voucher_id: VoucherId
  made_at: Generated<Date>
  pdf_enc: Buffer
}
