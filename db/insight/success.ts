/** How much of what was sent arrived, by the account it went through and by area. */
import { sql } from 'kysely'
import { fromMilli, toldAlone, type MilliPosition, type Position } from '../../domain/insight.js'
import type { House } from '../database.js'
import { payoutsAmong, type Among } from './among.js'

/** Payouts that were sent, in three: what was taken off the list before, or still waits to be sent, is in none. */
export interface Arrived {
  readonly paid: number
  /** refused, reversed, or given up */
  readonly failed: number
  /** on its way, or unknown */
  readonly open: number
}
export interface AccountArrived extends Arrived {
  readonly fspAccount: string
  readonly currency: string
  /** minor units, of those that are paid */
  readonly paidMinor: bigint
}
export interface AreaArrived extends Arrived {
  /** null: areas with too few people to be told alone (domain/insight.ts) */
  readonly area: string | null
  /** how many areas it stands for */
  readonly areas: number
  readonly people: number
  readonly peoplePaid: number
  /** null: nobody has said where it lies */
  readonly position: Position | null
}

const sorted = sql`
  count(*) filter (where payout.state in ('paid', 'overpaid'))::int as paid,
  count(*) filter (where payout.state in ('refused', 'to_decide', 'closed'))::int as failed,
  count(*) filter (where payout.state in ('in_progress', 'unknown'))::int as open`
const sent = sql`payout.state in ('paid', 'overpaid', 'refused', 'to_decide', 'closed', 'in_progress', 'unknown')`

type CountedArea = Omit<AreaArrived, 'area' | 'areas' | 'position'> & { area: string } & {
  [K in keyof MilliPosition]: number | null
}
interface Counted {
  byAccount: (Omit<AccountArrived, 'paidMinor'> & { paidMinor: string })[]
  byArea: CountedArea[]
}

/**
 * The account that paid most first; the area with most people first, those with too few as one line at the end. Areas of one
 * name are one, whatever programme they are in. Both from one look at the payouts: a limited reader's are judged row by row.
 */
export async function success(
  house: House,
  among: Among,
): Promise<{ byAccount: AccountArrived[]; byArea: AreaArrived[] }> {
  const { rows } = await sql<Counted>`
    with given as materialized (
      select payout.beneficiary_id, payout.fsp_account_id, payout.state, payout.amount_minor ${payoutsAmong(house, among)} and ${sent}),
    by_account as (
      select payout.fsp_account_id as id, ${sorted},
             coalesce(sum(payout.amount_minor) filter (where payout.state in ('paid', 'overpaid')), 0)::text as "paidMinor"
        from given payout group by 1),
    by_person as (select payout.beneficiary_id as id, ${sorted} from given payout group by 1),
    by_area as (
      select beneficiary.place as area, count(*)::int as people, (count(*) filter (where paid > 0))::int as "peoplePaid", sum(paid)::int as paid,
             sum(failed)::int as failed, sum(open)::int as open from by_person join beneficiary on beneficiary.id = by_person.id group by 1)
    select (select coalesce(json_agg(a), '[]') from (
              select f.name as "fspAccount", f.currency, b.paid, b.failed, b.open, b."paidMinor"
                from by_account b join fsp_account f on f.id = b.id order by b.paid desc, f.name) a) as "byAccount",
           (select coalesce(json_agg(a), '[]') from (
              select b.*, a.latitude_milli as "latitudeMilli", a.longitude_milli as "longitudeMilli" from by_area b
                left join programme_area a on a.programme_id = ${among} and lower(a.name) = lower(b.area)) a) as "byArea"`.execute(
    house.db,
  )
  const [counted] = rows
  if (!counted) throw new Error('A count gave no row.')
  const { alone, together } = toldAlone(counted.byArea)
  return {
    byAccount: counted.byAccount.map(each => ({ ...each, paidMinor: BigInt(each.paidMinor) })),
    byArea: [...alone.map(each => ({ ...each, areas: 1, position: fromMilli(each) })), ...asOne(together)],
  }
}

function asOne(areas: readonly CountedArea[]): AreaArrived[] {
  if (areas.length === 0) return []
  const sum = (of: 'people' | 'peoplePaid' | 'paid' | 'failed' | 'open'): number =>
    areas.reduce((so, each) => so + each[of], 0)
  return [
    {
      ...{ area: null, areas: areas.length, position: null },
      ...{
        people: sum('people'),
        peoplePaid: sum('peoplePaid'),
        paid: sum('paid'),
        failed: sum('failed'),
        open: sum('open'),
      },
    },
  ]
}
