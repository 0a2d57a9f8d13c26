import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlannedRound } from './calendar.js'
import { lookAhead, onTimeMs, openingsOf, roundsAllowed } from './rounds.js'

const day = 86_400_000
const now = new Date('2026-12-28T06:00:00Z')
const round = (daysAgo: number): PlannedRound => {
  const at = new Date(now.getTime() - daysAgo * day)
  const plannedDate = at.toISOString().slice(0, 10)
  return { plannedDate, date: plannedDate, at }
}
const states = (due: PlannedRound[], how: Partial<Parameters<typeof openingsOf>[1]>): string[] =>
  openingsOf(due, { now, missed: 'latest', overlap: 'skip', underWay: false, ...how }).map(({ as }) => as)
const weeks = [round(21), round(14), round(7)]

describe('rounds whose time came', () => {
  it('on time are opened, whatever is done about missed ones', () => {
    for (const missed of ['latest', 'all', 'none'] as const) expect(states([round(0)], { missed })).toEqual(['opening'])
  })

  it('while nobody was there: the latest one, all one after the other, or none', () => {
    expect(states(weeks, { missed: 'latest' })).toEqual(['missed', 'missed', 'opening'])
    expect(states(weeks, { missed: 'all' })).toEqual(['opening', 'queued', 'queued'])
    expect(states(weeks, { missed: 'none' })).toEqual(['missed', 'missed', 'missed'])
    expect(states([...weeks, round(0)], { missed: 'none' })).toEqual(['missed', 'missed', 'missed', 'opening'])
  })

  it('while the one before is not paid are skipped, wait, or open beside it', () => {
    expect(states([round(0)], { underWay: true, overlap: 'skip' })).toEqual(['skipped'])
    expect(states([round(0)], { underWay: true, overlap: 'queue' })).toEqual(['queued'])
    expect(states([round(0)], { underWay: true, overlap: 'beside' })).toEqual(['opening'])
  })

  it('all have an end, in order, and at most one begins at once', () => {
    const how = fc.record({
      missed: fc.constantFrom('latest' as const, 'all' as const, 'none' as const),
      overlap: fc.constantFrom('skip' as const, 'queue' as const),
      underWay: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }), how, (ago, how) => {
        const due = ago.sort((a, b) => b - a).map(round)
        const openings = openingsOf(due, { now, ...how })
        expect(openings.map(each => each.round)).toEqual(due)
        const begun = openings.filter(({ as }) => as === 'opening').length
        expect(begun).toBeLessThanOrEqual(how.underWay ? 0 : 1)
        for (const { as, round, why } of openings) {
          if (as === 'missed') expect(now.getTime() - round.at.getTime()).toBeGreaterThan(onTimeMs)
          expect(why !== undefined).toBe(as === 'missed' || as === 'skipped')
        }
      }),
    )
  })
})

describe('who joins late', () => {
  it('gets as many rounds as everybody, or whole rounds of what is left', () => {
    expect([1, 3, 12].map(ordinal => roundsAllowed(10, 'all', ordinal))).toEqual([10, 10, 10])
    expect([1, 3, 12].map(ordinal => roundsAllowed(10, 'rest', ordinal))).toEqual([10, 8, 0])
    expect([1, 3, 12].map(ordinal => roundsAllowed(10, 'share', ordinal))).toEqual([10, 8, 0])
  })
})

describe('the rest of a programme', () => {
  const planned = [round(-7), round(-14), round(-21)]
  const group = (left: number, people: number) => ({
    left,
    people,
    amountMinor: BigInt(people) * 5_000n,
    feeReserveMinor: BigInt(people) * 10n,
  })

  it('is who has rounds left at each date, and what that takes in all', () => {
    const ahead = lookAhead(planned, [group(1, 2), group(2, 3)])
    expect(ahead.rounds.map(({ people, amountMinor }) => [people, amountMinor])).toEqual([
      [5, 25_000n],
      [3, 15_000n],
    ])
    expect(ahead).toMatchObject({ amountMinor: 40_000n, feeReserveMinor: 80n, personRoundsWithoutDate: 0 })
  })

  it('takes less in the last round of whom the most of the programme leaves a part of it only', () => {
    const some = { ...group(2, 3), atLast: { amountMinor: 6_000n, feeReserveMinor: 15n } }
    const ahead = lookAhead(planned, [group(3, 1), some])
    expect(ahead.rounds.map(({ amountMinor, feeReserveMinor }) => [amountMinor, feeReserveMinor])).toEqual([
      [20_000n, 40n],
      [11_000n, 25n],
      [5_000n, 10n],
    ])
    expect(ahead.amountMinor).toBe(36_000n)
  })

  it('takes less in the next round of who joined within its days, and from then on the whole', () => {
    const late = { ...group(3, 2), atFirst: { amountMinor: 3_000n, feeReserveMinor: 5n } }
    const ahead = lookAhead(planned, [group(1, 1), late])
    expect(
      ahead.rounds.map(({ people, amountMinor, feeReserveMinor }) => [people, amountMinor, feeReserveMinor]),
    ).toEqual([
      [3, 8_000n, 15n],
      [2, 10_000n, 20n],
      [2, 10_000n, 20n],
    ])
    const only = {
      ...group(1, 1),
      atFirst: { amountMinor: 7n, feeReserveMinor: 1n },
      atLast: { amountMinor: 9n, feeReserveMinor: 2n },
    }
    expect(lookAhead(planned, [only]).amountMinor).toBe(7n)
  })

  it('says for how many rounds of people there is no date', () => {
    expect(lookAhead(planned, [group(5, 2)])).toMatchObject({ personRoundsWithoutDate: 4, amountMinor: 30_000n })
  })
})
