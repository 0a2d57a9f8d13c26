import Libsql from 'libsql'
import { schema, schemaVersion } from './schema.js'

type Value = string | number | null

/** The sandbox's file database: synchronous statements, each prepared once. */
export class Database {
  readonly #file: Libsql.Database
  readonly #prepared = new Map<string, Libsql.Statement<unknown[]>>()
  readonly #forgetful: (() => void)[] = []
  #within = false

  /**
   * Opens or creates the book at `path`. With the write-ahead log a committed transaction survives the death of this
   * process at any moment, `kill -9` too: the operating system already has it. `synchronous=OFF` leaves the disk to the
   * operating system, so a power cut may take the file; a simulator may risk that, its payer may not.
   */
  constructor(path: string) {
    this.#file = new Libsql(path, { timeout: 5_000 })
    this.#file.pragma('journal_mode = WAL')
    this.#file.pragma('synchronous = OFF')
    // Pages are written back once in a while, not while they still fill up: 4,000 pages are 16 MB of log.
    this.#file.pragma('wal_autocheckpoint = 4000')
    this.#file.pragma('cache_size = -32768')
    this.#refuseOtherVersions()
    this.#file.exec(schema)
  }

  one<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#statement(sql).get(values) as Row | undefined
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#statement(sql).all(values) as Row[]
  }

  /** Returns how many rows changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#statement(sql).run(values).changes
  }

  /** Returns the new row's `seq`. */
  insert(sql: string, ...values: Value[]): number {
    return Number(this.#statement(sql).run(values).lastInsertRowid)
  }

  /** All of `work` or nothing of it; inside another one it joins that. */
  atomically<Result>(work: () => Result): Result {
    if (this.#within) return work()
    this.#file.exec('BEGIN IMMEDIATE')
    this.#within = true
    try {
      const result = work()
      this.#file.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#file.inTransaction) this.#file.exec('ROLLBACK')
      for (const forget of this.#forgetful) forget()
      throw error
    } finally {
      this.#within = false
    }
  }

  /** For whoever remembers what it wrote: `forget` is called when a transaction was taken back. */
  onRollback(forget: () => void): void {
    this.#forgetful.push(forget)
  }

  close(): void {
    this.#prepared.clear()
    this.#file.close()
  }

  #refuseOtherVersions(): void {
    const version = this.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
    const tables = this.one<{ tables: number }>("SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table'")
    if (version === schemaVersion || tables?.tables === 0) return
    this.close()
    throw new RangeError('The data file was made by another version of the sandbox: name another with --data.')
  }

  #statement(sql: string): Libsql.Statement<unknown[]> {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#file.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement
  }
}
