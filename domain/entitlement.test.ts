import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entitlementMinor } from './entitlement.js'

const isiolo = { baseMinor: 500_000n, membersIncluded: 5, perExtraMemberMinor: 50_000n }
const aRule = fc.record({
  baseMinor: fc.bigInt(1n, 10n ** 12n),
  membersIncluded: fc.integer({ min: 0, max: 99 }),
  perExtraMemberMinor: fc.bigInt(0n, 10n ** 9n),
})
const aSize = fc.integer({ min: 1, max: 99 })
const aStep = fc.bigInt(1n, 10_000n)

describe('what a household should receive', () => {
  it.each([
    [1, 500_000n],
    [5, 500_000n],
    [6, 550_000n],
    [14, 950_000n],
  ])('of %i members in Isiolo', (size, minor) => {
    expect(entitlementMinor(isiolo, size, 100n)).toBe(minor)
  })

  it('is rounded down to what the FSP can pay, once and not for each member', () => {
    const odd = { baseMinor: 1_050n, membersIncluded: 1, perExtraMemberMinor: 50n }
    expect(entitlementMinor(odd, 1, 100n)).toBe(1_000n)
    expect(entitlementMinor(odd, 2, 100n)).toBe(1_100n)
    expect(entitlementMinor(odd, 3, 100n)).toBe(1_100n)
  })

  it('is a multiple of the step, never more than the rule gives and less than one step below it', () => {
    fc.assert(
      fc.property(aRule, aSize, aStep, (rule, size, step) => {
        const extra = BigInt(Math.max(0, size - rule.membersIncluded))
        const due = rule.baseMinor + extra * rule.perExtraMemberMinor
        const paid = entitlementMinor(rule, size, step)
        expect(paid % step).toBe(0n)
        expect(paid <= due && paid > due - step).toBe(true)
      }),
    )
  })

  it('never falls when a household grows', () => {
    fc.assert(
      fc.property(aRule, fc.integer({ min: 1, max: 98 }), aStep, (rule, size, step) => {
        expect(entitlementMinor(rule, size + 1, step) >= entitlementMinor(rule, size, step)).toBe(true)
      }),
    )
  })

  it.each([0, -1, 1.5, Number.NaN])('is not defined for a household of %s', size => {
    expect(() => entitlementMinor(isiolo, size, 100n)).toThrow(/whole number/)
  })
})
