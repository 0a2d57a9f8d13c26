/**
 * Who is next. Whatever a process does outside itself (a statement, a byte to the FSP, a signal, a report) asks for a turn
 * here. One is taken at a time, drawn from the seed among all that wait; when nobody waits, time jumps. So a seed is a play, to the last
 * interleaving, and every turn is a point at which the process may die or fall asleep: points are found by counting.
 */
import { chanceOf, type Chance } from './chance.js'
import { clock } from './clock.js'
import type { Process } from './process.js'
import { where } from './where.js'

/** `write` is committed by itself; `inside` belongs to an open transaction, which a death undoes. */
export type Kind = 'begin' | 'inside' | 'write' | 'commit' | 'send' | 'answer' | 'signal' | 'task' | 'report' | 'reply'

/** After these, “it was done but nobody was told” differs from “it never came”. */
const twofold: readonly Kind[] = ['write', 'commit', 'send', 'signal', 'report', 'reply']

/** What happens at the n-th turn: the process dies before it, or when it is done and its answer lost, or stops for a while. */
export type Plan = { how: 'before' | 'after' } | { how: 'sleep'; ms: number }

export interface Point {
  at: number
  kind: Kind
  what: string
  process: string
}

export const waysToDie = (point: Point): readonly ('before' | 'after')[] =>
  twofold.includes(point.kind) ? ['before', 'after'] : ['before']

interface Waiting {
  process: Process
  kind: Kind
  what: string
  run(): Promise<unknown>
  /** for what can wait for a lock: does it? */
  stuck?: (() => Promise<boolean>) | undefined
  resolve(value: unknown): void
  reject(error: unknown): void
  plan?: Plan | undefined
  counted: boolean
}

type Outcome = { value: unknown } | { error: unknown }

/** A statement that takes longer than this is asked whether it waits for a lock. Real time. */
const patienceMs = 4

class Turns {
  points: Point[] = []
  private waiting: Waiting[] = []
  private blocked: { op: Waiting; outcome: Promise<Outcome>; over: boolean }[] = []
  /** locks may have become free, or who waits has changed */
  private freed = false
  private newlyBlocked = false
  /** what befell whom, in words */
  deaths: string[] = []
  private plan: (point: Point) => Plan | undefined = () => undefined
  private chance: Chance = chanceOf('turns')
  private counting = false
  /** told of every death that a plan brought */
  onDeath: (process: Process) => void = () => undefined
  /** something that may have changed what lives wait for: the engine looks at their conditions */
  consider: () => boolean = () => false

  begin(chance: Chance, plan: (point: Point) => Plan | undefined): void {
    this.points = []
    this.deaths = []
    this.plan = plan
    this.waiting = []
    this.blocked = []
    this.chance = chance
    this.counting = false
  }
  /** From here on turns are points. */
  count(): void {
    this.counting = true
  }

  /** Waits for a turn of the process whose code this is; what belongs to no process is done at once. */
  take<T>(kind: Kind, what: string, run: () => Promise<T>, stuck?: () => Promise<boolean>): Promise<T> {
    const { process } = where()
    if (!process) return run()
    return new Promise<T>((resolve, reject) => {
      if (process.state === 'dead') return
      const done = resolve as (value: unknown) => void
      this.waiting.push({ process, kind, what, run, stuck, resolve: done, reject, counted: false })
    })
  }

  /** A turn that can not wait: what is done in the same breath as something before it. False: it never happened. */
  atOnce(process: Process, kind: Kind, what: string, run: () => void): boolean {
    if (process.state === 'dead') return false
    const plan = this.point(process, kind, what)
    if (plan?.how === 'before') {
      this.dies(process)
      return false
    }
    run()
    if (plan?.how === 'after') this.dies(process)
    else if (plan?.how === 'sleep') process.sleep(plan.ms)
    return true
  }

  /** Real work that is not a turn (a connection being opened): time stands still until it is done. */
  hold<T>(work: Promise<T>): Promise<T> {
    const over = (): void => undefined
    this.held.push(work.then(over, over))
    return work
  }
  private held: Promise<void>[] = []
  private dying: Promise<void>[] = []
  private dies(process: Process): void {
    this.freed = true
    this.dying.push(process.die().then(() => this.onDeath(process)))
  }

