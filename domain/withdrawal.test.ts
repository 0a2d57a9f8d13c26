import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withWithdrawal, wrongWithTariff, type Tariff } from './withdrawal.js'

/** Invented: 1 to 100 costs 10, 101 to 500 costs 29, 501 to 2,500 costs 33 shillings. */
const tariff: Tariff = [
  { fromMinor: 100n, toMinor: 10_000n, chargeMinor: 1_000n },
  { fromMinor: 10_001n, toMinor: 50_000n, chargeMinor: 2_900n },
  { fromMinor: 50_001n, toMinor: 250_000n, chargeMinor: 3_300n },
]

describe('a transfer with what withdrawing it costs', () => {
  it.each([
    ['in the middle of a band', 20_000n, 22_900n],
    ['to the very end of a band', 47_100n, 50_000n],
    ['of which the charge lifts it into the next band: that one’s charge counts', 47_200n, 50_500n],
    ['that begins the next band by itself', 50_100n, 53_400n],
    ['that would fall into the gap between what two bands leave', 9_100n, 12_000n],
    ['at the first amount the tariff knows', 50n, 1_100n],
    ['at the end of the last band', 246_700n, 250_000n],
  ])('%s', (_, due, amount) => {
    expect(withWithdrawal(due, tariff, 100n)).toBe(amount)
  })

  it('is in whole steps of what the FSP pays, never less than is due', () => {
    expect(withWithdrawal(20_050n, tariff, 100n)).toBe(23_000n)
    expect(withWithdrawal(47_099n, tariff, 100n)).toBe(50_000n)
    expect(withWithdrawal(47_101n, tariff, 100n)).toBe(50_500n)
  })

  it('is unknown beyond the last band', () => {
    expect(withWithdrawal(246_701n, tariff, 100n)).toBeNull()
    expect(withWithdrawal(1n, [{ fromMinor: 101n, toMinor: 199n, chargeMinor: 0n }], 100n)).toBeNull()
  })

  it('is the smallest payable amount that leaves what is due, whatever the tariff', () => {
    const aTariff = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 25 })), { minLength: 1, maxLength: 5 })
      .map(bands => {
        let from = 1
        return bands.map(([length, charge]) => {
          const band = { fromMinor: BigInt(from), toMinor: BigInt(from + length - 1), chargeMinor: BigInt(charge) }
          from += length
          return band
        })
      })
    fc.assert(
      fc.property(aTariff, fc.integer({ min: 1, max: 320 }), fc.integer({ min: 1, max: 9 }), (bands, due, step) => {
        expect(wrongWithTariff(bands)).toBeNull()
        const leaves = (amount: number): boolean => {
          const band = bands.find(each => each.fromMinor <= BigInt(amount) && BigInt(amount) <= each.toMinor)
          return band !== undefined && BigInt(amount) - band.chargeMinor >= BigInt(due)
        }
        let first: bigint | null = null
        for (let amount = step; amount <= 400 && first === null; amount += step)
          if (leaves(amount)) first = BigInt(amount)
        expect(withWithdrawal(BigInt(due), bands, BigInt(step))).toBe(first)
      }),
    )
  })
})

describe('a tariff', () => {
  const band = (fromMinor: bigint, toMinor: bigint, chargeMinor = 100n) => ({ fromMinor, toMinor, chargeMinor })
  it.each([
    ['no bands', [], 'one band'],
    ['a first band at zero', [band(0n, 10n)], 'first band'],
    ['a gap', [band(1n, 10n), band(12n, 20n)], 'Band 2 must begin'],
    ['an overlap', [band(1n, 10n), band(10n, 20n)], 'Band 2 must begin'],
    ['a band that ends before it begins', [band(5n, 4n)], 'ends before'],
    ['a charge below zero', [band(1n, 10n, -1n)], 'less than zero'],
  ])('with %s is none', (_, bands, says) => {
    expect(wrongWithTariff(bands)).toContain(says)
  })
})
