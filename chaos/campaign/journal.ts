/** What happened to the processes: kills by kind, points reached, and how soon anything went on afterwards. */
import type { Moment } from '../../db/hooks.js'
import type { PartEvent } from './parts.js'
import type { Plan, Point } from './plan.js'
import { chance, type Chance } from './chance.js'

export interface Recovery {
  /** how often it was measured: not when there was nothing left to do */
  readonly times: number
  /** milliseconds from the end of the process until its successor was ready */
  readonly restartMs: Spread
  /** milliseconds from that until anything had gone on */
  readonly progressMs: Spread
}
export interface Spread {
  readonly median: number
  readonly worst: number
}

interface Waiting {
  kind: string
  killedAt: number
  readyAt: number
  /** what progress was when it was ready */
  seen: string
}

export interface Told {
  readonly kills: number
  readonly killsByKind: Readonly<Record<string, number>>
  readonly stops: Readonly<Record<string, number>>
  readonly points: Readonly<Record<string, number>>
  readonly neverHit: readonly string[]
  readonly fell: readonly string[]
  readonly recovery: Readonly<Record<string, Recovery>>
}

export class Journal {
  readonly #kills: Record<string, number> = {}
  readonly #stops: Record<string, number> = {}
  readonly #points = new Map<string, number>()
  readonly #fell: string[] = []
  readonly #waiting: Waiting[] = []
  readonly #recovered: { kind: string; restartMs: number; progressMs: number }[] = []
  readonly #draw: Chance
  /** what each process is armed with */
  readonly #waits = new Map<string, readonly Point[]>()
  #progress = ''
  #armed = true

  constructor(
    private readonly plan: Plan,
    private readonly say: (line: string) => void,
  ) {
    this.#draw = chance(plan.seed, 'arming')
  }

  tell(event: PartEvent): void {
    switch (event.is) {
      case 'killed': {
        const kind = event.point === undefined ? event.kind : `${event.kind} at a point`
        this.#kills[kind] = (this.#kills[kind] ?? 0) + 1
        if (event.point !== undefined) this.#hit(event.point, 'SIGKILL')
        this.say(`${event.part} was killed${event.point === undefined ? '' : ` (${event.point})`}`)
        break
      }
      case 'ready':
        this.#waiting.push({ kind: event.kind, killedAt: event.killedAt, readyAt: event.at, seen: this.#progress })
        break
      case 'stopped': {
        this.#stops[event.kind] = (this.#stops[event.kind] ?? 0) + 1
        if (event.point !== undefined) this.#hit(event.point, 'SIGSTOP')
        this.say(`${event.part} was stopped${event.point === undefined ? '' : ` (${event.point})`}`)
        break
      }
      case 'continued':
        this.say(`${event.part} goes on`)
        break
      case 'fell':
        this.#fell.push(`${event.part}: ${event.says}`)
        this.say(`${event.part} fell: ${event.says}`)
        break
    }
  }

  #hit(moment: string, signal: string): void {
    const name = nameOf({ moment: moment as Moment, signal })
    this.#points.set(name, (this.#points.get(name) ?? 0) + 1)
  }

  /** Anything that grows while the system works, as text; whoever waits for progress after a start sees it here. */
  sawProgress(progress: string): void {
    if (progress === this.#progress) return
    this.#progress = progress
    const now = Date.now()
    for (const { kind, killedAt, readyAt } of this.#waiting.splice(0)) {
      this.#recovered.push({ kind, restartMs: readyAt - killedAt, progressMs: now - readyAt })
    }
  }

  /** Nothing is left to do: what still waits for progress will not see any. */
  nothingLeft(): void {
    this.#waiting.length = 0
  }

  left(): readonly Point[] {
    return this.plan.points.filter(point => !this.#points.has(nameOf(point)))
  }

  /** From now on processes start without points. */
  disarm(): void {
    this.#armed = false
  }

  /**
   * What the next life of a process ends at: what was never reached and its twin does not wait for, so that they do not
   * fall together at every point. What happens once only, and the last few, are for both.
   */
  arm(of: Point['of'], name: string): readonly Point[] {
    if (!this.#armed) return []
    const left = this.left().filter(point => point.of === of)
    const twins = new Set([...this.#waits].flatMap(([other, points]) => (other === name ? [] : points)))
    const free = left.filter(point => left.length < 4 || seldom.includes(point.moment) || !twins.has(point))
    const mine = free.filter(point => free.length < 4 || seldom.includes(point.moment) || this.#draw.next() < 0.6)
    // One signal a moment: of two for the same one the second comes another time.
    const chosen = [...new Map(mine.map(point => [point.moment, point])).values()]
    this.#waits.set(name, chosen)
    return chosen
  }

  /** Something that was killed has not yet been seen to go on. */
  isRecovering(): boolean {
    return this.#waiting.length > 0
  }

  kills(): number {
    return Object.values(this.#kills).reduce((sum, count) => sum + count, 0)
  }

  told(): Told {
    const kinds = [...new Set(this.#recovered.map(each => each.kind))].sort()
    return {
      kills: this.kills(),
      killsByKind: this.#kills,
      stops: this.#stops,
      points: Object.fromEntries([...this.#points].sort(([one], [other]) => one.localeCompare(other))),
      neverHit: this.left().map(nameOf),
      fell: this.#fell,
      recovery: Object.fromEntries(
        kinds.map(kind => {
          const own = this.#recovered.filter(each => each.kind === kind)
          return [
            kind,
            {
              times: own.length,
              restartMs: spread(own.map(each => each.restartMs)),
              progressMs: spread(own.map(each => each.progressMs)),
            },
          ]
        }),
      ),
    }
  }
}

/** Reached a few times in a whole campaign: everybody waits for them. */
const seldom: readonly Moment[] = ['importing', 'handing']

const nameOf = ({ moment, signal }: { moment: Moment; signal: string }): string =>
  signal === 'SIGSTOP' ? `${moment} (stopped)` : moment

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  return { median: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, worst: sorted.at(-1) ?? 0 }
}
