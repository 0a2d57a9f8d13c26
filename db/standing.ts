import { sql } from 'kysely'
import type { DistributionId, FspAccountId, ProgrammeId } from '../domain/ids.js'
import type { DistributionState, PayoutState } from '../domain/payout.js'
import { recordAct } from './audit.js'
import { mkono } from '../domain/people.js'
import { inTransaction, type House } from './database.js'
import { lockDistribution } from './distributions.js'

/** How a distribution stands. Amounts are strings of minor units: the standing travels through workflows. */
export interface Standing {
  distributionId: DistributionId
  programmeId: ProgrammeId
  programmeName: string
  fspAccountId: FspAccountId
  fspName: string
  name: string
  round: number
  currency: string
  state: DistributionState
  pauseReason: string | null
  accountPaused: string | null
  payFirst: number | null
  /** nothing of it leaves any more */
  cancelled: boolean
  payouts: number
  batches: number
  totalMinor: string
  feeReserveMinor: string
  createdBy: string
  approvedBy: string | null
  listHash: string | null
  byState: Partial<Record<PayoutState, { count: number; amountMinor: string }>>
  /** refused payouts by reason */
  refusedFor: Record<string, number>
  openCases: number
  /** amounts and fee reserves that have not left yet and may (pay-first): what the FSP account must still hold */
  toSendMinor: string
}

/** What a standing says without counting anybody. */
export type DistributionHead = Omit<Standing, 'byState' | 'refusedFor' | 'openCases' | 'toSendMinor'>

export async function distributionHead(house: House, distributionId: DistributionId): Promise<DistributionHead | null> {
  const { rows } = await sql<DistributionHead>`
    select d.id as "distributionId", d.programme_id as "programmeId", g.name as "programmeName", d.fsp_account_id as "fspAccountId",
           f.fsp_name as "fspName", d.name, d.round, g.currency, d.state, d.pause_reason as "pauseReason", f.paused_reason as "accountPaused",
           d.pay_first as "payFirst", d.cancelled_by is not null as cancelled, d.payouts, d.batches, d.total_minor::text as "totalMinor", d.fee_reserve_minor::text as "feeReserveMinor",
           d.created_by as "createdBy", d.approved_by as "approvedBy", encode(d.list_hash, 'hex') as "listHash"
      from distribution d join programme g on g.id = d.programme_id join fsp_account f on f.id = d.fsp_account_id
     where d.id = ${distributionId}`.execute(house.db)
  return rows[0] ?? null
}

export async function distributionStanding(house: House, distributionId: DistributionId): Promise<Standing | null> {
  const found = await distributionHead(house, distributionId)
  if (!found) return null
  const counts = await sql<{
    state: PayoutState
    reason: string | null
    count: number
    amount: bigint
    toSend: bigint
  }>`
    select state, case when state = 'refused' then coalesce(reason, 'refused_unlisted') end as reason, count(*)::int as count,
           sum(amount_minor)::bigint as amount,
           coalesce(sum(amount_minor + fee_reserve_minor) filter (
             where money = 'reserved' and (${found.payFirst}::int is null or position <= ${found.payFirst})), 0)::bigint as "toSend"
      from payout where distribution_id = ${distributionId} group by 1, 2`.execute(house.db)
  const byState: Standing['byState'] = {}
  const refusedFor: Record<string, number> = {}
  for (const { state, reason, count, amount } of counts.rows) {
    const before = byState[state]
    byState[state] = {
      count: (before?.count ?? 0) + count,
      amountMinor: (BigInt(before?.amountMinor ?? 0) + amount).toString(),
    }
    if (reason !== null) refusedFor[reason] = count
  }
  const cases = await sql<{ count: number }>`
    select count(*)::int as count from work_case where distribution_id = ${distributionId} and state = 'open'`.execute(
    house.db,
  )
  const toSend = counts.rows.reduce((sum, each) => sum + each.toSend, 0n)
  return { ...found, byState, refusedFor, openCases: cases.rows[0]?.count ?? 0, toSendMinor: toSend.toString() }
}

export interface Closing {
  closed: boolean
  /** payouts that keep the distribution open */
  open: number
  /** unknown payouts whose cases outlive the distribution */
  unknown: number
}

/** Ends the distribution once every payout is final, or unknown with a case that stays on somebody’s list. */
export async function closeIfDone(house: House, distributionId: DistributionId): Promise<Closing> {
  return inTransaction(house, async inner => {
    const row = await lockDistribution(inner, distributionId)
    if (!row) return { closed: false, open: 0, unknown: 0 }
    const { rows } = await sql<{ open: number; unknown: number }>`
      select count(*) filter (where p.state not in ('paid','overpaid','cancelled','closed')
               and not (p.state in ('unknown','to_decide') and exists (
                 select 1 from work_case c where c.payout_id = p.id and c.state = 'open')))::int as open,
             count(*) filter (where p.state = 'unknown')::int as unknown
        from payout p where p.distribution_id = ${distributionId}`.execute(inner.db)
    const { open = 0, unknown = 0 } = rows[0] ?? {}
    if (row.state !== 'paying' || open > 0)
      return { closed: ['closed', 'cancelled', 'rejected'].includes(row.state), open, unknown }
    await sql`update distribution set state = 'closed', closed_at = now() where id = ${distributionId}`.execute(
      inner.db,
    )
    await recordAct(inner, {
      by: mkono,
      act: 'distribution closed',
      programmeId: row.programmeId,
      subject: ['distribution', distributionId],
      details: { unknown },
    })
    return { closed: true, open, unknown }
  })
}
