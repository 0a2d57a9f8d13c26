/**
 * A small stand-in for Temporal: lives by id, signals, updates, timers on skipped time, activities that are handed to a
 * worker, timed out and tried again. It never dies and never replays; what it leaves out is told in README.md.
 */
import { ApplicationFailure } from '@temporalio/common'
import { chanceOf, type Chance } from './chance.js'
import { clock, type Timer } from './clock.js'
import type { Process } from './process.js'
import { turns } from './turns.js'
import { within } from './where.js'

export type Life = (input: never) => Promise<unknown>
type Activity = (...args: unknown[]) => Promise<unknown>

export interface Worker {
  process: Process
  activities: Record<string, Activity>
}

export interface Retry {
  initialInterval?: string | number
  backoffCoefficient?: number
  maximumInterval?: string | number
  maximumAttempts?: number
  nonRetryableErrorTypes?: string[]
}
export interface Options {
  startToCloseTimeout?: string | number
  heartbeatTimeout?: string | number
  retry?: Retry
}

interface Condition {
  holds: () => boolean
  resolve(value: boolean): void
  timer: Timer | undefined
}
export interface Handler {
  serve: (...args: never[]) => unknown
  validator?: ((...args: never[]) => void) | undefined
}

export interface Run {
  id: string
  type: string
  events: number
  handlers: Map<string, Handler>
  conditions: Condition[]
  /** signals that came before their handler stood */
  signals: string[]
  /** updates that were accepted and have no answer yet */
  answering: number
  ended: 'done' | 'terminated' | undefined
}

/** One try of an activity on one worker. */
export interface Execution {
  heartbeatMs: number | undefined
  beatAt: number
  /** the engine has given it up, or it was reported: what it does from now on counts for nothing here */
  over: boolean
  cancel: AbortController
}

export class ContinueAsNew extends Error {
  constructor(readonly input: unknown) {
    super('continued as new')
  }
}

export class NotRunning extends Error {}

const units: Record<string, number> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}
export function ms(text: string | number): number {
  if (typeof text === 'number') return text
  const [, count, unit = ''] = /^(\d+) ?(\w+?)s?$/.exec(text) ?? []
  const factor = units[unit]
  if (count === undefined || factor === undefined) throw new Error(`This duration is not known here: ${text}`)
  return Number(count) * factor
}

class Engine {
  lives: Record<string, Life> = {}
  /** what a life threw: the play fails by it */
  failures: string[] = []
  private runs = new Map<string, Run>()
  private workers: Worker[] = []
  private waiting: ((worker: Worker) => void)[] = []
  private chance: Chance = chanceOf('engine')

  begin(chance: Chance, lives: Record<string, Life>): void {
    this.chance = chance
    this.lives = lives
    this.runs = new Map()
    this.workers = []
    this.waiting = []
    this.failures = []
    turns.consider = () => this.consider()
  }

  enlist(worker: Worker): void {
    this.workers.push(worker)
  }

  private awake(): Worker[] {
    this.workers = this.workers.filter(each => each.process.state !== 'dead')
    return this.workers.filter(each => each.process.state === 'awake')
  }

  // ---- lives

  running = (id: string): boolean => this.runs.get(id)?.ended === undefined && this.runs.has(id)

  start(type: string, id: string, input: unknown): Run {
    const known = this.runs.get(id)
    if (known && known.ended === undefined) return known
    const run: Run = {
      id,
      type,
      events: 1,
      handlers: new Map(),
      conditions: [],
      signals: [],
      answering: 0,
      ended: undefined,
    }
    this.runs.set(id, run)
    this.live(run, input)
    return run
  }

  private live(run: Run, input: unknown): void {
    const life = this.lives[run.type]
    if (!life) throw new Error(`There is no life ${run.type}.`)
    within({ run }, () => {
      void life(copy(input) as never).then(
        () => {
          run.ended = 'done'
        },
        (error: unknown) => {
          if (run.ended) return
          if (error instanceof ContinueAsNew) {
            run.handlers.clear()
            run.conditions = []
            run.events = 1
            this.live(run, error.input)
          } else {
            run.ended = 'done'
            // A sweep is tried three times; the next one comes in a minute.
            if (run.type === 'caretaker') return
            this.failures.push(`${run.id}: ${error instanceof Error ? error.message : String(error)}`)
          }
        },
      )
    })
  }

  terminate(id: string): void {
    const run = this.runs.get(id)
    if (run) {
      run.ended = 'terminated'
      run.conditions = []
    }
  }

  private found(id: string): Run {
    const run = this.runs.get(id)
    if (!run || run.ended) throw new NotRunning(id)
    return run
  }

  signal(id: string, name: string): void {
    const run = this.found(id)
    run.events += 1
    const handler = run.handlers.get(name)
    if (handler) within({ run }, () => handler.serve())
    else run.signals.push(name)
  }

