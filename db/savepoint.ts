/** Part of a transaction that may fail alone: what a batch can not bear is undone, and the rest goes on. */
import { sql } from 'kysely'
import { codeOf } from './connection.js'
import type { House } from './database.js'

export type Apart<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/**
 * Does `work` in a savepoint of the transaction that `house` is in. When it fails, what it did is undone and the kind of
 * error is told, without its words: they may hold what was written.
 * @throws what is for the whole transaction to repeat: a deadlock, a lost connection, a server that goes down
 */
export async function inSavepoint<T>(house: House, work: () => Promise<T>): Promise<Apart<T>> {
  await sql`savepoint apart`.execute(house.db)
  try {
    const value = await work()
    await sql`release savepoint apart`.execute(house.db)
    return { ok: true, value }
  } catch (error) {
    if (isForTheWhole(error)) throw error
    await sql`rollback to savepoint apart`.execute(house.db)
    return { ok: false, why: error instanceof Error ? error.name : 'unknown error' }
  }
}

/** Classes 40 (rolled back), 08 (connection) and 57 (operator) of SQLSTATE. */
const isForTheWhole = (error: unknown): boolean => /^(40|08|57)/.test(codeOf(error) ?? '')
