/** Lines that nobody has settled yet, and what became of them. */
import { sql } from 'kysely'
import type { AttemptState } from '../../domain/attempt.js'
import type { AttemptId, FspAccountId, StatementId, StatementLineId } from '../../domain/ids.js'
import type { Currency } from '../../domain/money.js'
import type { LineKind, LineResult, LineStatus } from '../../domain/statement.js'
import type { House } from '../database.js'
import { given } from '../given.js'
import type { Touched } from '../touched.js'
import type { NamedLine } from './candidates.js'
import type { Placed } from './contents.js'

/** A statement that was read to its end, while its lines are matched. */
export interface MatchedFile {
  readonly statementId: StatementId
  readonly fspAccountId: FspAccountId
  readonly currency: Currency
  readonly from: Date
  readonly to: Date
  readonly lines: number
  readonly rowsUnread: number
}

export interface Matching {
  readonly beat: (done: number) => void
  readonly stops: () => boolean
  /** whose lives should look */
  readonly wake: (touched: readonly Touched[]) => void
  readonly chunk: number
}

export interface OpenLine extends NamedLine, Placed {
  readonly atMs: number
  readonly direction: 'out' | 'in'
  readonly status: LineStatus
  readonly own: boolean
  readonly amountMinor: bigint
}

const before: Placed = { fileId: '00000000-0000-0000-0000-000000000000' as StatementId, place: -1 }

/**
 * Open lines of the account, all of some kinds, in chunks as they stand in their files: so what they say is opened block by
 * block. What is settled meanwhile does not come back.
 */
export async function* openLines(
  house: House,
  { fspAccountId }: MatchedFile,
  kinds: readonly LineKind[],
  chunk: number,
): AsyncGenerator<OpenLine[]> {
  for (let after = before; ;) {
    const { rows } = await sql<OpenLine>`
      select id, kind, direction, status, own, amount_minor as "amountMinor", extract(epoch from at)::float8 * 1000 as "atMs",
             receipt_lookup as "receiptLookup", linked_lookup as "linkedLookup", transaction_id as "transactionId",
             attempt_key as "attemptKey", number_lookup as "numberLookup", file_id as "fileId", place
        from statement_line
       where fsp_account_id = ${fspAccountId} and result is null and (file_id, place) > (${after.fileId}, ${after.place}::int)
         and kind = any (${[...kinds]}::text[])
       order by file_id, place limit ${chunk}`.execute(house.db)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last
  }
}

export interface Settled {
  readonly id: StatementLineId
  readonly result: LineResult
  readonly attemptId: AttemptId | null
  readonly matchedBy?: 'name' | 'number'
  /** what the attempt was until this line said otherwise */
  readonly was?: AttemptState | null
}

export async function settleLines(house: House, settled: readonly Settled[]): Promise<void> {
  if (settled.length === 0) return
  const rows = settled.map(({ id, result, attemptId, matchedBy, was }) => ({
    ...{ id, result, attemptId, was: was ?? null },
    matchedBy: attemptId === null ? null : (matchedBy ?? 'name'),
  }))
  await sql`
    update statement_line l set result = v.result, attempt_id = v."attemptId", matched_by = v."matchedBy", was = coalesce(v.was, l.was)
      from ${given('v', rows, { id: 'uuid', result: 'text', attemptId: 'uuid', was: 'text', matchedBy: 'text' })}
     where l.id = v.id`.execute(house.db)
}
