/**
 * A statement read to its end: rows become lines, stored in chunks that are their own checkpoint. A crash anywhere goes on
 * after the last stored row. Nothing follows from any line before the whole file was read; until then it can be given up
 * without a trace.
 */
import { sql } from 'kysely'
import type { FspAccountId, StatementId, UploadId } from '../../domain/ids.js'
import { Occurrences } from '../../domain/statement.js'
import { StatementReader, type RowTrouble } from '../../domain/statementReader.js'
import { NotASheet, readSheet } from '../../sheets/read.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import { sealContents } from './contents.js'
import { failStatement } from './files.js'
import { LineMaker, type LineRow, type ReadyLine } from './line.js'
import { plainly } from './plainly.js'
import { piecesOf } from './uploads.js'

export interface Working {
  /** told after every step, with how many rows or lines are done */
  readonly beat?: (done: number) => void
  /** asked between two steps: a worker that has to stop hands over */
  readonly stops?: () => boolean
  /** lines stored in one transaction, and settled in one */
  readonly chunk?: number
}

/** Lines in one transaction: few round trips, short locks. */
export const usualChunk = 2_000
/** So many rows are read at a stretch: what PostgreSQL answers meanwhile is heard at once, and it has the next thing to do. */
const breath = 100
/** More rows than this that can not be read mean another file or another profile, not a few bad rows. */
export const mostUnread = 1_000

interface Chunk {
  lines: ReadyLine[]
  unread: { row: number; troubles: readonly RowTrouble[] }[]
  lastRow: number
}
const emptyChunk = (): Chunk => ({ lines: [], unread: [], lastRow: 0 })

/** Reads on from where the file stands. Afterwards its state is `matching`, `failed`, or what it was where `stops` said so. */
export async function readStatement(house: House, statementId: StatementId, working: Working = {}): Promise<void> {
  const file = await openFile(house, statementId)
  if (!file) return
  try {
    await readRows(house, file, working)
  } catch (error) {
    // What the file is does not change by reading it again.
    if (!(error instanceof NotASheet || error instanceof Unreadable)) throw error
    await failStatement(house, statementId, error.message)
  }
}

/** The file as a whole is not what it should be; the message says what to do. */
class Unreadable extends Error {}

interface OpenFile {
  statementId: StatementId
  fspAccountId: FspAccountId
  uploadId: UploadId
  rowsRead: number
  reader: StatementReader
}

async function openFile(house: House, statementId: StatementId): Promise<OpenFile | null> {
  const row = await house.db
    .selectFrom('statement_file as f')
    .innerJoin('fsp_account as a', 'a.id', 'f.fsp_account_id')
    .select(['f.fsp_account_id', 'f.upload_id', 'f.state', 'f.rows_read', 'f.rules', 'a.currency', 'a.country'])
    .where('f.id', '=', statementId)
    .executeTakeFirst()
  if (!row || (row.state !== 'stored' && row.state !== 'reading')) return null
  const reader = new StatementReader(row.rules, { currency: row.currency, country: row.country })
  return { statementId, fspAccountId: row.fsp_account_id, uploadId: row.upload_id, rowsRead: row.rows_read, reader }
}

async function readRows(house: House, file: OpenFile, working: Working): Promise<void> {
  const { reader } = file
  const size = working.chunk ?? usualChunk
  const maker = new LineMaker(house.sealing, file.fspAccountId, new Occurrences())
  let chunk = emptyChunk()
  // PostgreSQL stores one chunk while the next one is read.
  let storing: Promise<unknown> = Promise.resolve()
  const store = async (last: boolean): Promise<void> => {
    const full = chunk
    chunk = emptyChunk()
    await storing
    storing = storeChunk(house, file, full, last)
    // Its failure is heard where it is awaited.
    storing.catch(() => undefined)
    working.beat?.(full.lastRow)
  }
  for await (const block of readSheet(piecesOf(house, file.uploadId))) {
    for (const row of block) {
      const read = reader.read(row)
      if (reader.isLost) throw new Unreadable(reader.lacking)
      chunk.lastRow = row.row
      if (read.is === 'skipped') continue
      const stored = row.row <= file.rowsRead
      if (read.is === 'unread' && !stored) chunk.unread.push({ row: read.row, troubles: read.troubles })
      if (read.is === 'lines') {
        for (const line of read.lines) {
          const made = maker.make(line, stored)
          if (made) chunk.lines.push(made)
        }
      }
      if (chunk.lines.length + chunk.unread.length >= size) await store(false)
      if (row.row % breath === 0) await new Promise(resolve => setImmediate(resolve))
      if (working.stops?.() === true) {
        await storing
        return
      }
    }
  }
  if (!reader.hasHeader) throw new Unreadable(reader.lacking)
  await store(true)
  await storing
}

