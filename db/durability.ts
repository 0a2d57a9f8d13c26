/**
 * A commit that a power cut can take back would break “never twice”: rows are written before money moves. So the
 * house opens only on a PostgreSQL that keeps what it confirmed.
 */
import { sql, type Kysely } from 'kysely'

/** The house can not be opened. The message is one sentence for the operator and says what to do. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen'
}

const oldestVersion = 14

export interface Durability {
  versionNumber: number
  fsync: string
  synchronousCommit: string
  fullPageWrites: string
}

/** Reads the settings as they are in force for our own sessions (role and database settings included). */
export async function readDurability<T>(db: Kysely<T>): Promise<Durability> {
  const { rows } = await sql<Durability>`
    select current_setting('server_version_num')::int as "versionNumber", current_setting('fsync') as "fsync",
      current_setting('synchronous_commit') as "synchronousCommit",
      current_setting('full_page_writes') as "fullPageWrites"`.execute(db)
  const [row] = rows
  if (!row)
    throw new CannotOpen('PostgreSQL did not tell its settings: check that DATABASE_URL names a PostgreSQL server.')
  return row
}

/** Everything that is wrong, one sentence each. Empty: this PostgreSQL keeps what it confirms. */
export function whatIsNotDurable(found: Durability): string[] {
  const wrong: string[] = []
  const major = Math.floor(found.versionNumber / 10_000)
  if (major < oldestVersion) wrong.push(`PostgreSQL ${major} is too old: use version ${oldestVersion} or newer.`)
  if (found.fsync !== 'on')
    wrong.push('PostgreSQL runs with fsync off and can lose payments: set fsync = on and restart it.')
  // `local` and `off` confirm too early; remote_write and remote_apply are at least as strict as `on` for our own disk.
  if (!['on', 'remote_write', 'remote_apply'].includes(found.synchronousCommit))
    wrong.push('PostgreSQL confirms before it has written (synchronous_commit is not on): set synchronous_commit = on.')
  if (found.fullPageWrites !== 'on')
    wrong.push('PostgreSQL runs with full_page_writes off and can tear pages: set full_page_writes = on.')
  return wrong
}

/** @throws CannotOpen */
export async function requireDurable<T>(db: Kysely<T>): Promise<void> {
  const [first] = whatIsNotDurable(await readDurability(db))
  if (first !== undefined) throw new CannotOpen(first)
}
