/**
 * Time that is skipped: it stands still while anybody works and jumps to the next timer when nobody does. What the
 * product calls Date, Math, setTimeout … are the ones exported here (hooks.mjs); timers end with the process they belong to.
 */
import { AsyncResource } from 'node:async_hooks'
import { chanceOf, type Chance } from './chance.js'
import type { Process } from './process.js'
import { where } from './where.js'

const RealDate = globalThis.Date
const RealMath = globalThis.Math

export interface Timer {
  at: number
  readonly order: number
  readonly process: Process | null
  readonly everyMs: number | undefined
  readonly fire: () => void
  ref(): Timer
  unref(): Timer
}

const beginning = RealDate.UTC(2026, 0, 5, 8)

class Clock {
  now = beginning
  /** what the product draws: keys, ids, pauses after a deadlock */
  chance: Chance = chanceOf('ground')
  private order = 0
  private timers: Timer[] = []

  reset(seed: string): void {
    this.now = beginning
    this.chance = chanceOf(`${seed}/product`)
    this.timers = []
    this.order = 0
  }
  /** @param process whose timer it is; null: nobody's, it outlives every process */
  set(fire: () => void, ms: number, everyMs?: number, process: Process | null = where().process ?? null): Timer {
    const timer: Timer = {
      at: this.now + RealMath.max(0, RealMath.round(ms)),
      order: this.order++,
      process,
      everyMs,
      fire: AsyncResource.bind(fire),
      ref: () => timer,
      unref: () => timer,
    }
    this.timers.push(timer)
    return timer
  }
  clear(timer: unknown): void {
    const place = this.timers.indexOf(timer as Timer)
    if (place >= 0) this.timers.splice(place, 1)
  }
  /** Jumps to the next timer and fires it. False: there is none. */
  jump(): boolean {
    this.timers = this.timers.filter(each => each.process?.state !== 'dead')
    let next: Timer | undefined
    for (const each of this.timers) {
      if (each.process?.state === 'asleep') continue
      if (!next || each.at < next.at || (each.at === next.at && each.order < next.order)) next = each
    }
    if (!next) return false
    this.now = RealMath.max(this.now, next.at)
    if (next.everyMs === undefined) this.clear(next)
    else next.at = this.now + next.everyMs
    next.fire()
    return true
  }
}

export const clock = new Clock()

/** Resolves after so much skipped time; belongs to nobody, so that it outlives every process. */
export const after = (ms: number): Promise<void> =>
  new Promise(resolve => {
    clock.set(resolve, ms, undefined, null)
  })

class SkippedDate extends RealDate {
  constructor(...given: []) {
    if (given.length === 0) super(clock.now)
    else super(...given)
  }
  static override now(): number {
    return clock.now
  }
}
const SkippedMath = Object.create(RealMath, { random: { value: () => clock.chance.next() } }) as typeof RealMath

type Call = (...args: unknown[]) => void
export const setTimeout = (call: Call, ms = 0, ...args: unknown[]): Timer => clock.set(() => call(...args), ms)
export const setInterval = (call: Call, ms = 0, ...args: unknown[]): Timer => clock.set(() => call(...args), ms, ms)
export const clearTimeout = (timer: unknown): void => clock.clear(timer)
export const clearInterval = clearTimeout
export { SkippedDate as Date, SkippedMath as Math }
