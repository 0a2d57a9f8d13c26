/**
 * What the texts of one person may speak of, as it is read and opened: the one list of it, for whoever sends a message and
 * whoever shows how one would read. Personal.
 */
import { sql } from 'kysely'
import type { VoucherId } from '../../domain/ids.js'
import type { ToldFacts, ToldVoucher } from '../../domain/messageValues.js'
import type { VoucherEnd } from '../../domain/voucher.js'
import { givesVouchers } from '../../domain/voucherFsps.js'
import type { Sealing } from '../sealing.js'

export interface VoucherFacts extends ToldVoucher {
  readonly voucherId: VoucherId
}

export interface FactRow {
  /** null: of somebody who is invited and has no name with us */
  nameEnc: Buffer | null
  programme: string
  organisation: string | null
  currency: string
  custom: Record<string, string>
  householdSize: number
  baseMinor: bigint
  membersIncluded: number
  perExtraMemberMinor: bigint
  formula: string | null
  capMinor: bigint | null
  paidCount: number
  paidMinor: bigint
  amountMinor: bigint | null
  receiptEnc: Buffer | null
  reason: string | null
  deadline: Date | null
  stateReason: string | null
  fspName: string | null
  voucherId: VoucherId | null
  voucherMinor: bigint | null
  part: number | null
  parts: number | null
  dueOn: string | null
  answerBy: Date | null
  ended: VoucherEnd | null
}

/**
 * Of b (beneficiary), p (programme), g (programme_messaging), f (fsp_account), t (payments so far: count, minor), o (payout),
 * a (attempt), c (work_case), w (voucher) and, where `invited`, i (invitation) of those who are no beneficiary yet: which
 * payout, case and voucher it is, each query says for itself.
 */
export const factColumns = (invited?: 'invited') => sql`
  ${invited ? sql`coalesce(b.name_enc, i.name_enc)` : sql`b.name_enc`} as "nameEnc", p.name as programme, g.organisation, p.currency,
  coalesce(b.custom, '{}') as custom, coalesce(b.household_size, 1) as "householdSize", p.base_minor as "baseMinor",
  p.members_included as "membersIncluded", p.per_extra_member_minor as "perExtraMemberMinor", p.formula, p.cap_minor as "capMinor",
  t.count as "paidCount", t.minor as "paidMinor", o.amount_minor as "amountMinor", a.receipt_enc as "receiptEnc",
  coalesce(a.reason, c.reason) as reason, ${invited ? sql`coalesce(c.deadline_at, i.expires_at)` : sql`c.deadline_at`} as deadline,
  b.state_reason as "stateReason", f.fsp_name as "fspName", w.id as "voucherId", w.amount_minor as "voucherMinor", w.part, w.parts,
  w.due_on as "dueOn", w.deadline_at as "answerBy", w.ended`

export function factsOf(
  sealing: Pick<Sealing, 'open'>,
  row: FactRow,
): Omit<ToldFacts, 'at'> & { voucher: VoucherFacts | null } {
  const { programme, organisation, currency, custom, householdSize, paidCount, paidMinor } = row
  const { amountMinor, reason, deadline, stateReason } = row
  const { baseMinor, membersIncluded, perExtraMemberMinor, formula, capMinor } = row
  return {
    ...{ programme, organisation, currency, custom, householdSize, paidCount, paidMinor },
    ...{ amountMinor, reason, deadline, stateReason },
    name: row.nameEnc === null ? '' : sealing.open(row.nameEnc),
    rule: { baseMinor, membersIncluded, perExtraMemberMinor, formula, capMinor },
    receipt: row.receiptEnc && sealing.open(row.receiptEnc),
    vouchers: row.fspName !== null && givesVouchers(row.fspName),
    voucher: voucherOf(row),
  }
}

function voucherOf({ voucherId, voucherMinor, part, parts, dueOn, answerBy, ended }: FactRow): VoucherFacts | null {
  if (voucherId === null || voucherMinor === null || part === null || parts === null) return null
  return { voucherId, amountMinor: voucherMinor, part, parts, dueOn, answerBy, ended }
}
