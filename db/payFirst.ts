/** What a change of pay-first would let go and keep back, counted before it is made. Nothing changes. */
import { sql } from 'kysely'
import { shortMinor } from '../domain/float.js'
import type { DistributionId } from '../domain/ids.js'
import { floatFor } from './float.js'
import type { House } from './database.js'

/** Of those who have not left yet; sums in minor units, with what withdrawing costs and without fees. */
export interface PayFirstCount {
  now: number
  nowMinor: bigint
  /** the highest fees of those */
  feeReserveMinor: bigint
  waiting: number
  waitingMinor: bigint
  /** missing at the FSP for those who would go now, after what goes before them; null: nobody knows */
  shortMinor: bigint | null
}

/** @param count null: all of them @returns null: there is no such distribution */
export async function countPayFirst(
  house: House,
  { distributionId, count }: { distributionId: DistributionId; count: number | null },
): Promise<PayFirstCount | null> {
  const float = await floatFor(house, distributionId)
  if (!float) return null
  const { rows } = await sql<Omit<PayFirstCount, 'shortMinor'>>`
    select count(*) filter (where first)::int as now, count(*) filter (where not first)::int as waiting,
           coalesce(sum(amount_minor) filter (where first), 0)::int8 as "nowMinor",
           coalesce(sum(amount_minor) filter (where not first), 0)::int8 as "waitingMinor",
           coalesce(sum(fee_reserve_minor) filter (where first), 0)::int8 as "feeReserveMinor"
      from (select p.amount_minor, p.fee_reserve_minor, ${count}::int is null or p.position <= ${count}::int as first
              from payout p where p.distribution_id = ${distributionId} and (p.money = 'reserved' or p.state = 'listed')) s`.execute(
    house.db,
  )
  const [row] = rows
  if (!row) return null
  const { reading, startedMinor, aheadMinor } = float
  const needed = { neededMinor: row.nowMinor + row.feeReserveMinor, beforeMinor: startedMinor + aheadMinor }
  return { ...row, shortMinor: reading && shortMinor({ heldMinor: reading.heldMinor, ...needed }) }
}
