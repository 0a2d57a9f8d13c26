import { describe, expect, it } from 'vitest'
import { wholePercent } from './wholePercent.ts'

describe('a part of a whole in percent', () => {
  it('is 100 for all of them alone', () => {
    expect(wholePercent(323, 324)).toBe(99)
    expect(wholePercent(99_999, 100_000)).toBe(99)
    expect(wholePercent(324, 324)).toBe(100)
  })

  it('is 0 for none of them alone', () => {
    expect(wholePercent(1, 100_000)).toBe(1)
    expect(wholePercent(0, 324)).toBe(0)
    expect(wholePercent(0, 0)).toBe(0)
  })

  it('is rounded between the two', () => {
    expect(wholePercent(1, 3)).toBe(33)
    expect(wholePercent(2, 3)).toBe(67)
  })
})
