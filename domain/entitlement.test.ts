import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entitlementBy, fieldsAsked, wrongWithRule, type EntitlementRule } from './entitlement.js'

const isiolo = { baseMinor: 500_000n, membersIncluded: 5, perExtraMemberMinor: 50_000n }
const aRule = fc.record({
  baseMinor: fc.bigInt(1n, 10n ** 12n),
  membersIncluded: fc.integer({ min: 0, max: 99 }),
  perExtraMemberMinor: fc.bigInt(0n, 10n ** 9n),
})
const aSize = fc.integer({ min: 1, max: 99 })
const aStep = fc.bigInt(1n, 10_000n)

function due(rule: EntitlementRule, householdSize: number, payableStepMinor = 1n, fields: Record<string, string> = {}) {
  return entitlementBy(rule, { payableStepMinor, currency: 'KES' })({ householdSize, fields })
}
function minorOf(rule: EntitlementRule, size: number, step = 1n, fields?: Record<string, string>): bigint {
  const found = due(rule, size, step, fields)
  if (!found.ok) throw new Error(found.why)
  return found.minor
}

describe('what a household should receive', () => {
  it.each([
    [1, 500_000n],
    [5, 500_000n],
    [6, 550_000n],
    [14, 950_000n],
  ])('of %i members in Isiolo', (size, minor) => {
    expect(minorOf(isiolo, size, 100n)).toBe(minor)
  })

  it('is rounded down to what the FSP can pay, once and not for each member', () => {
    const odd = { baseMinor: 1_050n, membersIncluded: 1, perExtraMemberMinor: 50n }
    expect(minorOf(odd, 1, 100n)).toBe(1_000n)
    expect(minorOf(odd, 2, 100n)).toBe(1_100n)
    expect(minorOf(odd, 3, 100n)).toBe(1_100n)
  })

  it('is a multiple of the step, never more than the rule gives and less than one step below it', () => {
    fc.assert(
      fc.property(aRule, aSize, aStep, (rule, size, step) => {
        const extra = BigInt(Math.max(0, size - rule.membersIncluded))
        const exact = rule.baseMinor + extra * rule.perExtraMemberMinor
        const paid = minorOf(rule, size, step)
        expect(paid % step).toBe(0n)
        expect(paid <= exact && paid > exact - step).toBe(true)
      }),
    )
  })

  it('never falls when a household grows', () => {
    fc.assert(
      fc.property(aRule, fc.integer({ min: 1, max: 98 }), aStep, (rule, size, step) => {
        expect(minorOf(rule, size + 1, step) >= minorOf(rule, size, step)).toBe(true)
      }),
    )
  })

  it.each([0, -1, 1.5, Number.NaN])('is not defined for a household of %s', size => {
    expect(() => due(isiolo, size)).toThrow(/whole number/)
  })

  it('is never more than the cap, which is rounded like everything else', () => {
    expect(minorOf({ ...isiolo, capMinor: 620_050n }, 14, 100n)).toBe(620_000n)
    expect(minorOf({ ...isiolo, capMinor: 620_050n }, 5, 100n)).toBe(500_000n)
  })
})

describe('what a household should receive by a formula', () => {
  const byFormula = (formula: string): EntitlementRule => ({ ...isiolo, formula })

  it('says the same as base and members where it is the same rule', () => {
    const same = byFormula('5000 + 500 * max(0, household_size - 5)')
    fc.assert(
      fc.property(aSize, size => {
        expect(minorOf(same, size, 100n)).toBe(minorOf(isiolo, size, 100n))
      }),
    )
  })

  it('divides exactly and is rounded down once, at the end', () => {
    expect(minorOf(byFormula('1000 / 3 * 3'), 1)).toBe(100_000n)
    expect(minorOf(byFormula('1000 / 3'), 1)).toBe(33_333n)
    expect(minorOf(byFormula('1000 / 3'), 1, 100n)).toBe(33_300n)
  })

  it('asks for the fields of the programme, and for nobody’s who has not filled them in', () => {
    const rule = byFormula('1000 * children + if(disability = 1, 250.5, 0)')
    expect(fieldsAsked(rule)).toEqual(['children', 'disability'])
    expect(minorOf(rule, 4, 1n, { children: '3', disability: 'yes' })).toBe(325_050n)
    expect(minorOf(rule, 4, 1n, { children: '3', disability: 'no' })).toBe(300_000n)
    expect(due(rule, 4, 1n, { disability: 'no' })).toEqual({ ok: false, why: 'the field children is not filled in' })
  })

  it('is nothing rather than less than nothing, and no transfer holds more than a trillion', () => {
    expect(minorOf(byFormula('100 - 50 * household_size'), 9)).toBe(0n)
    expect(due(byFormula('999999999999 * 999999999999'), 1)).toMatchObject({ ok: false })
  })
})

describe('why somebody receives what they do', () => {
  it.each<[EntitlementRule, number, string]>([
    [isiolo, 7, 'KES 5,000 for up to 5 members + 2 x KES 500'],
    [isiolo, 3, 'KES 5,000 for up to 5 members'],
    [{ ...isiolo, perExtraMemberMinor: 0n }, 9, 'KES 5,000'],
    [
      { ...isiolo, capMinor: 550_050n },
      7,
      'KES 5,000 for up to 5 members + 2 x KES 500, at most KES 5,500.50, rounded down to KES 5,500',
    ],
    [
      { ...isiolo, formula: '5000 + 100 * household_size' },
      7,
      '5000 + 100 * household_size with household_size 7 = KES 5,700',
    ],
  ])('is said in a line', (rule, size, says) => {
    expect(due(rule, size, 100n)).toMatchObject({ says })
  })
})

describe('a rule that can not be', () => {
  const known = [
    { key: 'children', type: 'whole', personal: false },
    { key: 'village', type: 'text', personal: false },
    { key: 'income', type: 'decimal', personal: true },
  ]
  it.each([
    ['5000 +', /ends too early/],
    ['rent * 2', /no field rent/],
    ['village * 2', /no number/],
    ['income / 2', /sealed/],
  ])('%s is refused with what to do', (formula, why) => {
    expect(wrongWithRule({ formula, capMinor: null }, known)).toMatch(why)
  })

  it('is none of these', () => {
    expect(wrongWithRule({ formula: 'children * household_size', capMinor: 100n }, known)).toBeNull()
    expect(wrongWithRule({ formula: null, capMinor: null }, known)).toBeNull()
    expect(wrongWithRule({ formula: null, capMinor: 0n }, known)).toMatch(/cap/)
  })
})
