/** What PostgreSQL holds: rows and bytes (indexes and TOAST included) of every table, and the log it wrote. */
import { sql } from 'kysely'
import type { House } from '../db/database.js'
import { perPayout } from './figures.js'

export interface Held {
  readonly tables: Readonly<Record<string, { rows: number; bytes: number }>>
  /** position in the write-ahead log, in bytes */
  readonly logBytes: number
}

export interface RowsUsed {
  readonly rowsPerPayout: number
  readonly bytesPerPayout: number
  /** write-ahead log written */
  readonly logBytesPerPayout: number
  /** only tables that grew */
  readonly byTable: Readonly<Record<string, { rows: number; bytes: number }>>
}

export async function held({ db }: House): Promise<Held> {
  const { rows } = await sql<{ name: string; bytes: bigint }>`
    select c.relname as name, pg_total_relation_size(c.oid)::int8 as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' order by 1`.execute(db)
  const tables: Record<string, { rows: number; bytes: number }> = {}
  for (const { name, bytes } of rows) {
    const counted = await sql<{ count: bigint }>`select count(*)::int8 as count from ${sql.table(name)}`.execute(db)
    tables[name] = { rows: Number(counted.rows[0]?.count ?? 0), bytes: Number(bytes) }
  }
  const log = await sql<{ at: bigint }>`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::int8 as at`.execute(db)
  return { tables, logBytes: Number(log.rows[0]?.at ?? 0) }
}

export function rowsUsed(before: Held, after: Held, payouts: number): RowsUsed {
  const byTable: Record<string, { rows: number; bytes: number }> = {}
  let rows = 0
  let bytes = 0
  for (const [name, now] of Object.entries(after.tables)) {
    const then = before.tables[name] ?? { rows: 0, bytes: 0 }
    const grew = { rows: now.rows - then.rows, bytes: now.bytes - then.bytes }
    rows += grew.rows
    bytes += grew.bytes
    if (grew.rows > 0 || grew.bytes > 0) byTable[name] = grew
  }
  return {
    rowsPerPayout: perPayout(rows, payouts),
    bytesPerPayout: perPayout(bytes, payouts),
    logBytesPerPayout: perPayout(after.logBytes - before.logBytes, payouts),
    byTable,
  }
}
