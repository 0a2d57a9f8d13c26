/** What became of vouchers: used, partly, not at all, or never delivered. */
import { sql } from 'kysely'
import type { House } from '../database.js'
import { ofProgramme, type Among } from './among.js'

export const voucherStandings = ['used', 'partly', 'unused', 'unasked', 'on_its_way', 'not_delivered'] as const

const replaced = sql`(state = 'cancelled' and ended is not distinct from 'replaced' and moved_minor is not null)`

export interface VouchersStanding {
  readonly standing: (typeof voucherStandings)[number]
  readonly currency: string
  readonly count: number
  readonly amountMinor: bigint
  /** of those whose balance is known */
  readonly leftMinor: bigint
}

/**
 * `unasked`: delivered, and no balance was asked for yet. Orders that never became a card are in none. Of a lost voucher only
 * what did not go to the one that replaces it: that was used.
 */
export async function vouchersUsed(house: House, among: Among): Promise<VouchersStanding[]> {
  const { rows } = await sql<VouchersStanding>`
    with standing as (
      select currency, amount_minor - case when ${replaced} then moved_minor else 0 end as amount_minor,
             case when ${replaced} then 0 else balance_minor end as balance_minor,
             case when ${replaced} then 'used'
                  when state not in ('delivered', 'expired', 'cancelled') then 'on_its_way'
                  when state = 'cancelled' then 'not_delivered'
                  when balance_minor is null then 'unasked'
                  when balance_minor = 0 then 'used'
                  when balance_minor < amount_minor then 'partly' else 'unused' end as standing
        from voucher where ${ofProgramme(among, 'programme_id')} and state not in ('refused', 'void', 'lost')
         and not (${replaced} and moved_minor = amount_minor))
    select standing, currency, count(*)::int as count, sum(amount_minor)::int8 as "amountMinor",
           coalesce(sum(balance_minor) filter (where standing <> 'not_delivered'), 0)::int8 as "leftMinor"
      from standing group by 1, 2 order by 2, 1`.execute(house.db)
  return rows
}
