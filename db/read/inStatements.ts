/** How far a distribution is told of by statements of its account: reconciliation as one list sees it. */
import { sql } from 'kysely'
import type { DistributionId, FspAccountId } from '../../domain/ids.js'
import { agreeing, type LineResult } from '../../domain/statement.js'
import type { House } from '../database.js'
import { isInStatement } from '../statements/gaps.js'

export interface InStatements {
  readonly fspAccountId: FspAccountId
  /** attempts that count as paid, and how many of them a statement has */
  readonly paid: number
  readonly inStatement: number
  /** of the others: a statement of their time was read and does not have them */
  readonly missing: number
  /** until when statements of the account reach; null: none was taken in */
  readonly until: Date | null
  /** lines about its payouts that do not simply agree, by what became of them */
  readonly differences: Readonly<Partial<Record<LineResult, number>>>
}

/** Null: there is no such distribution. */
export async function inStatements(house: House, distributionId: DistributionId): Promise<InStatements | null> {
  const { rows } = await sql<Omit<InStatements, 'differences'>>`
    with a as materialized (
      select a.id, ${isInStatement} as stated from payout p join attempt a on a.payout_id = p.id
       where p.distribution_id = ${distributionId} and a.state in ('paid','paid_extra'))
    select d.fsp_account_id as "fspAccountId", (select count(*)::int from a) as paid,
           (select count(*)::int from a where stated) as "inStatement",
           (select count(*)::int from a join statement_gap g on g.attempt_id = a.id where not a.stated and g.ended_at is null) as missing,
           (select max(f.period_to) from statement_file f where f.fsp_account_id = d.fsp_account_id and f.state = 'done') as until
      from distribution d where d.id = ${distributionId}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const { rows: lines } = await sql<{ result: LineResult; count: number }>`
    select l.result, count(*)::int as count
      from payout p join attempt a on a.payout_id = p.id join statement_line l on l.attempt_id = a.id
     where p.distribution_id = ${distributionId} and l.result is not null and l.result <> all (${[...agreeing]}::text[])
     group by 1 order by 1`.execute(house.db)
  return { ...row, differences: Object.fromEntries(lines.map(({ result, count }) => [result, count])) }
}
