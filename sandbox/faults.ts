import { draw } from './chance.js'
import type { Database } from './database.js'
import {
  faultKinds,
  faultSpec,
  type FaultInput,
  type FaultKind,
  type FaultParams,
  type FaultSpec,
  type Point,
} from './fault-kinds.js'
import type { Minor } from './money.js'

/** What a fault may hit. `key` names it in a way that is the same in every run with the same input. */
export interface Subject {
  key: string
  username: string
  numbers: readonly string[]
  amounts: readonly Minor[]
}

export interface Hit {
  kind: FaultKind
  params: FaultParams
}

/** A fault with its record: how often its conditions were met, how often it hit, whether it still may. */
export interface ArmedFault {
  id: number
  spec: FaultSpec
  seen: number
  hits: number
  armed: boolean
}

interface FaultRow {
  id: number
  spec: string
  seen: number
  hits: number
  armed: number
}

/** Holds the faults that were ordered, decides whom they hit, and counts. Disarmed ones stay listed with their hits. */
export class Faults {
  readonly #faults: ArmedFault[]
  /** How often each fault has met each subject in this process: a repeated request is drawn anew. */
  readonly #meetings = new Map<string, number>()

  constructor(
    private readonly db: Database,
    private readonly seed: string,
  ) {
    this.#faults = db
      .all<FaultRow>('SELECT id, spec, seen, hits, armed FROM fault ORDER BY id')
      .map(row => ({ ...row, spec: faultSpec.parse(JSON.parse(row.spec)), armed: row.armed === 1 }))
  }

  /** Throws ZodError on a fault that cannot be. */
  arm(input: FaultInput): ArmedFault {
    const spec = faultSpec.parse(input)
    const row = this.db.one<{ id: number }>('INSERT INTO fault (spec) VALUES (?) RETURNING id', JSON.stringify(spec))
    if (!row) throw new Error('The data file did not take the fault: see that its disk has room.')
    const fault = { id: row.id, spec, seen: 0, hits: 0, armed: true }
    this.#faults.push(fault)
    return fault
  }

  list(): readonly ArmedFault[] {
    return this.#faults
  }

  /** Disarms one; false if there is none of this id. */
  disarm(id: number): boolean {
    const fault = this.#faults.find(candidate => candidate.id === id)
    if (!fault) return false
    fault.armed = false
    this.#keep(fault)
    return true
  }

  disarmAll(): void {
    for (const fault of this.#faults) this.disarm(fault.id)
  }

  /**
   * All faults that hit `subject` at `point`, in the order they were armed; counts each. `may` leaves out kinds that
   * are struck elsewhere at the same point.
   */
  strike(point: Point, subject: Subject, may: (kind: FaultKind) => boolean = () => true): Hit[] {
    const hits: Hit[] = []
    for (const fault of this.#faults) {
      if (fault.armed && may(fault.spec.kind) && this.#isHit(fault, point, subject))
        hits.push({ kind: fault.spec.kind, params: fault.spec.params })
    }
    return hits
  }

  #isHit(fault: ArmedFault, point: Point, subject: Subject): boolean {
    const { spec } = fault
    if ((spec.where ?? faultKinds[spec.kind][0]) !== point) return false
    if (spec.username !== undefined && spec.username !== subject.username) return false
    if (spec.numbers && !subject.numbers.some(number => spec.numbers?.includes(number))) return false
    if (spec.amountMinor !== undefined && !subject.amounts.includes(Number(spec.amountMinor) as Minor)) return false
    const meeting = this.#meet(fault, subject)
    if (spec.kind === 'not-found-first' && meeting > (spec.params.times ?? 1)) return false

    fault.seen += 1
    const inTurn = spec.nth === undefined || fault.seen === spec.nth
    const left = spec.count === undefined || fault.hits < spec.count
    const drawn = draw(spec.seed ?? this.seed, fault.id, spec.kind, subject.key, meeting)
    const hit = inTurn && left && (spec.probability === undefined || drawn < spec.probability)
    if (hit) fault.hits += 1
    if (hit || spec.nth !== undefined) this.#keep(fault)
    return hit
  }

  #meet(fault: ArmedFault, subject: Subject): number {
    const name = `${fault.id} ${subject.key}`
    const meeting = (this.#meetings.get(name) ?? 0) + 1
    this.#meetings.set(name, meeting)
    return meeting
  }

  #keep(fault: ArmedFault): void {
    const { id, seen, hits, armed } = fault
    this.db.run('UPDATE fault SET seen = ?, hits = ?, armed = ? WHERE id = ?', seen, hits, armed ? 1 : 0, id)
  }
}
