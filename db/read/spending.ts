/** What a programme paid out, by month and the account it went through: what people were paid, and what that cost. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../../domain/ids.js'
import type { House } from '../database.js'

export interface Spent {
  /** `2026-11`, by UTC */
  readonly month: string
  /** as the account is called; null: booked without an attempt */
  readonly fspAccount: string | null
  /** minor units; what came back in that month is taken off */
  readonly paidMinor: bigint
  readonly feesMinor: bigint
}

/** Newest month first. Every entry that touches `disbursed` or `fees` is in exactly one line, so the sums are those accounts. */
export async function spendingOf(house: House, programmeId: ProgrammeId): Promise<Spent[]> {
  const { rows } = await sql<Spent>`
    with touched as (
      select to_char(l.posted_at at time zone 'UTC', 'YYYY-MM') as month, l.attempt_id, l.distribution_id,
             case 'disbursed' when l.to_account then l.amount_minor when l.from_account then -l.amount_minor else 0 end as paid,
             case 'fees' when l.to_account then l.amount_minor when l.from_account then -l.amount_minor else 0 end as fees
        from ledger_entry l
       where l.programme_id = ${programmeId} and array[l.from_account, l.to_account] && array['disbursed', 'fees'])
    select t.month, f.name as "fspAccount", sum(t.paid)::int8 as "paidMinor", sum(t.fees)::int8 as "feesMinor"
      from touched t left join attempt a on a.id = t.attempt_id left join distribution d on d.id = t.distribution_id
      left join fsp_account f on f.id = coalesce(a.fsp_account_id, d.fsp_account_id)
     group by 1, 2 order by 1 desc, 2`.execute(house.db)
  return rows
}
