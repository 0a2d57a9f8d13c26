/** Rows of a list made ready while PostgreSQL stores the ones before: half of an import is the processor's work. */
import type { RowRules } from '../domain/importRow.js'
import type { Newcomer } from './enrolment.js'
import { checkWaiting, type WaitingRow } from './importList.js'
import { sealPerson } from './sealedPerson.js'
import type { Sealing } from './sealing.js'

/** A row that is ready to be stored: a person, or why there is none. */
export type ReadyRow =
  | { readonly row: number; readonly person: Newcomer }
  | { readonly row: number; readonly person: null; readonly problems: string; readonly rowEnc: Buffer | null }

export function makeReady(sealing: Sealing, waiting: WaitingRow, rules: RowRules): ReadyRow {
  const { row, cells } = waiting
  const checked = checkWaiting(waiting, rules)
  if (checked.ok) return { row, person: { ...sealPerson(sealing, checked.person), row } }
  const rowEnc = checked.consent && cells ? sealing.seal(JSON.stringify(cells)) : null
  return { row, person: null, problems: JSON.stringify(checked.problems), rowEnc }
}

/** Rows between two breaths, some milliseconds' worth: the process has other work, and PostgreSQL's answers are heard. */
const breath = 25

export class RowsAhead {
  readonly #ready = new Map<number, ReadyRow>()
  #stands: number
  #next: number

  constructor(
    readonly rows: readonly WaitingRow[],
    stands: number,
    readonly make: (row: WaitingRow) => ReadyRow,
  ) {
    this.#stands = this.#next = stands
  }

  /** The rows from a position on. What is not ready is made ready now; what is before is done and forgotten. */
  take(from: number, size: number): ReadyRow[] {
    for (let done = this.#stands; done < from; done++) this.#ready.delete(done)
    this.#stands = from
    const end = Math.min(from + size, this.rows.length)
    const taken: ReadyRow[] = []
    for (let at = from; at < end; at++) {
      const row = this.#ready.get(at) ?? this.#make(at)
      if (row) taken.push(row)
    }
    this.#next = Math.max(this.#next, end)
    return taken
  }

  /** Makes as many rows ready as lie two chunks ahead of where the list stands, a few at a time. */
  async prepare(size: number): Promise<void> {
    while (this.#next < Math.min(this.#stands + 2 * size, this.rows.length)) {
      const until = Math.min(this.#next + breath, this.rows.length)
      for (; this.#next < until; this.#next++) this.#make(this.#next)
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  #make(at: number): ReadyRow | undefined {
    const waiting = this.rows[at]
    if (waiting === undefined) return undefined
    const ready = this.make(waiting)
    this.#ready.set(at, ready)
    return ready
  }
}
