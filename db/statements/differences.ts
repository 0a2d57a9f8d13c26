/**
 * What does not agree between a statement and us: its lines, and the payouts that it lacks, in the order of time. Of the
 * account in the time of the statement, so that what overlapping files brought is told once.
 */
import { sql, type RawBuilder } from 'kysely'
import type { AttemptId, CaseId, FspAccountId, PayoutId, StatementId } from '../../domain/ids.js'
import { agreeing, missingAtTheirs, type LineResult } from '../../domain/statement.js'
import type { House } from '../database.js'
import { contentsOf, type LineContent } from './contents.js'

export type DifferenceResult = LineResult | typeof missingAtTheirs

export interface Difference {
  /** of the line; where there is none, of the attempt that it lacks */
  readonly id: string
  readonly result: DifferenceResult
  readonly at: Date
  /** row of the file that brought it first */
  readonly row: number | null
  readonly kind: string | null
  readonly direction: string | null
  readonly amountMinor: bigint
  readonly currency: string
  readonly payoutId: PayoutId | null
  readonly attemptId: AttemptId | null
  readonly attemptState: string | null
  /** what we have */
  readonly ourAmountMinor: bigint | null
  readonly ourFeeMinor: bigint | null
  /** what the attempt was before the statement ended it */
  readonly was: string | null
  readonly matchedBy: string | null
  readonly transactionId: string | null
  readonly caseId: CaseId | null
  readonly caseState: string | null
  readonly hearsay: boolean | null
  /** opened: receipt, number, name as the FSP writes them */
  readonly content: LineContent | null
}

type Found = Omit<Difference, 'content'> & { fileId: StatementId | null; place: number | null }

export interface DifferencesAsked {
  readonly statementId: StatementId
  /** one result, `matched` and `other` too; left out: everything that is a difference */
  readonly result?: DifferenceResult | undefined
  /** id of the last one of the page before */
  readonly after?: string | undefined
  readonly limit: number
}

/** @returns null where there is no such statement, or it was not read to its end */
export async function listDifferences(
  house: House,
  asked: DifferencesAsked,
): Promise<{ items: Difference[]; next: string | null } | null> {
  const file = await spanOf(house, asked.statementId)
  if (!file) return null
  const after = asked.after === undefined ? null : await placeOf(house, asked.after)
  const { rows } = await sql<Found>`
    ${union(file, asked.result, after, asked.limit + 1)}`.execute(house.db)
  const shown = rows.slice(0, asked.limit)
  const placed = shown.flatMap(({ fileId, place }) => (fileId === null || place === null ? [] : [{ fileId, place }]))
  const contentOf = await contentsOf(house, placed)
  const items = shown.map(({ fileId, place, ...row }) => ({
    ...row,
    content: fileId === null || place === null ? null : contentOf({ fileId, place }),
  }))
  return { items, next: rows.length > asked.limit ? (items.at(-1)?.id ?? null) : null }
}

interface Span {
  fspAccountId: FspAccountId
  currency: string
  from: Date
  to: Date
}

async function spanOf(house: House, statementId: StatementId): Promise<Span | null> {
  const { rows } = await sql<Span>`
    select f.fsp_account_id as "fspAccountId", a.currency, f.period_from as "from", f.period_to as "to"
      from statement_file f join fsp_account a on a.id = f.fsp_account_id
     where f.id = ${statementId} and f.state = 'done'`.execute(house.db)
  return rows[0] ?? null
}

/** By row, not by time: a Date has milliseconds, PostgreSQL microseconds. */
const placeOf = async (house: House, id: string): Promise<RawBuilder<unknown>> => {
  const { rows } = await sql<{ at: string }>`
    select at::text as at from statement_line where id = ${id} union all select at::text from statement_gap where attempt_id = ${id}`.execute(
    house.db,
  )
  return sql`(${rows[0]?.at ?? 'infinity'}::timestamptz, ${id}::uuid)`
}

function union(
  { fspAccountId, currency, from, to }: Span,
  result: DifferenceResult | undefined,
  after: RawBuilder<unknown> | null,
  limit: number,
) {
  const within = (id: RawBuilder<unknown>) => sql`at between ${from} and ${to}
    and ${after === null ? sql`true` : sql`(at, ${id}) > ${after}`}`
  const wanted = result === undefined ? sql`l.result not in (${sql.join([...agreeing])})` : sql`l.result = ${result}`
  const caseOf = (of: RawBuilder<unknown>) => sql`left join lateral (
    select c.id, c.state from work_case c where c.kind = 'statement' and ${of} order by c.opened_at desc limit 1) c on true`
  return sql`
    with listed as (
      (select l.at, l.id, true as line from statement_line l
        where l.fsp_account_id = ${fspAccountId} and ${wanted} and ${within(sql`l.id`)} order by l.at, l.id limit ${limit})
      union all
      (select g.at, g.attempt_id, false from statement_gap g
        where g.fsp_account_id = ${fspAccountId} and g.ended_at is null and ${within(sql`g.attempt_id`)}
          and ${result === undefined || result === missingAtTheirs} order by g.at, g.attempt_id limit ${limit}))
    select s.id, coalesce(l.result, ${missingAtTheirs}) as result, s.at, l.row_number as row, l.kind, l.direction,
           coalesce(l.amount_minor, a.amount_minor) as "amountMinor", ${currency} as currency, a.payout_id as "payoutId",
           a.id as "attemptId", a.state as "attemptState", a.amount_minor as "ourAmountMinor", a.fee_minor as "ourFeeMinor",
           l.was, l.matched_by as "matchedBy", l.transaction_id as "transactionId", c.id as "caseId", c.state as "caseState",
           g.hearsay, l.file_id as "fileId", l.place
      from listed s
      left join statement_line l on s.line and l.id = s.id
      left join statement_gap g on not s.line and g.attempt_id = s.id
      left join attempt a on a.id = coalesce(l.attempt_id, g.attempt_id)
      ${caseOf(sql`(s.line and c.statement_line_id = s.id or not s.line and c.attempt_id = s.id and c.statement_line_id is null)`)}
     order by s.at, s.id limit ${limit}`
}

/** Lines of statements that are this payout's: part of its evidence. Opened. */
export async function linesOfPayout(house: House, payoutId: PayoutId) {
  const { rows } = await sql<{
    id: string
    attemptOrdinal: number
    result: LineResult | null
    at: Date
    kind: string
    direction: string
    status: string
    amountMinor: bigint
    fileId: StatementId
    place: number
  }>`
    select l.id, a.ordinal as "attemptOrdinal", l.result, l.at, l.kind, l.direction, l.status, l.amount_minor as "amountMinor",
           l.file_id as "fileId", l.place
      from attempt a join statement_line l on l.attempt_id = a.id
     where a.payout_id = ${payoutId} order by l.at, l.id limit 200`.execute(house.db)
  const contentOf = await contentsOf(house, rows)
  return rows.map(({ fileId, place, ...row }) => {
    const { receipt, number, mask, name, reason } = contentOf({ fileId, place })
    return { ...row, receipt, number: number ?? mask, name, reason }
  })
}
