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
  // Whoever may be looked at is gone through once: the policies judge every row of a limited reader each time.
  const { rows } = await sql<Counted>`
    with given as materialized (
      select payout.beneficiary_id as id, payout.state_at as at ${payoutsAmong(house, among)} and ${paid}),
    first as (select id, min(at) as at from given group by 1),
    person as materialized (
      select beneficiary.state, greatest(extract(epoch from first.at - beneficiary.created_at), 0)::float8 as seconds, first.at is not null as is_paid
        from beneficiary left join first on first.id = beneficiary.id
       where ${ofProgramme(among, 'beneficiary.programme_id')} and ${among === null ? sql`true` : whereSeen(house, among)}),
    spans as (
      select width_bucket(seconds / 86400, ${[...waitDays]}::float8[]) as at, count(*)::int as people from person where is_paid group by 1)
    select (count(*) filter (where is_paid))::int as people,
           percentile_cont(array[0.5, 0.9]) within group (order by seconds) filter (where is_paid) as "halfAndNineOfTen",
           (count(*) filter (where not is_paid and state = 'included'))::int as waiting,
           (select coalesce(json_object_agg(at, people), '{}') from spans) as spans
      from person`.execute(house.db)
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
