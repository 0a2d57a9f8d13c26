/** Vouchers as screens show them: without card and PIN. */
import { sql } from 'kysely'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import type { BeneficiaryId, DistributionId, PayoutId, ProgrammeId, VoucherId } from '../../domain/ids.js'
import type { VoucherEnd, VoucherState } from '../../domain/voucher.js'
import type { House } from '../database.js'

export interface VoucherShown {
  readonly voucherId: VoucherId
  readonly payoutId: PayoutId
  readonly beneficiaryId: BeneficiaryId
  /** what staff call the person */
  readonly ref: string
  readonly distributionId: DistributionId
  readonly part: number
  readonly parts: number
  readonly ordinal: number
  readonly amountMinor: bigint
  readonly currency: string
  readonly replaces: VoucherId | null
  readonly movedMinor: bigint | null
  readonly state: VoucherState
  readonly stateAt: Date
  readonly ended: VoucherEnd | null
  readonly reason: string | null
  readonly issuedAt: Date | null
  readonly askedAt: Date | null
  readonly deadlineAt: Date | null
  readonly reminders: number
  readonly answer: 'yes' | 'no' | null
  /** what they wrote, or a button on the page behind the question’s link */
  readonly answeredBy: 'message' | 'page' | null
  readonly answeredAt: Date | null
  readonly deliveredAt: Date | null
  readonly dueOn: string | null
  readonly balanceMinor: bigint | null
  readonly balanceAt: Date | null
  readonly use: VoucherUse | null
}

/** Of one that its person has; `unknown`: nobody has asked the FSP yet. */
export const voucherUses = ['unused', 'partly', 'used', 'unknown'] as const
export type VoucherUse = (typeof voucherUses)[number]

const useOf = `case when v.state not in ('delivered','expired') then null when v.balance_minor is null then 'unknown'
  when v.balance_minor = 0 then 'used' when v.balance_minor < v.amount_minor then 'partly' else 'unused' end`

const shown =
  sql.raw(`v.id as "voucherId", v.payout_id as "payoutId", v.beneficiary_id as "beneficiaryId", v.distribution_id as "distributionId",
  v.part, v.parts, v.ordinal, v.amount_minor as "amountMinor", v.currency, v.replaces, v.moved_minor as "movedMinor", v.state, v.state_at as "stateAt", v.ended, v.reason,
  v.issued_at as "issuedAt", v.asked_at as "askedAt", v.deadline_at as "deadlineAt", v.reminders, v.answer,
  case when v.answer is null then null when v.answer_link_id is null then 'message' else 'page' end as "answeredBy", v.answered_at as "answeredAt",
  v.delivered_at as "deliveredAt", v.due_on as "dueOn", v.balance_minor as "balanceMinor", v.balance_at as "balanceAt", ${useOf} as use,
  (select b.number from beneficiary b where b.id = v.beneficiary_id) as number,
  (select p.name from programme p where p.id = v.programme_id) as "programmeName"`)

type Row = Omit<VoucherShown, 'ref'> & { readonly number: number; readonly programmeName: string }
const named = ({ number, programmeName, ...row }: Row): VoucherShown => ({
  ...row,
  ref: beneficiaryRef(programmeName, number),
})

/** Of a programme, the newest first. @param after the last of the page before */
export async function listVouchers(
  house: House,
  {
    programmeId,
    states,
    use,
    distributionId,
    number,
    limit,
    after,
  }: {
    programmeId: ProgrammeId
    states?: readonly VoucherState[] | undefined
    use?: VoucherUse | undefined
    distributionId?: DistributionId | undefined
    /** of the person with this number in the programme */
    number?: number | undefined
    limit: number
    after?: VoucherId | undefined
  },
): Promise<{ items: VoucherShown[]; next: VoucherId | null }> {
  const { rows } = await sql<Row>`
    select ${shown} from voucher v
     where v.programme_id = ${programmeId}
       and (${states === undefined ? null : [...states]}::text[] is null or v.state = any (${states === undefined ? null : [...states]}::text[]))
       and (${use ?? null}::text is null or ${sql.raw(useOf)} = ${use ?? null})
       and (${distributionId ?? null}::uuid is null or v.distribution_id = ${distributionId ?? null})
       and ${number === undefined ? sql`true` : sql`v.beneficiary_id = (select b.id from beneficiary b where b.programme_id = v.programme_id and b.number = ${number})`}
       and (${after ?? null}::uuid is null
            or (v.opened_at, v.id) < (select x.opened_at, x.id from voucher x where x.id = ${after ?? null}))
     order by v.opened_at desc, v.id desc limit ${limit + 1}`.execute(house.db)
  const items = rows.slice(0, limit).map(named)
  return { items, next: rows.length > limit ? (items.at(-1)?.voucherId ?? null) : null }
}

