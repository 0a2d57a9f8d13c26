import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysBetween, shareOfRound, shareSays } from './shareOfRound.js'

const someDays = fc
  .integer({ min: 1, max: 730 })
  .chain(period => fc.record({ period: fc.constant(period), days: fc.integer({ min: 0, max: period }) }))
const minor = fc.bigInt({ min: 0n, max: 1_000_000_000_000n })
const step = fc.constantFrom(1n, 5n, 100n, 10_000n)

describe('the share of somebody who joins within a round', () => {
  it('is the days since then of all its days, rounded down to what the FSP can pay', () => {
    expect(shareOfRound(500_000n, { days: 11, period: 30, stepMinor: 100n })).toBe(183_300n)
    expect(shareOfRound(500_000n, { days: 0, period: 30, stepMinor: 100n })).toBe(0n)
    expect(() => shareOfRound(1n, { days: 31, period: 30, stepMinor: 1n })).toThrow(/some of its days/)
  })

  it('is never more than the whole, never above what is exact, and less than one step below it', () => {
    fc.assert(
      fc.property(minor, someDays, step, (whole, { days, period }, stepMinor) => {
        const share = shareOfRound(whole, { days, period, stepMinor })
        expect(share).toBeLessThanOrEqual(whole)
        if (days === period) {
          expect(share).toBe(whole)
          return
        }
        expect(share % stepMinor).toBe(0n)
        const exact = whole * BigInt(days)
        expect(share * BigInt(period)).toBeLessThanOrEqual(exact)
        expect((share + stepMinor) * BigInt(period)).toBeGreaterThan(exact)
      }),
    )
  })

  it('is never more for who came later', () => {
    fc.assert(
      fc.property(minor, someDays, step, (whole, { days, period }, stepMinor) => {
        fc.pre(days < period)
        const later = shareOfRound(whole, { days, period, stepMinor })
        // Whoever was there for all of it gets all of it, whatever the step.
        expect(later).toBeLessThanOrEqual(shareOfRound(whole, { days: days + 1, period, stepMinor }))
      }),
    )
  })

  it('says of what it is a share', () => {
    expect(shareSays('KES 5,000', { minor: 183_300n, currency: 'KES', days: 11, period: 30 })).toBe(
      'KES 5,000, of which KES 1,833 for 11 of 30 days',
    )
  })

  it('counts whole days between the rounds, over a change of the clocks and of the year', () => {
    expect(daysBetween('2026-10-24', '2026-10-31')).toBe(7)
    expect(daysBetween('2026-12-31', '2027-01-31')).toBe(31)
  })
})
