import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { furtherRounds } from './moreRounds.js'

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other)

describe('further rounds of one person', () => {
  it('are paid in full where the programme has no most', () => {
    expect(furtherRounds({ dueMinor: 500n, left: 3, more: 4, mostLeftMinor: null })).toEqual({ full: 4, lastMinor: 0n })
  })

  it('come to nothing where no rule says an amount', () => {
    expect(furtherRounds({ dueMinor: 0n, left: 3, more: 4, mostLeftMinor: 900n })).toEqual({ full: 0, lastMinor: 0n })
  })

  it('are as many as the most of the programme pays beyond the rounds that were theirs anyhow', () => {
    const property = fc.property(
      fc.bigInt({ min: 1n, max: 1_000_000n }),
      fc.integer({ min: -2, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      fc.bigInt({ min: 0n, max: 60_000_000n }),
      (dueMinor, left, more, mostLeftMinor) => {
        const { full, lastMinor } = furtherRounds({ dueMinor, left, more, mostLeftMinor })
        const before = BigInt(Math.max(0, left))
        const without = smaller(before * dueMinor, mostLeftMinor)
        const withThem = smaller((before + BigInt(more)) * dueMinor, mostLeftMinor)
        const cutBefore = mostLeftMinor < before * dueMinor ? 0n : withThem - without
        expect(BigInt(full) * dueMinor + lastMinor).toBe(cutBefore)
        expect(full + (lastMinor > 0n ? 1 : 0)).toBeLessThanOrEqual(more)
        expect(lastMinor).toBeLessThan(dueMinor)
      },
    )
    fc.assert(property)
  })
})