export interface VoucherCall {
  readonly voucherId: VoucherId
  readonly asks: string
  readonly openedAt: Date
  readonly answeredAt: Date | null
  readonly outcome: string | null
  readonly reason: string | null
  readonly code: string | null
}

/** All that were ever ordered for a payout, in order, with everything that was asked of the FSP about them. */
export async function vouchersOfPayout(
  house: House,
  payoutId: PayoutId,
): Promise<{ vouchers: VoucherShown[]; calls: VoucherCall[] }> {
  const { rows } = await sql<Row>`
    select ${shown} from voucher v where v.payout_id = ${payoutId} order by v.opened_at, v.part, v.ordinal`.execute(
    house.db,
  )
  const calls = await sql<VoucherCall>`
    select c.voucher_id as "voucherId", c.asks, c.opened_at as "openedAt", c.answered_at as "answeredAt", c.outcome, c.reason, c.code
      from voucher_call c join voucher v on v.id = c.voucher_id where v.payout_id = ${payoutId} order by c.opened_at`.execute(
    house.db,
  )
  return { vouchers: rows.map(named), calls: calls.rows }
}

/** By state, for a programme or a distribution. Amounts in minor units. */
export async function countVouchers(
  house: House,
  { programmeId, distributionId }: { programmeId: ProgrammeId; distributionId?: DistributionId | undefined },
): Promise<{ state: VoucherState; count: number; amountMinor: bigint }[]> {
  const { rows } = await sql<{ state: VoucherState; count: number; amountMinor: bigint }>`
    select state, count(*)::int as count, sum(amount_minor)::bigint as "amountMinor" from voucher
     where programme_id = ${programmeId} and (${distributionId ?? null}::uuid is null or distribution_id = ${distributionId ?? null})
     group by state order by state`.execute(house.db)
  return rows
}

/** The voucher of a part that its person may have: agreed to, or given already. */
export async function givenVoucher(
  house: House,
  { payoutId, part }: { payoutId: PayoutId; part: number },
): Promise<VoucherId | null> {
  const { rows } = await sql<{ id: VoucherId }>`
    select id from voucher where payout_id = ${payoutId} and part = ${part} and state in ('agreed','delivered')
     order by opened_at desc limit 1`.execute(house.db)
  return rows[0]?.id ?? null
}

/** Why they were taken back, or are being taken back, without anybody having had them. Amounts in minor units. */
export async function countEnds(
  house: House,
  { programmeId, distributionId }: { programmeId: ProgrammeId; distributionId?: DistributionId | undefined },
): Promise<{ ended: VoucherEnd; count: number; amountMinor: bigint }[]> {
  const { rows } = await sql<{ ended: VoucherEnd; count: number; amountMinor: bigint }>`
    select ended, count(*)::int as count, sum(amount_minor)::bigint as "amountMinor" from voucher
     where programme_id = ${programmeId} and state in ('cancelling','cancelled') and ended is not null and ended <> 'replaced'
       and (${distributionId ?? null}::uuid is null or distribution_id = ${distributionId ?? null})
     group by ended order by ended`.execute(house.db)
  return rows
}

/** What people have made of the vouchers that they got. Amounts in minor units; `leftMinor` as far as the FSP has told. */
export async function countUse(
  house: House,
  { programmeId, distributionId }: { programmeId: ProgrammeId; distributionId?: DistributionId | undefined },
): Promise<{ use: VoucherUse; count: number; amountMinor: bigint; leftMinor: bigint }[]> {
  const { rows } = await sql<{ use: VoucherUse; count: number; amountMinor: bigint; leftMinor: bigint }>`
    select ${sql.raw(useOf)} as use, count(*)::int as count, sum(amount_minor)::bigint as "amountMinor",
           coalesce(sum(balance_minor), 0)::bigint as "leftMinor"
      from voucher v where programme_id = ${programmeId} and state in ('delivered','expired')
       and (${distributionId ?? null}::uuid is null or distribution_id = ${distributionId ?? null})
     group by 1 order by 1`.execute(house.db)
  return rows
}