  /** @throws what the validator throws; the answer may come much later */
  async update(id: string, name: string, arg: unknown): Promise<unknown> {
    const run = this.found(id)
    const handler = run.handlers.get(name)
    if (!handler) throw new Error(`${id} takes no ${name}.`)
    return within({ run }, async () => {
      handler.validator?.(copy(arg) as never)
      run.events += 2
      run.answering += 1
      try {
        return copy(await handler.serve(copy(arg) as never))
      } finally {
        run.answering -= 1
      }
    })
  }

  handle(run: Run, name: string, handler: Handler): void {
    run.handlers.set(name, handler)
    for (const early of run.signals.filter(each => each === name)) {
      run.signals.splice(run.signals.indexOf(early), 1)
      handler.serve()
    }
  }

  condition(run: Run, holds: () => boolean, timeoutMs: number | undefined): Promise<boolean> {
    if (holds()) return Promise.resolve(true)
    run.events += 2
    return new Promise(resolve => {
      const condition: Condition = { holds, resolve, timer: undefined }
      if (timeoutMs !== undefined) {
        condition.timer = clock.set(() => this.settle(run, condition, false), timeoutMs, undefined, null)
      }
      run.conditions.push(condition)
    })
  }
  private settle(run: Run, condition: Condition, value: boolean): void {
    const place = run.conditions.indexOf(condition)
    if (place < 0) return
    run.conditions.splice(place, 1)
    clock.clear(condition.timer)
    condition.resolve(value)
  }
  private consider(): boolean {
    let moved = this.handOut()
    for (const run of this.runs.values()) {
      if (run.ended) continue
      for (const condition of [...run.conditions]) {
        if (!within({ run }, condition.holds)) continue
        this.settle(run, condition, true)
        moved = true
      }
    }
    return moved
  }

  // ---- activities

  /** Tasks that nobody was there for. */
  private handOut(): boolean {
    const awake = this.waiting.length > 0 ? this.awake() : []
    if (awake.length === 0) return false
    for (const go of this.waiting.splice(0)) go(this.chance.pick(awake))
    return true
  }

  async activity(run: Run, name: string, options: Options, args: unknown[]): Promise<unknown> {
    run.events += 3
    const { retry = {} } = options
    let waitMs = ms(retry.initialInterval ?? '1 second')
    for (let attempt = 1; ; attempt++) {
      const end = await this.tryOnce(name, options, args)
      if ('value' in end) return end.value
      const { error } = end
      const never =
        error instanceof ApplicationFailure &&
        (error.nonRetryable || (retry.nonRetryableErrorTypes ?? []).includes(error.type ?? ''))
      if (never || attempt === retry.maximumAttempts) throw error
      await new Promise<void>(resolve => {
        clock.set(resolve, waitMs, undefined, null)
      })
      waitMs = Math.min(waitMs * (retry.backoffCoefficient ?? 2), ms(retry.maximumInterval ?? '100 seconds'))
    }
  }

  private async tryOnce(name: string, options: Options, args: unknown[]): Promise<End> {
    const worker = await this.workerFor()
    const heartbeatMs = options.heartbeatTimeout === undefined ? undefined : ms(options.heartbeatTimeout)
    const execution: Execution = { heartbeatMs, beatAt: clock.now, over: false, cancel: new AbortController() }
    return new Promise<End>(resolve => {
      const end = (how: End): void => {
        if (execution.over) return
        execution.over = true
        resolve(how)
      }
      const late = (): void => end({ error: new Error(`${name} timed out`) })
      clock.set(late, ms(options.startToCloseTimeout ?? '1 minute'), undefined, null)
      if (heartbeatMs !== undefined) this.watchBeats(execution, heartbeatMs, late)
      within({ process: worker.process, execution }, () => {
        void this.execute(worker, name, args).then(how =>
          turns.take('report', `reports ${name}`, async () => end(how)).catch(() => undefined),
        )
      })
    })
  }

  private watchBeats(execution: Execution, heartbeatMs: number, late: () => void): void {
    const look = (): void => {
      if (execution.over) return
      const silentMs = clock.now - execution.beatAt
      if (silentMs >= heartbeatMs) late()
      else clock.set(look, heartbeatMs - silentMs, undefined, null)
    }
    clock.set(look, heartbeatMs, undefined, null)
  }

  private async execute(worker: Worker, name: string, args: unknown[]): Promise<End> {
    const activity = worker.activities[name]
    if (!activity) return { error: new Error(`There is no activity ${name}.`) }
    try {
      await turns.take('task', `takes ${name}`, () => Promise.resolve())
      return { value: copy(await activity(...args.map(copy))) }
    } catch (error) {
      return { error }
    }
  }

  private workerFor(): Promise<Worker> {
    const awake = this.awake()
    return awake.length > 0
      ? Promise.resolve(this.chance.pick(awake))
      : new Promise(resolve => this.waiting.push(resolve))
  }
}

type End = { value: unknown } | { error: unknown }

/** Payloads travel as JSON. */
const copy = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

export const engine = new Engine()
