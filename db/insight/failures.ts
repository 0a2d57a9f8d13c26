/** Why payments failed: every payout that an FSP once refused or that was unknown, and how many of them were paid later. */
import { sql } from 'kysely'
import type { House } from '../database.js'
import { ofProgramme, type Among } from './among.js'

export interface FailedFor {
  /** one of domain/reason.ts */
  readonly reason: string
  readonly payouts: number
  /** of them, paid after all */
  readonly paidLater: number
}

/** The most frequent first. A payout that failed for several reasons is counted under each of them, once. */
export async function failuresByReason(house: House, among: Among): Promise<FailedFor[]> {
  const { rows } = await sql<FailedFor>`
    with failed as materialized (
      select distinct attempt.payout_id, attempt.reason from attempt
       where attempt.state in ('refused', 'unknown') and attempt.reason is not null
         and ${ofProgramme(among, 'attempt.programme_id')})
    select failed.reason, count(*)::int as payouts, (count(*) filter (where payout.state in ('paid', 'overpaid')))::int as "paidLater"
      from failed join payout on payout.id = failed.payout_id
     group by 1 order by 2 desc, 1`.execute(house.db)
  return rows
}
