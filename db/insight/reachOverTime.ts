/** How many people were paid, for the first time and in all, week by week or month by month. */
import { sql } from 'kysely'
import type { Span } from '../../domain/insight.js'
import type { House } from '../database.js'
import { paid, payoutsAmong, type Among } from './among.js'

export interface PeriodReached {
  /** its first day by UTC, `2026-11-23`; a week begins on Monday */
  readonly from: string
  /** paid for the first time */
  readonly people: number
  /** paid for the first time until the end of it */
  readonly peopleSoFar: number
  readonly payments: number
  /** minor units as text, by currency: of several programmes there may be several */
  readonly amounts: readonly { readonly currency: string; readonly amountMinor: string }[]
}

/** From the first payment until now without gaps, oldest first. Nobody is counted twice, however often they are paid. */
export async function reachOverTime(house: House, among: Among, span: Span): Promise<PeriodReached[]> {
  const { rows } = await sql<PeriodReached>`
    with paid as materialized (
      select payout.beneficiary_id as person, payout.programme_id, payout.amount_minor,
             date_trunc(${span}, payout.state_at at time zone 'UTC') as period
        ${payoutsAmong(house, among)} and ${paid}),
    first as (
      select period, count(*)::int as people from (select min(period) as period from paid group by person) each group by period),
    sums as (
      select period, sum(payments)::int as payments, json_agg(json_build_object('currency', currency, 'amountMinor', amount) order by currency) as amounts
        from (select paid.period, p.currency, count(*) as payments, sum(paid.amount_minor)::text as amount
                from paid join programme p on p.id = paid.programme_id group by paid.period, p.currency) each
       group by period),
    series as (
      select generate_series((select min(period) from paid), date_trunc(${span}, now() at time zone 'UTC'),
                             ${`1 ${span}`}::interval) as period)
    select to_char(period, 'YYYY-MM-DD') as "from", coalesce(first.people, 0) as people,
           (sum(coalesce(first.people, 0)) over (order by period))::int as "peopleSoFar",
           coalesce(sums.payments, 0) as payments, coalesce(sums.amounts, '[]') as amounts
      from series left join first using (period) left join sums using (period) order by period`.execute(house.db)
  return rows
}
