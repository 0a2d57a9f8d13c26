/** Payouts as lists, and one payout with everything that is known of it. */
import { sql } from 'kysely'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import type { MoneyStands, PayoutState } from '../../domain/payout.js'
import type { House } from '../database.js'

export interface PayoutRow {
  id: PayoutId
  distributionId: DistributionId
  programmeId: string
  programmeName: string
  beneficiaryId: string
  beneficiaryNumber: number
  round: number
  position: number
  batch: number
  currency: string
  amountMinor: bigint
  feeReserveMinor: bigint
  state: PayoutState
  reason: string | null
  money: MoneyStands
  released: boolean
  heldReason: string | null
  stateAt: Date
  nextCheckAt: Date | null
  attempts: number
}

const columns = sql`
  p.id, p.distribution_id as "distributionId", p.programme_id as "programmeId", g.name as "programmeName",
  p.beneficiary_id as "beneficiaryId", b.number as "beneficiaryNumber", p.round, p.position, p.batch, g.currency,
  p.amount_minor as "amountMinor", p.fee_reserve_minor as "feeReserveMinor", p.state, p.reason, p.money, p.released,
  p.held_reason as "heldReason", p.state_at as "stateAt", p.next_check_at as "nextCheckAt",
  (select count(*)::int from attempt a where a.payout_id = p.id) as attempts`
const joined = sql`
  from payout p join programme g on g.id = p.programme_id join beneficiary b on b.id = p.beneficiary_id`

/** Which payouts of a distribution. `reason: null` means those without one. */
export interface PayoutFilter {
  states?: readonly PayoutState[]
  reason?: string | null
  held?: boolean
  payoutIds?: readonly string[]
}

const matching = (distributionId: DistributionId, filter: PayoutFilter) => sql`
     where p.distribution_id = ${distributionId}
       and (${filter.states ?? null}::text[] is null or p.state = any (${filter.states ?? null}))
       and (${filter.reason === undefined}::boolean or p.reason is not distinct from ${filter.reason ?? null}::text)
       and (${filter.held ?? null}::boolean is null or (p.held_reason is not null) = ${filter.held ?? null})
       and (${filter.payoutIds ?? null}::uuid[] is null or p.id = any (${filter.payoutIds ?? null}::uuid[]))`

/** In the order of the list. `after`: the position of the last one of the page before. */
export async function listPayouts(
  house: House,
  wanted: { distributionId: DistributionId; filter: PayoutFilter; after?: number; limit: number },
): Promise<PayoutRow[]> {
  const { rows } = await sql<PayoutRow>`
    select ${columns} ${joined} ${matching(wanted.distributionId, wanted.filter)} and p.position > ${wanted.after ?? -1}
     order by p.position limit ${wanted.limit}`.execute(house.db)
  return rows
}

export async function findPayout(house: House, payoutId: PayoutId): Promise<PayoutRow | null> {
  const { rows } = await sql<PayoutRow>`select ${columns} ${joined} where p.id = ${payoutId}`.execute(house.db)
  return rows[0] ?? null
}

/** Refused payouts whose money is still reserved: what a retry can be asked for. In the order of the list. */
export async function retryablePayouts(
  house: House,
  wanted: { distributionId: DistributionId; filter: PayoutFilter; limit: number },
): Promise<{ payoutId: PayoutId; beneficiaryId: string }[]> {
  const { rows } = await sql<{ payoutId: PayoutId; beneficiaryId: string }>`
    select p.id as "payoutId", p.beneficiary_id as "beneficiaryId" from payout p
    ${matching(wanted.distributionId, { ...wanted.filter, states: ['refused'] })}
       and p.money = 'reserved' and not p.released and p.held_reason is null
     order by p.position limit ${wanted.limit}`.execute(house.db)
  return rows
}

/** Payouts that nobody held up, refused with money reserved: how many a retry of all would try. */
export async function countRetryable(
  house: House,
  distributionId: DistributionId,
  filter: PayoutFilter,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from payout p ${matching(distributionId, { ...filter, states: ['refused'] })}
       and p.money = 'reserved' and not p.released and p.held_reason is null`.execute(house.db)
  return rows[0]?.count ?? 0
}
