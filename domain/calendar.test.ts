import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentOf, plannedRounds, wrongWithCalendar, type Calendar, type Frequency } from './calendar.js'

const calendar = (over: Partial<Calendar> = {}): Calendar => ({
  frequency: { unit: 'weeks', every: 1, weekday: 5 },
  firstDate: '2026-11-27',
  time: '09:00',
  timeZone: 'Africa/Nairobi',
  lastDate: null,
  holidays: [],
  onHoliday: 'skip',
  weekend: [6, 7],
  ...over,
})
const start = new Date('2026-11-01T00:00:00Z')
const dates = (of: Calendar, limit = 4, after = start): string[] =>
  plannedRounds(of, { after, limit }).map(({ date }) => date)

describe('rounds of a calendar', () => {
  it('are every week on a weekday, from the first one that is not before the first date', () => {
    expect(dates(calendar())).toEqual(['2026-11-27', '2026-12-04', '2026-12-11', '2026-12-18'])
    expect(dates(calendar({ firstDate: '2026-11-28' }), 1)).toEqual(['2026-12-04'])
    const second = calendar({ frequency: { unit: 'weeks', every: 2, weekday: 1 } })
    expect(dates(second, 3)).toEqual(['2026-11-30', '2026-12-14', '2026-12-28'])
  })

  it('are on the last day of months that have no 31st, and on the 31st again', () => {
    const monthly = calendar({ firstDate: '2027-12-31', frequency: { unit: 'months', every: 1, day: 31 } })
    expect(dates(monthly, 5)).toEqual(['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30'])
  })

  it('begin in the next month where the day has passed in the first', () => {
    const quarterly = calendar({ firstDate: '2026-11-27', frequency: { unit: 'months', every: 3, day: 15 } })
    expect(dates(quarterly, 2)).toEqual(['2026-12-15', '2027-03-15'])
  })

  it('are every so many days, and end with the last date', () => {
    const daily = calendar({ frequency: { unit: 'days', every: 10 }, lastDate: '2026-12-18' })
    expect(dates(daily, 9)).toEqual(['2026-11-27', '2026-12-07', '2026-12-17'])
  })

  it('are left out on a holiday, or moved to the next working day, and keep their planned date', () => {
    const christmas = { holidays: ['2026-12-25', '2026-12-28'], firstDate: '2026-12-18' }
    expect(dates(calendar(christmas), 2)).toEqual(['2026-12-18', '2027-01-01'])
    const moved = plannedRounds(calendar({ ...christmas, onHoliday: 'next_working_day' }), { after: start, limit: 3 })
    expect(moved.map(({ plannedDate, date }) => [plannedDate, date])).toEqual([
      ['2026-12-18', '2026-12-18'],
      ['2026-12-25', '2026-12-29'],
      ['2027-01-01', '2027-01-01'],
    ])
  })

  it('are not moved onto the next one', () => {
    const daily = calendar({
      frequency: { unit: 'days', every: 1 },
      holidays: ['2026-11-28'],
      onHoliday: 'next_working_day',
      weekend: [],
    })
    expect(dates(daily, 3)).toEqual(['2026-11-27', '2026-11-29', '2026-11-30'])
  })

  it('are at their local time before and after the clocks change', () => {
    const amsterdam = calendar({ firstDate: '2027-03-26', timeZone: 'Europe/Amsterdam' })
    expect(plannedRounds(amsterdam, { after: start, limit: 2 }).map(({ at }) => at.toISOString())).toEqual([
      '2027-03-26T08:00:00.000Z',
      '2027-04-02T07:00:00.000Z',
    ])
  })

  it('that were moved to after a moment are still found from there', () => {
    const moved = calendar({ holidays: ['2026-12-25'], onHoliday: 'next_working_day' })
    const after = new Date('2026-12-26T00:00:00Z')
    expect(plannedRounds(moved, { after, limit: 1 })).toMatchObject([{ plannedDate: '2026-12-25', date: '2026-12-28' }])
  })
})

