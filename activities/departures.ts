/**
 * Keeps an FSP account’s limit of requests a second, over any second, whichever process sends. PostgreSQL gives out the
 * slots (db/departures.ts); here each is waited for, and one that comes too late is given up for a later one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Slot } from '../db/departures.js'

/**
 * Slots lie this much further apart than the limit asks, and a request leaves at most `latestMs` after its slot. Of slots
 * `g` apart, each left at most `j` late, a second holds at most 1 + (1 s + j) / g: within the limit while j is less than
 * the margin of a second. The rest of the margin is for the way to the FSP.
 */
const margin = 0.04
const latestMs = 30

export const everyMsOf = (requestsPerSecond: number): number => (1_000 * (1 + margin)) / requestsPerSecond

/** How many differences between our clock and the database’s are remembered. */
const remembered = 64

export interface Clock {
  nowMs(): number
  sleep(ms: number): Promise<unknown>
}
const realClock: Clock = { nowMs: () => performance.now(), sleep }

export class Departures {
  /** the database’s clock minus ours, as each answer shows it: too much by what our question took, so the least is nearest */
  private readonly differences: number[] = []

  /** @param take takes the next slot, at least `leadMs` from now; null when it lies beyond that moment (epoch milliseconds) */
  constructor(
    private readonly take: (byMs: number, leadMs: number) => Promise<Slot | null>,
    private readonly clock: Clock = realClock,
  ) {}

  /** Resolves when one request may leave, at once: true; or when none may before `byMs`: false. */
  async mayLeave(byMs: number): Promise<boolean> {
    for (let leadMs = 0; ;) {
      const askedAt = this.clock.nowMs()
      const slot = await this.take(byMs, leadMs)
      if (!slot) return false
      // Where the answer itself takes longer than a slot may wait, the next one is asked for further ahead.
      leadMs = 2 * (this.clock.nowMs() - askedAt)
      this.differences.push(slot.nowMs - askedAt)
      if (this.differences.length > remembered) this.differences.shift()
      const leavesAt = slot.atMs - Math.min(...this.differences)
      const waitMs = Math.ceil(leavesAt - this.clock.nowMs())
      if (waitMs > 0) await this.clock.sleep(waitMs)
      if (this.clock.nowMs() - leavesAt <= latestMs) return true
    }
  }
}
