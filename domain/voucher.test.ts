import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hasParts,
  outsideTheNight,
  partsOf,
  questionDue,
  usualAsking,
  voucherTransitions,
  type AskingRules,
} from './voucher.js'

const rules: AskingRules = { ...usualAsking, timeZone: 'Europe/Amsterdam' }
const at = (text: string): Date => new Date(text)

describe('a payout in cards', () => {
  it('is one card where the amount fits, and as few as needed where it does not', () => {
    expect(partsOf(2_500n, 5_000n)).toEqual([2_500n])
    expect(partsOf(12_000n, 5_000n)).toEqual([5_000n, 5_000n, 2_000n])
    expect(partsOf(10_000n, 5_000n)).toEqual([5_000n, 5_000n])
    expect(partsOf(123_456n, null)).toEqual([123_456n])
  })
  it('loses no cent, whatever the amount and the highest card', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1_000_000n), fc.bigInt(500n, 50_000n), (amount, highest) => {
        const parts = partsOf(amount, highest)
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount)
        expect(parts.every(part => part > 0n && part <= highest)).toBe(true)
      }),
    )
  })
  it('leaves nobody a card of less than the least, where that can be', () => {
    expect(partsOf(15_200n, 15_000n, 500n)).toEqual([14_700n, 500n])
    expect(partsOf(30_200n, 15_000n, 500n)).toEqual([15_000n, 14_700n, 500n])
    // Two cards of 500 at least are more than 800: the FSP turns the rest away, and people see to it.
    expect(partsOf(800n, 600n, 500n)).toEqual([600n, 200n])
    fc.assert(
      fc.property(
        fc.bigInt(1n, 1_000_000n),
        fc.bigInt(1n, 5_000n),
        fc.bigInt(5_000n, 50_000n),
        (amount, least, highest) => {
          const parts = partsOf(amount, highest, least)
          expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount)
          expect(parts.every(part => part > 0n && part <= highest)).toBe(true)
          const cards = BigInt(parts.length)
          if (cards * least <= amount) expect(parts.every(part => part >= least)).toBe(true)
        },
      ),
    )
  })
  it('can not be held where one card would be of less than the least', () => {
    expect(hasParts(499n, null, 500n)).toBe(false)
    expect(hasParts(800n, 600n, 500n)).toBe(false)
    expect([500n, 600n, 1_000n, 1_200n].every(amount => hasParts(amount, 600n, 500n))).toBe(true)
    expect(hasParts(1n, null, 0n)).toBe(true)
  })
  it('is never a card of nothing', () => {
    expect(() => partsOf(0n, null)).toThrow(RangeError)
  })
})

describe('the night', () => {
  it('moves a reminder to the morning of the programme’s own clock', () => {
    // 21:30 in Amsterdam (winter, UTC+1)
    expect(outsideTheNight(at('2026-12-01T20:30:00Z'), rules)).toEqual(at('2026-12-02T07:00:00Z'))
    expect(outsideTheNight(at('2026-12-02T03:10:20Z'), rules)).toEqual(at('2026-12-02T07:00:00Z'))
  })
  it('leaves the day alone', () => {
    expect(outsideTheNight(at('2026-12-02T07:00:00Z'), rules)).toEqual(at('2026-12-02T07:00:00Z'))
    expect(outsideTheNight(at('2026-12-02T18:59:59Z'), rules)).toEqual(at('2026-12-02T18:59:59Z'))
  })
  it('ends in the morning also when the clocks change in it', () => {
    // 29 March 2026, 02:00 becomes 03:00
    expect(outsideTheNight(at('2026-03-28T22:00:00Z'), rules).getTime()).toBeGreaterThanOrEqual(
      at('2026-03-29T06:00:00Z').getTime(),
    )
    const morning = outsideTheNight(at('2026-10-24T22:00:00Z'), rules)
    expect(morning.getTime()).toBeGreaterThanOrEqual(at('2026-10-25T07:00:00Z').getTime())
  })
  it('is no night where both hours are alike', () => {
    const always = { ...rules, quietFromHour: 0, quietUntilHour: 0 }
    expect(outsideTheNight(at('2026-12-02T01:00:00Z'), always)).toEqual(at('2026-12-02T01:00:00Z'))
  })
})

describe('somebody who was asked', () => {
  const asked = { askedAt: at('2026-12-01T12:00:00Z'), deadlineAt: at('2026-12-15T12:00:00Z') }
  it('is reminded after 16 hours, but in the morning', () => {
    expect(questionDue({ ...asked, reminders: 0 }, rules, at('2026-12-01T13:00:00Z'))).toEqual({
      is: 'wait',
      until: at('2026-12-02T07:00:00Z'),
      for: 'reminder',
    })
    expect(questionDue({ ...asked, reminders: 0 }, rules, at('2026-12-02T07:00:00Z'))).toEqual({ is: 'remind' })
  })
  it('is not reminded in a later night because the first was missed', () => {
    expect(questionDue({ ...asked, reminders: 0 }, rules, at('2026-12-02T22:00:00Z'))).toEqual({
      is: 'wait',
      until: at('2026-12-03T07:00:00Z'),
      for: 'reminder',
    })
  })
  it('is no longer reminded after the last time, and waited for until the deadline', () => {
    expect(questionDue({ ...asked, reminders: 3 }, rules, at('2026-12-09T12:00:00Z'))).toEqual({
      is: 'wait',
      until: asked.deadlineAt,
      for: 'deadline',
    })
  })
  it('is given up at the deadline, reminded or not', () => {
    for (const reminders of [0, 1, 3])
      expect(questionDue({ ...asked, reminders }, rules, asked.deadlineAt)).toEqual({ is: 'giveUp' })
  })
})

it('a voucher that is being cancelled can never be agreed to', () => {
  expect(voucherTransitions.cancelling).not.toContain('agreed')
  expect(voucherTransitions.cancelled).toEqual([])
})
