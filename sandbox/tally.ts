import type { Database } from './database.js'

/**
 * How many rows of a table are in which state: counted once, then kept along with every change, so that it can be asked
 * for at any time however many rows there are.
 */
export class Tally<State extends string> {
  #counts: Record<State, number> | undefined

  constructor(
    private readonly db: Database,
    private readonly table: 'transfer' | 'callback',
    private readonly states: readonly State[],
  ) {
    // What a transaction had counted before it was taken back is not true; the next reader counts anew.
    db.onRollback(() => (this.#counts = undefined))
  }

  read(): Readonly<Record<State, number>> {
    return (this.#counts ??= this.#count())
  }

  /** `many` rows went from one state into another; from none: they are new. */
  move(from: State | null, to: State, many = 1): void {
    if (!this.#counts) return
    if (from !== null) this.#counts[from] -= many
    this.#counts[to] += many
  }

  #count(): Record<State, number> {
    const counts = Object.fromEntries(this.states.map(state => [state, 0])) as Record<State, number>
    const sql = `SELECT state, count(*) AS count FROM ${this.table} GROUP BY state`
    for (const row of this.db.all<{ state: State; count: number }>(sql)) counts[row.state] = row.count
    return counts
  }
}
