import { describe, expect, it } from 'vitest'
import { minutesLeft, overMs, ratePerMinute, stillCounted, type Seen } from './rate.ts'

/** So many paid at each second of the page. */
const seenEvery = (seconds: number, paid: readonly number[]): Seen[] =>
  paid.map((paid, at) => ({ at: at * seconds * 1_000, paid }))

describe('how fast a distribution is paid', () => {
  it('is what was paid over the last half minute', () => {
    expect(ratePerMinute(seenEvery(10, [0, 10, 20, 30]), 30_000)).toBe(60)
    // What was long before does not count: it was slow, and is fast now.
    expect(ratePerMinute(seenEvery(10, [0, 0, 0, 0, 20, 40, 60]), 60_000)).toBe(120)
    // Nor does the time before, where nothing was told for longer than that.
    expect(ratePerMinute(seenEvery(40, [0, 20]), 45_000)).toBe(40)
  })

  it('falls to nothing within half a minute once nothing is told any more', () => {
    const seen = seenEvery(1, [0, 5, 11])
    expect(ratePerMinute(seen, 2_000)).toBe(330)
    expect(ratePerMinute(seen, 20_000)).toBe(33)
    expect(ratePerMinute(seen, 2_000 + overMs)).toBe(0)
    expect(ratePerMinute(seen, 600_000)).toBe(0)
  })

  it('is not told under one a minute, nor by one look alone', () => {
    expect(ratePerMinute([], 0)).toBe(0)
    expect(ratePerMinute([{ at: 0, paid: 7 }], 0)).toBe(0)
    expect(ratePerMinute([{ at: 0, paid: 7 }], 5_000)).toBe(0)
  })

  it('keeps no more than it needs, however long the page is open', () => {
    let seen: readonly Seen[] = []
    for (let at = 0; at < 3_600_000; at += 1_000) seen = stillCounted([...seen, { at, paid: at / 1_000 }], at)
    expect(seen.length).toBeLessThanOrEqual(32)
    expect(ratePerMinute(seen, 3_599_000)).toBe(60)
  })
})

describe('how long the rest takes', () => {
  it('counts what is still to come, not what failed or waits for somebody', () => {
    const byState = [
      { state: 'paid', count: 11 },
      { state: 'ready', count: 90 },
      { state: 'in_progress', count: 10 },
      { state: 'refused', count: 500 },
      { state: 'unknown', count: 500 },
    ]
    expect(minutesLeft(byState, 60)).toBe(2)
    expect(minutesLeft(byState, 0)).toBe(0)
    expect(minutesLeft([{ state: 'refused', count: 2 }], 93)).toBe(0)
  })
})
