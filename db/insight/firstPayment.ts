/** How long people wait from their registration here to their first payment. */
import { sql } from 'kysely'
import { waitDays } from '../../domain/insight.js'
import type { House } from '../database.js'
import { whereSeen } from '../reach.js'
import { ofProgramme, paid, payoutsAmong, type Among } from './among.js'

export interface FirstPayments {
  /** who was paid at least once */
  readonly people: number
  /** half of them waited no longer; whole minutes; null: nobody was paid */
  readonly medianMinutes: number | null
  /** nine of ten waited no longer */
  readonly p90Minutes: number | null
  /** included, and not paid yet */
  readonly waiting: number
  /** by days, `from` until before `to`; the last has no end */
  readonly spans: readonly { readonly from: number; readonly to: number | null; readonly people: number }[]
}

interface Counted {
  readonly people: number
  /** seconds; null: of nobody */
  readonly halfAndNineOfTen: readonly [number, number] | null
  readonly waiting: number
  readonly spans: Readonly<Record<string, number>>
}

export async function firstPayments(house: House, among: Among): Promise<FirstPayments> {
  const { rows } = await sql<Counted>`
    with first as materialized (
      select payout.beneficiary_id as id, min(payout.state_at) as at ${payoutsAmong(house, among)} and ${paid} group by 1),
    wait as materialized (
      select greatest(extract(epoch from first.at - beneficiary.created_at), 0)::float8 as seconds
        from first join beneficiary on beneficiary.id = first.id),
    spans as (
      select width_bucket(seconds / 86400, ${[...waitDays]}::float8[]) as at, count(*)::int as people from wait group by 1)
    select count(*)::int as people,
           (percentile_cont(array[0.5, 0.9]) within group (order by seconds)) as "halfAndNineOfTen",
           (select count(*)::int from beneficiary
             where ${ofProgramme(among, 'beneficiary.programme_id')} and ${among === null ? sql`true` : whereSeen(house, among)}
               and state = 'included' and not exists (select from first where first.id = beneficiary.id)) as waiting,
           (select coalesce(json_object_agg(at, people), '{}') from spans) as spans
      from wait`.execute(house.db)
  const [found] = rows
  if (!found) throw new Error('A count gave no row.')
  const spans = [0, ...waitDays].map((from, at) => ({ from, to: waitDays[at] ?? null, people: found.spans[at] ?? 0 }))
  const minutes = (seconds: number | undefined): number | null =>
    seconds === undefined ? null : Math.round(seconds / 60)
  const [half, nineOfTen] = found.halfAndNineOfTen ?? []
  return {
    people: found.people,
    medianMinutes: minutes(half),
    p90Minutes: minutes(nineOfTen),
    waiting: found.waiting,
    spans,
  }
}
