/**
 * One process of the system under test: started, struck from outside, armed with points at which it ends itself, started
 * again whatever ended it. What happened to it is told to the log of the campaign.
 */
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readIdentity } from '../../engines/data-folder.js'
import type { PartKind, Point } from './plan.js'

export interface Started {
  readonly exited: Promise<unknown>
  stop(): Promise<void>
  /** what a process that was armed has written about a point it reached; undefined: it reached none */
  reached?(): { moment: string; signal: string } | undefined
}

export interface PartPlan {
  readonly kind: PartKind
  readonly name: string
  readonly dataFolder: string
  /** @param armed points at which this life of the process ends or stops itself */
  start(armed: readonly Point[]): Promise<Started>
  /** asked before every start */
  arm(): readonly Point[]
  tell(event: PartEvent): void
}

export type PartEvent =
  /** `point`: at which it ended itself; without one it was struck from outside */
  | { is: 'killed'; part: string; kind: PartKind; at: number; point?: string }
  | { is: 'ready'; part: string; kind: PartKind; at: number; killedAt: number; point?: string }
  | { is: 'stopped' | 'continued'; part: string; kind: PartKind; at: number; point?: string }
  /** it ended and nobody did it */
  | { is: 'fell'; part: string; kind: PartKind; at: number; says: string }

export interface Part {
  readonly kind: PartKind
  readonly name: string
  /** false: it is not there to be killed at this moment */
  kill(): boolean
  /** stops it and lets it go on after a while */
  hold(forMs: number): Promise<boolean>
  isUp(): boolean
  /** resolves once it is up */
  up(): Promise<void>
  stop(): Promise<void>
}

const startWithinMs = 120_000
/** How often a process is looked at that may have stopped itself. */
const lookEveryMs = 250

export async function runPart(plan: PartPlan, stoppedForMs: number): Promise<Part> {
  const { kind, name, tell } = plan
  let current: Started | undefined
  let ending = false
  let struck = false
  let held = false

  const begin = async (): Promise<Started> => {
    const until = Date.now() + startWithinMs
    for (;;) {
      try {
        const started = await plan.start(plan.arm())
        if (plan.kind === 'worker' || plan.kind === 'api') watchForStop(started)
        return started
      } catch (error) {
        // A point may be reached before the process is ready; everything else passes or is a fault of ours.
        if (ending || Date.now() > until) throw error
        await pause(300)
      }
    }
  }
  const pid = (): number | undefined => readIdentity(path.join(plan.dataFolder, 'run', `${name}.pid`))?.pid
  const signal = (what: NodeJS.Signals): boolean => {
    const id = pid()
    if (id === undefined) return false
    try {
      process.kill(id, what)
      return true
    } catch {
      // It ended between the two.
      return false
    }
  }
  const event = () => ({ part: name, kind, at: Date.now() })

  /** A process that stopped itself is let go on when everything it held has passed to others. */
  const watchForStop = (started: Started): void => {
    let seen = false
    const timer = setInterval(() => {
      const point = started.reached?.()
      if (point?.signal !== 'SIGSTOP' || seen) return
      seen = true
      clearInterval(timer)
      tell({ is: 'stopped', ...event(), point: point.moment })
      setTimeout(() => {
        signal('SIGCONT')
        tell({ is: 'continued', ...event(), point: point.moment })
      }, stoppedForMs)
    }, lookEveryMs)
    void started.exited.then(() => clearInterval(timer))
  }

  const keep = async (first: Started): Promise<void> => {
    for (let alive = first; ;) {
      await alive.exited
      current = undefined
      if (ending) return
      const point = alive.reached?.()
      const byPoint = point?.signal === 'SIGKILL'
      const killedAt = Date.now()
      const named = byPoint ? { point: point.moment } : {}
      if (byPoint || struck) tell({ is: 'killed', ...event(), ...named })
      else tell({ is: 'fell', ...event(), says: point?.moment ?? 'it ended by itself' })
      struck = false
      alive = await begin()
      current = alive
      if (ending) return
      tell({ is: 'ready', ...event(), killedAt, ...named })
    }
  }

  current = await begin()
  const keeping = keep(current)
  // The campaign ends with what went wrong here, when it waits for this part to stop.
  keeping.catch(() => undefined)
  return {
    kind,
    name,
    isUp: () => current !== undefined && !held,
    up: async () => {
      while (current === undefined) await pause(50)
    },
    kill: () => {
      if (current === undefined || held) return false
      struck = signal('SIGKILL')
      return struck
    },
    hold: async forMs => {
      if (current === undefined || held || !signal('SIGSTOP')) return false
      held = true
      tell({ is: 'stopped', ...event() })
      await pause(forMs)
      held = false
      signal('SIGCONT')
      tell({ is: 'continued', ...event() })
      return true
    },
    stop: async () => {
      ending = true
      signal('SIGCONT')
      await current?.stop()
      await keeping
    },
  }
}
