import { expect, it } from 'vitest'
import type { PayoutRow } from '../db/read/payouts.js'
import type { TimelineEntry } from '../db/read/timeline.js'
import { textOf } from './evidence.js'

const payout = {
  id: '3f0d2c5a-1111-4222-8333-444455556666',
  programmeName: 'Isiolo',
  round: 1,
  position: 7,
  state: 'unknown',
  reason: 'no_answer',
  amountMinor: 500_000n,
  currency: 'KES',
} as PayoutRow
const entry = (nth: number): TimelineEntry => ({
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, nth)),
  what: 'notice',
  says: `callback ${nth}`,
  clauses: [],
  by: null,
  ordinal: 1,
})

it('the evidence of a payout is one screenful, however much there is: the first and the last of it', () => {
  const lines = (count: number): string[] =>
    textOf({ payout, timeline: Array.from({ length: count }, (_, nth) => entry(nth)) }).split('\n')
  expect(lines(5)).toHaveLength(7)
  expect(lines(46)).toHaveLength(48)
  const many = lines(200)
  expect(many.length).toBeLessThanOrEqual(50)
  expect(many.filter(line => line.includes('callback'))).toHaveLength(46)
  expect(many[2]).toContain('callback 0')
  expect(many.at(-1)).toContain('callback 199')
  expect(many.join('\n')).toContain('154 more')
})
