import { describe, expect, it } from 'vitest'
import { atLeast, atMost, mostWithin, percentile, perPayout, ratio, spreadOf, useOf } from './figures.js'

describe('figures of the bench', () => {
  it('a percentile is a value that occurred, by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
    expect([50, 99, 100].map(percent => percentile(hundred, percent))).toEqual([50, 99, 100])
    expect(percentile([7], 99)).toBe(7)
    expect(() => percentile([], 50)).toThrow(RangeError)
  })

  it('a spread sorts by size, not as text, and leaves what it was given alone', () => {
    const given = [100, 9, 20]
    expect(spreadOf(given)).toEqual({ p50: 20, p99: 100, max: 100 })
    expect(given).toEqual([100, 9, 20])
    expect(spreadOf([])).toBeNull()
  })

  it('what was not measured has no ratio', () => {
    expect(ratio(250, 10)).toBe(25)
    expect(ratio(250, undefined)).toBeNull()
    expect(ratio(250, 0)).toBeNull()
  })

  it('is told to four digits, because it is never known better', () => {
    expect(perPayout(1, 3)).toBe(0.3333)
    expect(perPayout(123_456, 1)).toBe(123_500)
    expect(perPayout(5, 0)).toBe(0)
  })

  it('a goal that is just reached is met', () => {
    expect(atLeast('speed', 25, 25).met).toBe(true)
    expect(atLeast('speed', 25, 24.9).met).toBe(false)
    expect(atMost('events', 0.1, 0.1).met).toBe(true)
    expect(atMost('events', 0.1, 0.11)).toEqual({ name: 'events', goal: '≤ 0.1', measured: 0.11, met: false })
  })

  it('finds the fullest second wherever it begins', () => {
    expect(mostWithin([], 1_000)).toBe(0)
    // Three within 990–1,960; the clock's own seconds would show two at most.
    expect(mostWithin([0, 990, 1_400, 1_960, 3_000], 1_000)).toBe(3)
    // A full second apart is not within one second.
    expect(mostWithin([0, 1_000, 2_000], 1_000)).toBe(1)
  })

  it('says how much of an allowed rate was used', () => {
    expect(useOf([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000], 10)).toBe(1)
    expect(useOf([0, 200, 400, 600, 800, 1_000], 10)).toBe(0.5)
    expect(useOf([5], 10)).toBe(0)
  })
})
