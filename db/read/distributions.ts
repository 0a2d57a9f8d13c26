/** Distributions as lists and totals: what approvers, progress displays and work lists read. */
import { sql } from 'kysely'
import type { ExchangeRate } from '../../domain/exchangeRate.js'
import type { DistributionId, FspAccountId, ProgrammeId } from '../../domain/ids.js'
import type { DistributionState, PayoutState } from '../../domain/payout.js'
import type { ChargeBearer } from '../../domain/withdrawal.js'
import type { House } from '../database.js'

export interface DroppedPart {
  batch: number
  /** ISO 8601 */
  at: string
  why: 'rows' | 'number' | 'attempt'
  payouts: number
  /** as it was approved, minor units */
  totalMinor: string
}

export interface DistributionRow {
  id: DistributionId
  programmeId: ProgrammeId
  programmeName: string
  round: number
  name: string
  purpose: string
  /** the distribution whose unpaid people this one pays; null: it is a round of its own */
  followUpOf: DistributionId | null
  state: DistributionState
  currency: string
  fspAccountId: string
  fspName: string
  payouts: number
  batches: number
  batchSize: number
  totalMinor: bigint
  /** how much of it is added for withdrawing it */
  withdrawalMinor: bigint
  withdrawalCharges: ChargeBearer
  feeReserveMinor: bigint
  /** hex; null until the list is frozen */
  listHash: string | null
  /** frozen with the list */
  exchangeRate: ExchangeRate | null
  /** parts (batches) whose approval was dropped, in order */
  droppedParts: DroppedPart[]
  payFirst: number | null
  pauseReason: string | null
  pausedBy: string | null
  createdBy: string
  createdAt: Date
  frozenAt: Date | null
  approvedBy: string | null
  approvedAt: Date | null
  startedBy: string | null
  startedAt: Date | null
  firstPaidAt: Date | null
  closedAt: Date | null
}

const columns = sql`
  d.id, d.programme_id as "programmeId", g.name as "programmeName", d.round, d.name, d.purpose, d.follow_up_of as "followUpOf", d.state, g.currency,
  d.fsp_account_id as "fspAccountId", f.fsp_name as "fspName", d.payouts, d.batches, d.batch_size as "batchSize",
  d.total_minor as "totalMinor", d.withdrawal_minor as "withdrawalMinor",
  case when d.list_hash is null then g.withdrawal_charges when d.withdrawal_tariff_id is null then 'person' else 'programme' end as "withdrawalCharges",
  d.fee_reserve_minor as "feeReserveMinor", encode(d.list_hash, 'hex') as "listHash", d.exchange_rate as "exchangeRate",
  (select coalesce(json_agg(json_build_object('batch', x.batch, 'at', to_char(x.dropped_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'why', x.dropped_why, 'payouts', x.payouts,
            'totalMinor', x.total_minor::text) order by x.batch), '[]')
     from distribution_part x where x.distribution_id = d.id and x.dropped_at is not null) as "droppedParts",
  d.pay_first as "payFirst", d.pause_reason as "pauseReason", d.paused_by as "pausedBy", d.created_by as "createdBy",
  d.created_at as "createdAt", d.frozen_at as "frozenAt", d.approved_by as "approvedBy", d.approved_at as "approvedAt",
  d.started_by as "startedBy", d.started_at as "startedAt", d.first_paid_at as "firstPaidAt", d.closed_at as "closedAt"`
const joined = sql`
  from distribution d join programme g on g.id = d.programme_id join fsp_account f on f.id = d.fsp_account_id`

export async function findDistribution(house: House, distributionId: DistributionId): Promise<DistributionRow | null> {
  const { rows } = await sql<DistributionRow>`select ${columns} ${joined} where d.id = ${distributionId}`.execute(
    house.db,
  )
  return rows[0] ?? null
}

/** Newest first. `after`: the last distribution of the page before. */
export async function listDistributions(
  house: House,
  wanted: { programmeId?: ProgrammeId; states?: readonly DistributionState[]; after?: DistributionId; limit: number },
): Promise<DistributionRow[]> {
  const { rows } = await sql<DistributionRow>`
    select ${columns} ${joined}
     where (${wanted.programmeId ?? null}::uuid is null or d.programme_id = ${wanted.programmeId ?? null})
       and (${wanted.states ?? null}::text[] is null or d.state = any (${wanted.states ?? null}))
       and (${wanted.after ?? null}::uuid is null
            or (d.created_at, d.id) < (select l.created_at, l.id from distribution l where l.id = ${wanted.after ?? null}))
     order by d.created_at desc, d.id desc limit ${wanted.limit}`.execute(house.db)
  return rows
}

export interface PayoutGroup {
  state: PayoutState
  reason: string | null
  count: number
  amountMinor: bigint
  held: number
}

/** How many payouts, and how much money, are in which state for which reason. */
export async function payoutGroups(house: House, distributionId: DistributionId): Promise<PayoutGroup[]> {
  const { rows } = await sql<PayoutGroup>`
    select state, reason, count(*)::int as count, sum(amount_minor)::int8 as "amountMinor",
           count(*) filter (where held_reason is not null)::int as held
      from payout where distribution_id = ${distributionId} group by state, reason order by state, reason nulls first`.execute(
    house.db,
  )
  return rows
}

/** Open cases of the distribution by kind and owner. */
export async function openCaseGroups(
  house: House,
  distributionId: DistributionId,
): Promise<{ kind: string; owner: string; count: number; nextDeadlineAt: Date }[]> {
  const { rows } = await sql<{ kind: string; owner: string; count: number; nextDeadlineAt: Date }>`
    select kind, owner, count(*)::int as count, min(deadline_at) as "nextDeadlineAt"
      from work_case where distribution_id = ${distributionId} and state = 'open' group by kind, owner order by kind, owner`.execute(
    house.db,
  )
  return rows
}

/** Distributions that an FSP account is still to pay from. */
export async function openDistributionsOf(house: House, fspAccountId: FspAccountId): Promise<DistributionId[]> {
  const { rows } = await sql<{ id: DistributionId }>`
    select id from distribution where fsp_account_id = ${fspAccountId} and state in ('paying','paused') order by id limit 500`.execute(
    house.db,
  )
  return rows.map(row => row.id)
}
