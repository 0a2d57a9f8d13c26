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
  /** How long it has existed, where that is known. */
  ageMs?: number
}

export interface Hit {
  kind: FaultKind
  params: FaultParams
  /** From 0 to 1, for a fault that has something to draw: the same whenever this subject is hit by this fault. */
  chance: number
}

/** A fault with its record: how often its conditions were met, how often it hit, whether it still may. */
export interface ArmedFault {
  id: number
  spec: FaultSpec
  seen: number
  hits: number
  armed: boolean
  /** Milliseconds since 1970. */
  armedAt: number
}

interface FaultRow {
  id: number
  spec: string
  seen: number
  hits: number
  armed: number
  armed_at: number
}

const isStillHidden = ({ times = 1, delayMs }: FaultParams, meeting: number, ageMs: number): boolean =>
  delayMs === undefined ? meeting <= times : ageMs < delayMs

const noHits: readonly Hit[] = []
const placeOf = (spec: FaultSpec): Point => spec.where ?? faultKinds[spec.kind][0]

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
      .all<FaultRow>('SELECT id, spec, seen, hits, armed, armed_at FROM fault ORDER BY id')
      .map(({ armed_at: armedAt, ...row }) => {
        return { ...row, spec: faultSpec.parse(JSON.parse(row.spec)), armed: row.armed === 1, armedAt }
      })
  }

  /** Throws ZodError on a fault that cannot be. */
  arm(input: FaultInput): ArmedFault {
    const spec = faultSpec.parse(input)
    const armedAt = Date.now()
    const id = this.db.insert('INSERT INTO fault (spec, armed_at) VALUES (?, ?)', JSON.stringify(spec), armedAt)
    const fault = { id, spec, seen: 0, hits: 0, armed: true, armedAt }
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
   * are struck elsewhere at the same point. `subjectOf` is asked only where any is armed.
   */
  strike(point: Point, subjectOf: () => Subject, may: (kind: FaultKind) => boolean = () => true): readonly Hit[] {
    const here = this.#faults.filter(fault => fault.armed && placeOf(fault.spec) === point)
    if (here.length === 0) return noHits
    const hits: Hit[] = []
    const subject = subjectOf()
    for (const fault of here) {
      const { kind, params, seed = this.seed } = fault.spec
      if (may(kind) && this.#isHit(fault, subject)) {
        hits.push({ kind, params, chance: draw(seed, fault.id, kind, subject.key, 'how') })
      }
    }
    return hits
  }

  #isHit(fault: ArmedFault, subject: Subject): boolean {
    const { spec } = fault
    const stormedMs = Date.now() - fault.armedAt - (spec.fromMs ?? 0)
    if (stormedMs < 0 || stormedMs >= (spec.forMs ?? Infinity)) return false
    if (spec.username !== undefined && spec.username !== subject.username) return false
    if (spec.numbers && !subject.numbers.some(number => spec.numbers?.includes(number))) return false
    if (spec.amountMinor !== undefined && !subject.amounts.includes(Number(spec.amountMinor) as Minor)) return false
    const meeting = this.#meet(fault, subject)
    if (spec.kind === 'not-found-first' && !isStillHidden(spec.params, meeting, subject.ageMs ?? Infinity)) return false

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
