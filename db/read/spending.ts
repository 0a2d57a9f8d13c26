/** What a programme paid out, by month and the account it went through: how many people were paid what, what that cost, and what was tried for it. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../../domain/ids.js'
import type { House } from '../database.js'

export interface Spent {
  /** `2026-11`, by UTC */
  readonly month: string
  /** as the account is called; null: booked without an attempt */
  readonly fspAccount: string | null
  /** attempts that were handed over in that month, whatever became of them */
  readonly attempts: number
  /** transfers that were paid; one that came back in that month is taken off, one whose card expired with a rest on it stays */
  readonly paid: number
  /** minor units; what came back in that month is taken off */
  readonly paidMinor: bigint
  readonly feesMinor: bigint
}

/**
 * Newest month first. Every entry that touches `disbursed` or `fees` is in exactly one line, so the sums are those accounts;
 * a month in which everything failed has a line too.
 */
export async function spendingOf(house: House, programmeId: ProgrammeId): Promise<Spent[]> {
  const { rows } = await sql<Spent>`
    with touched as (
      select to_char(l.posted_at at time zone 'UTC', 'YYYY-MM') as month, coalesce(a.fsp_account_id, d.fsp_account_id) as account,
             0 as attempts, case when l.kind in ('voucher_expired', 'voucher_not_given') then 0 when l.to_account = 'disbursed' then 1 when l.from_account = 'disbursed' then -1 else 0 end as paid,
             case 'disbursed' when l.to_account then l.amount_minor when l.from_account then -l.amount_minor else 0 end as paid_minor,
             case 'fees' when l.to_account then l.amount_minor when l.from_account then -l.amount_minor else 0 end as fees_minor
        from ledger_entry l left join attempt a on a.id = l.attempt_id left join distribution d on d.id = l.distribution_id
       where l.programme_id = ${programmeId} and array[l.from_account, l.to_account] && array['disbursed', 'fees']
      union all
      select to_char(coalesce(a.left_at, a.opened_at) at time zone 'UTC', 'YYYY-MM'), a.fsp_account_id, 1, 0, 0, 0
        from attempt a where a.programme_id = ${programmeId} and a.state not in ('prepared', 'withdrawn'))
    select t.month, f.name as "fspAccount", sum(t.attempts)::int as attempts, sum(t.paid)::int as paid,
           sum(t.paid_minor)::int8 as "paidMinor", sum(t.fees_minor)::int8 as "feesMinor"
      from touched t left join fsp_account f on f.id = t.account
     group by t.month, t.account, f.name order by t.month desc, f.name, t.account`.execute(house.db)
  return rows
}
