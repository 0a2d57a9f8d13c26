/** The way into PostgreSQL: one pool a process, typed by db/schema.ts, with the keys that open its sealed fields. */
import { sql, type Kysely } from 'kysely'
import type { Reach } from '../domain/reach.js'
import { codeOf, connect, constraintOf, requireReachable } from './connection.js'
import { CannotOpen, requireDurable } from './durability.js'
import { noHooks, type Hooks } from './hooks.js'
import type { MasterKeys } from './masterKeys.js'
import { requireMigrated } from './migrate.js'
import type { Schema } from './schema.js'
import { openSealing, type Sealing } from './sealing.js'

export { codeOf, constraintOf } from './connection.js'

export type Database = Kysely<Schema>

/** What every function of this room takes first. `db` may be a transaction: no function cares which. */
export interface House {
  readonly db: Database
  readonly sealing: Sealing
  /** the address from which a request came, for the record of acts; kept sealed */
  readonly from?: string | undefined
  /** what a request does takes back what the same person has just done: said in the record of acts */
  readonly undoes?: boolean | undefined
  /** how far whoever looks through it reaches (db/reach.ts); left out: it looks with its own eyes */
  readonly reach?: Reach | undefined
  /** nothing, except where a test ends the process at a named moment */
  readonly hooks: Hooks
}

export interface OpenHouse extends House {
  close(): Promise<void>
}

/**
 * Opens the house: reaches PostgreSQL, checks that it keeps what it confirms and that its tables are ours, opens (at
 * the very first start: makes) the data keys.
 * @throws CannotOpen with one sentence that says what to do
 */
export async function openHouse(options: {
  databaseUrl: string
  masterKeys: MasterKeys
  poolSize?: number
  hooks?: Hooks
}): Promise<OpenHouse> {
  const db = connect<Schema>(options.databaseUrl, options.poolSize ?? 10)
  try {
    await requireReachable(db)
    await requireDurable(db)
    await requireMigrated(db)
    await requireOwnEyes(db)
    const sealing = await openSealing(db, options.masterKeys)
    return { db, sealing, hooks: options.hooks ?? noHooks, close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Policies hide rows from limited readers (db/reach.ts). The house itself must see all, or people would silently be missing. */
async function requireOwnEyes(db: Database): Promise<void> {
  const { rows } = await sql<{ hidden: boolean; viewer: boolean }>`
    select row_security_active('beneficiary') as hidden, pg_has_role(current_user, 'mkono_viewer', 'member') as viewer`.execute(
    db,
  )
  if (rows[0]?.hidden !== false)
    throw new CannotOpen('The user of DATABASE_URL must own the tables of Mkono: let the same user migrate and run.')
  if (!rows[0].viewer)
    throw new CannotOpen('The user of DATABASE_URL needs the role mkono_viewer: grant mkono_viewer to that user.')
}

/**
 * serialization_failure and deadlock_detected: PostgreSQL undid everything, so doing it all again is safe. So it is where
 * a late success takes its round back in the moment in which a follow-up list is frozen: then it sees that list.
 */
const undone = new Set(['40001', '40P01'])
const isUndone = (error: unknown): boolean =>
  undone.has(codeOf(error) ?? '') || constraintOf(error) === 'payout_once_a_round'
const tries = 6

/**
 * Does `work` in one transaction. Inside another one it joins that; only the outermost commits, and only the outermost
 * begins again when PostgreSQL undid it, so `work` must do nothing outside the database.
 */
export async function inTransaction<T>(house: House, work: (house: House) => Promise<T>): Promise<T> {
  if (house.db.isTransaction) return work(house)
  for (let again = 1; ; again++) {
    try {
      return await house.db.transaction().execute(db => work({ ...house, db }))
    } catch (error) {
      if (!isUndone(error) || again === tries) throw error
      await new Promise(resolve => setTimeout(resolve, Math.random() * 20 * 2 ** again))
    }
  }
}