async function storeChunk(house: House, file: OpenFile, chunk: Chunk, last: boolean): Promise<void> {
  await inTransaction(house, async house => {
    const at = await house.db
      .selectFrom('statement_file')
      .select(['state', 'rows_read', 'rows_unread', 'lines'])
      .where('id', '=', file.statementId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (at.state !== 'stored' && at.state !== 'reading') return
    // Whoever else works on it may have been faster.
    const lines = chunk.lines.filter(({ row }) => row > at.rows_read)
    const unread = chunk.unread.filter(({ row }) => row > at.rows_read)
    if (at.rows_unread + unread.length > mostUnread)
      throw new Unreadable(
        `More than ${mostUnread} rows can not be read, beginning with row ${await firstUnread(house, file, unread)}: is this the right file and profile?`,
      )
    const known = await storeLines(house, file, lines)
    await storeUnread(house, file.statementId, unread)
    if (last && at.lines + lines.length === 0)
      throw new Unreadable('Below its header the file has no line that can be read.')
    await advance(house, file, { lines: lines.length, known, unread: unread.length, row: chunk.lastRow, last })
  })
}

async function firstUnread(house: House, { statementId }: OpenFile, unread: Chunk['unread']): Promise<number> {
  const { rows } = await sql<{ row: number | null }>`
    select min(row_number) as row from statement_unread where file_id = ${statementId}`.execute(house.db)
  return rows[0]?.row ?? unread[0]?.row ?? 0
}

/** @returns how many of them another file had brought */
async function storeLines(house: House, file: OpenFile, lines: readonly ReadyLine[]): Promise<number> {
  const [firstLine] = lines
  if (!firstLine) return 0
  const first = firstLine.place
  const v = given<LineRow>('v', lines, {
    id: 'uuid',
    row: 'int',
    place: 'int',
    at: 'float8',
    kind: 'text',
    direction: 'text',
    status: 'text',
    own: 'boolean',
    amount: 'bigint',
    receipt: 'bytea',
    transaction: 'text',
    key: 'text',
    linked: 'bytea',
    number: 'bytea',
  })
  const { rows } = await sql<{ stored: bigint }>`
    with stored as (
      insert into statement_line (id, fsp_account_id, file_id, row_number, place, at, kind, direction, status, own, amount_minor,
             receipt_lookup, transaction_id, attempt_key, linked_lookup, number_lookup, attempt_id, matched_by, result)
      select v.id, ${file.fspAccountId}, ${file.statementId}, v.row, v.place, to_timestamp(v.at / 1000), v.kind, v.direction, v.status,
             v.own, v.amount, v.receipt, v.transaction, v.key, v.linked, v.number, p.attempt, case when p.attempt is not null then 'name' end,
             p.result
        from ${v} left join lateral ${plainly(file.fspAccountId)} as p on true
      on conflict (id) do nothing returning 1)
    select count(*) as stored from stored`.execute(house.db)
  const known = lines.length - Number(rows[0]?.stored ?? 0)
  if (known > 0) await noteSeen(house, file.statementId, lines)
  const own = known > 0 ? await placesFrom(house, file, first) : null
  const contents = lines.map(({ content }, at) => (own?.has(first + at) === false ? null : content))
  await sealContents(house, file.statementId, first, contents)
  return known
}

/** What another file has brought lies with that one. */
async function placesFrom(house: House, { statementId }: OpenFile, first: number): Promise<Set<number>> {
  const { rows } = await sql<{ place: number }>`
    select place from statement_line where file_id = ${statementId} and place >= ${first}`.execute(house.db)
  return new Set(rows.map(({ place }) => place))
}

/** Seen again: by another file, or once more by this one, which says nothing new. */
const noteSeen = (house: House, statementId: StatementId, lines: readonly ReadyLine[]) =>
  sql`update statement_line set seen = seen + 1, last_file_id = ${statementId}
       where id = any (${lines.map(({ id }) => id)}::uuid[]) and file_id <> ${statementId}
         and last_file_id is distinct from ${statementId}`.execute(house.db)

async function storeUnread(house: House, statementId: StatementId, unread: Chunk['unread']): Promise<void> {
  if (unread.length === 0) return
  const rows = unread.map(({ row, troubles }) => ({ row, troubles: JSON.stringify(troubles) }))
  await sql`
    insert into statement_unread (file_id, row_number, troubles)
    select ${statementId}, v.row, v.troubles::jsonb from ${given('v', rows, { row: 'int', troubles: 'text' })}`.execute(
    house.db,
  )
}

interface Step {
  lines: number
  known: number
  unread: number
  row: number
  last: boolean
}

async function advance(house: House, file: OpenFile, step: Step): Promise<void> {
  await house.db
    .updateTable('statement_file')
    .set({
      state: step.last ? 'matching' : 'reading',
      rows_read: sql<number>`greatest(rows_read, ${step.row}::int)`,
      lines: sql<number>`lines + ${step.lines}`,
      lines_known: sql<number>`lines_known + ${step.known}`,
      rows_unread: sql<number>`rows_unread + ${step.unread}`,
      next_check_at: sql<Date>`now() + interval '2 minutes'`,
    })
    .where('id', '=', file.statementId)
    .execute()
  if (step.last) await closeReading(house, file)
}

/**
 * Read to its end: it says what it covers, and the file itself is erased. An end that it names counts only once that time
 * has passed: an export of a day that is not over lacks what is still to come.
 */
async function closeReading(house: House, { statementId, uploadId, reader }: OpenFile): Promise<void> {
  const { shortCode, fromMs, toMs } = reader.preamble
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000)
  await sql`
    update statement_file f set short_code = ${shortCode},
           period_from = least(to_timestamp(${seconds(fromMs)}::float8), l.first),
           period_to = greatest(case when to_timestamp(${seconds(toMs)}::float8) <= f.created_at
                                     then to_timestamp(${seconds(toMs)}::float8) end, l.last)
      from (select min(at) as first, max(at) as last from statement_line
             where file_id = ${statementId} or last_file_id = ${statementId}) l
     where f.id = ${statementId}`.execute(house.db)
  await house.db.deleteFrom('statement_piece').where('upload_id', '=', uploadId).execute()
}
