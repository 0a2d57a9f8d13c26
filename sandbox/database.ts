import Libsql from 'libsql'
import { schema } from './schema.js'

type Value = string | number | null

/** The sandbox's file database: synchronous statements, each prepared once. */
export class Database {
  readonly #file: Libsql.Database
  readonly #prepared = new Map<string, Libsql.Statement<unknown[]>>()

  /**
   * Opens or creates the book at `path`. With the write-ahead log and `synchronous=NORMAL` a committed transaction
   * survives the death of this process at any moment (the operating system already has it); only a power cut could
   * take the last ones, which a simulator may risk.
   */
  constructor(path: string) {
    this.#file = new Libsql(path, { timeout: 5_000 })
    this.#file.pragma('journal_mode = WAL')
    this.#file.pragma('synchronous = NORMAL')
    this.#file.exec(schema)
  }

  one<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#statement(sql).all(...values) as Row[]
  }

  /** Returns how many rows changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#statement(sql).run(...values).changes
  }

  /** All of `work` or nothing of it; inside another one it joins that. */
  atomically<Result>(work: () => Result): Result {
    if (this.#file.inTransaction) return work()
    this.#file.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#file.exec('COMMIT')
      return result
    } catch (error) {
      this.#file.exec('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#prepared.clear()
    this.#file.close()
  }

  #statement(sql: string): Libsql.Statement<unknown[]> {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#file.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement
  }
}