describe('rounds minutes apart, for play', () => {
  const minutes = (every: number, times: number, over: Partial<Calendar> = {}): Calendar =>
    calendar({ frequency: { unit: 'minutes', every, times }, ...over })
  const names = (of: Calendar, after = start): string[] =>
    plannedRounds(of, { after, limit: 50 }).map(({ plannedDate }) => plannedDate)

  it('begin with the first date and time, are named by their local minute, and are so many', () => {
    const every20 = minutes(20, 4, { time: '23:30' })
    expect(plannedRounds(every20, { after: start, limit: 9 })).toEqual([
      { plannedDate: '2026-11-27 23:30', date: '2026-11-27 23:30', at: new Date('2026-11-27T20:30:00Z') },
      { plannedDate: '2026-11-27 23:50', date: '2026-11-27 23:50', at: new Date('2026-11-27T20:50:00Z') },
      { plannedDate: '2026-11-28 00:10', date: '2026-11-28 00:10', at: new Date('2026-11-27T21:10:00Z') },
      { plannedDate: '2026-11-28 00:30', date: '2026-11-28 00:30', at: new Date('2026-11-27T21:30:00Z') },
    ])
    expect(plannedRounds(every20, { after: start, limit: 2 })).toHaveLength(2)
  })

  it('go on from any moment with what comes after it', () => {
    const of = minutes(7, 30)
    const all = plannedRounds(of, { after: start, limit: 50 })
    expect(all).toHaveLength(30)
    for (const [index, { at }] of all.entries()) {
      expect(plannedRounds(of, { after: at, limit: 50 })).toEqual(all.slice(index + 1))
      expect(plannedRounds(of, { after: new Date(at.getTime() - 1), limit: 50 })).toEqual(all.slice(index))
    }
  })

  it('are left out on a holiday, whatever is done with others, and end with the last date', () => {
    for (const onHoliday of ['skip', 'next_working_day'] as const) {
      const of = minutes(720, 6, { holidays: ['2026-11-28'], onHoliday, lastDate: '2026-11-29' })
      expect(names(of)).toEqual(['2026-11-27 09:00', '2026-11-27 21:00', '2026-11-29 09:00', '2026-11-29 21:00'])
    }
  })

  it('have each name once on the night when an hour comes twice', () => {
    const night = minutes(30, 8, { firstDate: '2027-10-31', time: '01:30', timeZone: 'Europe/Amsterdam' })
    expect(names(night).map(name => name.slice(11))).toEqual(['01:30', '02:00', '02:30', '03:00', '03:30', '04:00'])
  })

  it('can be chosen with the sandbox only', () => {
    expect(wrongWithCalendar(minutes(1, 4), true)).toBeNull()
    expect(wrongWithCalendar(minutes(1, 4))).toMatch(/only where Mkono runs with its sandbox/)
    for (const [every, times] of [
      [0, 4],
      [1_441, 4],
      [1, 0],
      [1, 501],
      [1.5, 4],
    ] as const)
      expect(wrongWithCalendar(minutes(every, times), true)).toMatch(/1 to 500 rounds, 1 to 1440 minutes apart/)
    expect(wrongWithCalendar(minutes(1, 4, { time: '24:00' }), true)).toMatch(/time is/)
  })
})

describe('a local time', () => {
  it('that the clocks jump over is later by what they jump', () => {
    expect(momentOf('2027-03-28', '02:30', 'Europe/Amsterdam').toISOString()).toBe('2027-03-28T01:30:00.000Z')
  })
  it('that they show twice is the first one', () => {
    expect(momentOf('2027-10-31', '02:30', 'Europe/Amsterdam').toISOString()).toBe('2027-10-31T00:30:00.000Z')
  })
})

const aFrequency: fc.Arbitrary<Frequency> = fc.oneof(
  fc.record({ unit: fc.constant('days' as const), every: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    unit: fc.constant('weeks' as const),
    every: fc.integer({ min: 1, max: 8 }),
    weekday: fc.integer({ min: 1, max: 7 }),
  }),
  fc.record({
    unit: fc.constant('months' as const),
    every: fc.integer({ min: 1, max: 14 }),
    day: fc.integer({ min: 1, max: 31 }),
  }),
)
const aDate = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2032-12-31'), noInvalidDate: true })
  .map(at => at.toISOString().slice(0, 10))
const aCalendar = fc.record({
  frequency: aFrequency,
  firstDate: aDate,
  time: fc.constantFrom('00:00', '02:30', '09:00', '23:59'),
  timeZone: fc.constantFrom('Africa/Nairobi', 'Europe/Amsterdam', 'America/New_York', 'Pacific/Apia', 'UTC'),
  lastDate: fc.constant(null),
  holidays: fc.array(aDate, { maxLength: 30 }),
  onHoliday: fc.constantFrom('skip' as const, 'next_working_day' as const),
  weekend: fc.constantFrom([6, 7], [5], []),
})

describe('any calendar', () => {
  it('goes on from any of its rounds with exactly the rounds that come after it', () => {
    fc.assert(
      fc.property(aCalendar, fc.integer({ min: 0, max: 19 }), (of, from) => {
        expect(wrongWithCalendar(of)).toBeNull()
        const all = plannedRounds(of, { after: new Date(0), limit: 40 })
        expect(all).toHaveLength(40)
        const after = all[from]?.at ?? start
        expect(plannedRounds(of, { after, limit: 10 })).toEqual(all.slice(from + 1, from + 11))
      }),
      { numRuns: 60 },
    )
  })

  it('has every date and moment once, in order, none before the first date and none on a holiday', () => {
    fc.assert(
      fc.property(aCalendar, of => {
        const all = plannedRounds(of, { after: new Date(0), limit: 40 })
        for (const [index, each] of all.entries()) {
          const before = all[index - 1]
          if (before) {
            expect(each.at.getTime()).toBeGreaterThan(before.at.getTime())
            expect(each.plannedDate > before.plannedDate).toBe(true)
          }
          expect(each.plannedDate >= of.firstDate).toBe(true)
          expect(of.holidays).not.toContain(each.date)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a calendar that can not be', () => {
  it.each<[Partial<Calendar>, RegExp]>([
    [{ frequency: { unit: 'weeks', every: 0, weekday: 1 } }, /every 1 to 52/],
    [{ frequency: { unit: 'weeks', every: 1, weekday: 8 } }, /weekday/],
    [{ frequency: { unit: 'months', every: 1, day: 32 } }, /day of the month/],
    [{ firstDate: '2026-02-30' }, /first date/],
    [{ lastDate: '2026-11-26' }, /last date/],
    [{ time: '24:00' }, /time is/],
    [{ timeZone: 'Nairobi' }, /time zone/],
    [{ timeZone: 'Africa/Atlantis' }, /time zone/],
    [{ holidays: ['Christmas'] }, /Holidays/],
    [{ weekend: [1, 2, 3, 4, 5, 6, 7] }, /weekend/],
  ])('%j', (over, why) => {
    expect(wrongWithCalendar(calendar(over))).toMatch(why)
  })
})
