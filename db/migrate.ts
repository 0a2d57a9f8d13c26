/** Makes the tables and keeps them up to date. The list of migrations is written here, nothing is looked up on disk. */
import { Migrator, sql, type Kysely, type Migration, type MigrationResultSet } from 'kysely'
import { connect, requireReachable } from './connection.js'
import { CannotOpen } from './durability.js'
import * as house from './migrations/0001-house.js'

const migrations: Record<string, Migration> = { '0001-house': house }

export interface MigrationStanding {
  name: string
  /** undefined: not yet done */
  doneAt: Date | undefined
}

/**
 * Does every migration that is missing, each in one transaction; processes that start at once wait for each other.
 * @returns the names of those just done
 * @throws CannotOpen when one fails; nothing of it stays
 */
export const migrateToLatest = (databaseUrl: string): Promise<string[]> =>
  withMigrator(databaseUrl, async migrator => namesOf(await migrator.migrateToLatest()))

/** Takes the last migration back, with all data in its tables. @returns its name, or nothing when there is none */
export const migrateDown = (databaseUrl: string): Promise<string[]> =>
  withMigrator(databaseUrl, async migrator => namesOf(await migrator.migrateDown()))

export const migrationStatus = (databaseUrl: string): Promise<MigrationStanding[]> =>
  withMigrator(databaseUrl, standingOf)

/** @throws CannotOpen when tables are missing or come from a newer Mkono */
export async function requireMigrated<T>(db: Kysely<T>): Promise<void> {
  await requireKnown(db)
  if ((await standingOf(migratorOf(db))).some(each => each.doneAt === undefined))
    throw new CannotOpen('The database is not up to date: run “mkono migrate” first.')
}

/** Tables that a newer version has changed are not ours to read or to write. */
async function requireKnown<T>(db: Kysely<T>): Promise<void> {
  const found = await sql<{ known: boolean }>`select to_regclass('kysely_migration') is not null as known`.execute(db)
  if (found.rows[0]?.known !== true) return
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const newer = rows.find(({ name }) => !Object.hasOwn(migrations, name))
  if (newer)
    throw new CannotOpen(`The database belongs to a newer Mkono (it has “${newer.name}”): start that version instead.`)
}

async function withMigrator<T>(databaseUrl: string, work: (migrator: Migrator) => Promise<T>): Promise<T> {
  const db = connect<unknown>(databaseUrl, 2)
  try {
    await requireReachable(db)
    await requireKnown(db)
    return await work(migratorOf(db))
  } finally {
    await db.destroy()
  }
}

const migratorOf = <T>(db: Kysely<T>): Migrator =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })

const standingOf = async (migrator: Migrator): Promise<MigrationStanding[]> =>
  (await migrator.getMigrations()).map(({ name, executedAt }) => ({ name, doneAt: executedAt }))

function namesOf({ error, results = [] }: MigrationResultSet): string[] {
  const failed = results.find(result => result.status === 'Error')
  if (error !== undefined)
    throw new CannotOpen(`Migration ${failed?.migrationName ?? ''} failed and was undone: ${messageOf(error)}`)
  return results.filter(result => result.status === 'Success').map(result => result.migrationName)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
