/** Lists for which the account at the FSP does not hold enough, of all accounts at once: what the float of each of them tells. */
import { sql } from 'kysely'
import { shortMinor } from '../../domain/float.js'
import type { DistributionId, FspAccountId, ProgrammeId } from '../../domain/ids.js'
import type { House } from '../database.js'

export interface ShortList {
  readonly programmeId: ProgrammeId
  readonly distributionId: DistributionId
  readonly name: string
  readonly fspAccountId: FspAccountId
  /** missing after all that was approved before it, in minor units; more than 0 */
  readonly shortMinor: bigint
}

interface Row extends Omit<ShortList, 'shortMinor'> {
  readonly isLive: boolean
  readonly heldMinor: bigint
  readonly nowMinor: bigint
}

/**
 * In the order in which they were approved, as db/float.ts has it. Of a closed list only what needs somebody can still be
 * sent, and that is found without looking at all who were paid. An account that was never asked is short of nothing.
 */
export async function shortLists(house: House): Promise<ShortList[]> {
  const amounts = sql`coalesce(sum(p.amount_minor + p.fee_reserve_minor) filter (
    where p.money = 'reserved' and (d.pay_first is null or p.position <= d.pay_first)), 0)::int8`
  const { rows } = await sql<Row>`
    with live as (select distinct fsp_account_id from distribution where state in ('approved','paying','paused')),
    needs as (
      select d.*, true as is_live, (select ${amounts} from payout p where p.distribution_id = d.id) as now_minor
        from distribution d where d.state in ('approved','paying','paused')
      union all
      select d.*, false, (select ${amounts} from payout p where p.distribution_id = d.id and p.trouble is not null)
        from distribution d where d.state = 'closed' and d.fsp_account_id in (select fsp_account_id from live)
         and exists (select from payout p where p.distribution_id = d.id and p.trouble is not null))
    select n.programme_id as "programmeId", n.id as "distributionId", n.name, n.fsp_account_id as "fspAccountId",
           n.is_live as "isLive", r.balance_minor as "heldMinor", n.now_minor as "nowMinor"
      from needs n join lateral (
        select balance_minor from float_reading r where r.fsp_account_id = n.fsp_account_id order by r.at desc limit 1) r on true
     where n.now_minor > 0 order by n.fsp_account_id, n.approved_at, n.id`.execute(house.db)
  const before = new Map<FspAccountId, bigint>()
  return rows.flatMap(({ isLive, heldMinor, nowMinor, ...list }) => {
    const beforeMinor = before.get(list.fspAccountId) ?? 0n
    before.set(list.fspAccountId, beforeMinor + nowMinor)
    const missing = shortMinor({ heldMinor, neededMinor: nowMinor, beforeMinor })
    return isLive && missing > 0n ? [{ ...list, shortMinor: missing }] : []
  })
}