  /** @returns false when nothing can happen any more although `until` does not hold */
  async run(until: () => boolean): Promise<boolean> {
    for (;;) {
      await settled()
      for (const work of this.held.splice(0)) await work.then(settled)
      for (const death of this.dying.splice(0)) await death
      if (await this.unblock()) continue
      if (until()) return true
      if (this.consider()) continue
      const ready = this.waiting.filter(each => each.process.state === 'awake')
      if (ready.length > 0) await this.perform(this.chance.pick(ready))
      else if (this.newlyBlocked) await this.letDeadlocksEnd()
      else if (!clock.jump()) return false
    }
  }

  private point(process: Process, kind: Kind, what: string): Plan | undefined {
    if (!this.counting) return undefined
    const point: Point = { at: this.points.length + 1, kind, what, process: process.name }
    this.points.push(point)
    const plan = this.plan(point)
    if (plan) this.deaths.push(`${point.at}: ${inWords(plan)} “${what}” of ${process.name}`)
    return plan
  }

  private async perform(op: Waiting): Promise<void> {
    this.waiting.splice(this.waiting.indexOf(op), 1)
    if (!op.counted) op.plan = this.point(op.process, op.kind, op.what)
    if (op.plan?.how === 'before') return this.dies(op.process)
    if (op.plan?.how === 'sleep' && !op.counted) {
      op.counted = true
      op.process.sleep(op.plan.ms)
      this.waiting.push(op)
      return
    }
    const outcome = op.run().then(
      (value): Outcome => ({ value }),
      (error: unknown): Outcome => ({ error }),
    )
    const end = op.stuck ? await this.await(outcome, op.stuck) : await outcome
    if (end === 'blocked') this.block(op, outcome)
    else {
      if (op.kind === 'commit' || op.kind === 'write' || op.what.startsWith('rollback')) this.freed = true
      this.deliver(op, end)
    }
  }

  private async await(outcome: Promise<Outcome>, stuck: () => Promise<boolean>): Promise<Outcome | 'blocked'> {
    for (;;) {
      const first = await Promise.race([outcome, later(patienceMs)])
      if (first !== undefined) return first
      if (await stuck()) return 'blocked'
    }
  }

  private block(op: Waiting, outcome: Promise<Outcome>): void {
    const each = { op, outcome, over: false }
    this.blocked.push(each)
    this.newlyBlocked = true
    void outcome.then(() => {
      each.over = true
    })
  }

  /** PostgreSQL looks for deadlocks in real time, soon (ground.ts); nobody moves on before it has. */
  private async letDeadlocksEnd(): Promise<void> {
    await later(60)
    this.newlyBlocked = false
  }

  /** What waited for a lock and has it now is answered before anybody else has a turn. */
  private async unblock(): Promise<boolean> {
    if (!this.freed && !this.blocked.some(each => each.over)) return false
    this.freed = false
    let moved = false
    for (const each of [...this.blocked]) {
      const { op, outcome } = each
      const { stuck } = op
      if (!stuck) continue
      const end =
        op.process.state === 'dead' ? await outcome : (await stuck()) ? 'blocked' : await this.await(outcome, stuck)
      if (end === 'blocked') continue
      moved = true
      this.newlyBlocked = true
      this.blocked.splice(this.blocked.indexOf(each), 1)
      this.deliver(op, end)
    }
    return moved
  }

  private deliver(op: Waiting, end: Outcome): void {
    if (op.plan?.how === 'after') return this.dies(op.process)
    op.process.hand(() => ('error' in end ? op.reject(end.error) : op.resolve(end.value)))
  }
}

const inWords = (plan: Plan): string =>
  plan.how === 'sleep' ? `stops for ${plan.ms / 1_000} s before` : `dies ${plan.how}`

export const turns = new Turns()

/** Until nothing more happens by itself: promises, ticks and streams have run out. Two rounds, for streams hand on. */
async function settled(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  await new Promise(resolve => setImmediate(resolve))
}

const later = (ms: number): Promise<undefined> => new Promise(resolve => setTimeout(() => resolve(undefined), ms))
