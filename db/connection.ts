/** One pool a process and how it reads PostgreSQL's types; what its errors are called. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { CannotOpen } from './durability.js'

/**
 * How statements of ours are planned. Tables lie on solid state or in memory, where a page out of order costs little more
 * than the next one; and no statement is long enough to be worth compiling.
 */
const planning = '-c random_page_cost=1.1 -c jit=off'

/**
 * A pool with our own reading of types: int8 as bigint (never a float), timestamptz as Date. Set for this pool alone,
 * so that nothing else in the process that uses `pg` is touched. sum() of int8 is numeric: cast it back (`::int8`).
 */
export function connect<Tables>(databaseUrl: string, poolSize: number): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    application_name: 'mkono',
    options: planning,
    types: { getTypeParser: readerOf },
  })
  // An idle connection that breaks is replaced at its next use, where the error has somebody to tell it to.
  pool.on('error', () => undefined)
  // One in use that breaks between two statements: the next statement fails, and that is where it is told. Without a
  // listener the whole process would end, and with it calls that have left.
  pool.on('connect', client => client.on('error', () => undefined))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

const int8 = 20
const int8Array = 1016

const readerOf: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === int8) return (text: string) => BigInt(text)
  // `{1,2,NULL}`: an array of whole numbers needs no quotes
  if (oid === int8Array) return (text: string) => text.slice(1, -1).split(',').filter(Boolean).map(toBigint)
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid)
}

const toBigint = (text: string): bigint | null => (text === 'NULL' ? null : BigInt(text))

/** @throws CannotOpen naming what PostgreSQL or the network said, never the address with its password */
export async function requireReachable<Tables>(db: Kysely<Tables>): Promise<void> {
  try {
    await db.connection().execute(async () => undefined)
  } catch (error) {
    const code = codeOf(error) ?? (error instanceof AggregateError ? codeOf(error.errors[0]) : undefined)
    throw new CannotOpen(
      `PostgreSQL can not be reached (${code ?? 'no answer in time'}): check that it runs and what DATABASE_URL says.`,
    )
  }
}

/** The code of a PostgreSQL error (SQLSTATE) or of the network's; undefined for everything else. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** The constraint that a PostgreSQL error names, e.g. `attempt_one_open`. */
export const constraintOf = (error: unknown): string | undefined =>
  error instanceof Error && 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined
