/** Rounds that come together: missed ones while one is open, who is left out of them, and rounds minutes apart, for play. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { roundActivities } from '../../activities/rounds.js'
import type { World } from '../../activities/world.js'
import { changeStates } from '../../db/beneficiaryStates.js'
import { setCalendar, type CalendarRules } from '../../db/calendars.js'
import { closeCycle, listCycles, nextInQueue, openDueRounds, skipRound, stepCycle } from '../../db/cycles.js'
import { freezeList } from '../../db/distributionList.js'
import { calendarsDue } from '../../db/lives/roundsDue.js'
import { previewRounds } from '../../db/roundPreview.js'
import type { CycleId, DistributionId } from '../../domain/ids.js'
import { missedPolicies, overlapPolicies, type MissedPolicy, type OverlapPolicy } from '../../domain/rounds.js'
import { aPayday, asha, must, pricing, type Payday } from '../world/payday.js'
import { fakeLives } from './apiGround.js'
import { after, begin, fridays, weekly } from './roundGround.js'

let payday: Payday
beforeEach(async () => {
  payday = await aPayday({ people: 4 })
})
afterEach(() => payday.end())

const minute = 60_000
const day = 1_440 * minute
const rules = (over: Partial<CalendarRules> = {}, calendar: Partial<CalendarRules['calendar']> = {}): CalendarRules =>
  weekly({ roundsEach: 4, ...over }, calendar)
const runBy = async (of: CalendarRules, sandbox = false): Promise<void> => {
  const { house, programmeId } = payday
  must(await setCalendar(house, { programmeId, ...of, by: asha, sandbox, now: begin }))
}
const open = (now: Date) => openDueRounds(payday.house, { programmeId: payday.programmeId, now })
const rounds = async () => (await listCycles(payday.house, payday.programmeId, 50)).reverse()
const states = async (): Promise<string[]> => (await rounds()).map(({ state }) => state)
const idOf = async (plannedDate: string): Promise<CycleId> =>
  (await rounds()).find(each => each.plannedDate === plannedDate)?.cycleId as CycleId

async function frozen(cycleId: CycleId): Promise<DistributionId> {
  const { distributionId } = must(await stepCycle(payday.house, cycleId))
  must(await freezeList(payday.house, { distributionId: distributionId as DistributionId, pricing }))
  return distributionId as DistributionId
}
/** Its payouts are paid, and it is over. */
async function over(cycleId: CycleId, list: DistributionId): Promise<void> {
  const { db } = payday.house
  await sql`update payout set state = 'paid', money = 'disbursed' where distribution_id = ${list}`.execute(db)
  await sql`update distribution set state = 'closed', closed_at = now() where id = ${list}`.execute(db)
  expect(await closeCycle(payday.house, cycleId)).toBe(true)
}

describe('rounds that were missed while one is open', () => {
  const expected: Readonly<Record<MissedPolicy, Readonly<Record<OverlapPolicy, [string, string]>>>> = {
    latest: { skip: ['missed', 'skipped'], queue: ['missed', 'queued'], beside: ['missed', 'opening'] },
    all: { skip: ['queued', 'queued'], queue: ['queued', 'queued'], beside: ['opening', 'opening'] },
    none: { skip: ['missed', 'missed'], queue: ['missed', 'missed'], beside: ['missed', 'missed'] },
  }
  const both = missedPolicies.flatMap(missed => overlapPolicies.map(overlap => ({ missed, overlap })))

  it.each(both)('are dealt with by what was chosen for each: missed $missed, overlap $overlap', async given => {
    await runBy(rules(given))
    await open(after(fridays[0]))
    await frozen(await idOf(fridays[0]))
    const back = new Date(after(fridays[2]).getTime() + day)
    await open(back)
    // Asked again, nothing changes.
    await open(back)
    expect(await states()).toEqual(['open', ...expected[given.missed][given.overlap]])
  })

  it('and are all made up for come one after the other, though rounds on time are skipped beside an open one', async () => {
    await runBy(rules({ missed: 'all', overlap: 'skip' }))
    const { house, programmeId } = payday
    await open(after(fridays[0]))
    const first = await idOf(fridays[0])
    const list = await frozen(first)
    await open(new Date(after(fridays[2]).getTime() + day))
    await open(after(fridays[3]))
    expect(await states()).toEqual(['open', 'queued', 'queued', 'skipped'])
    const [second, third] = [await idOf(fridays[1]), await idOf(fridays[2])]
    expect(await nextInQueue(house, programmeId)).toBeNull()
    expect(await stepCycle(house, second)).toMatchObject({ ok: false })
    await over(first, list)
    expect((await nextInQueue(house, programmeId))?.cycleId).toBe(second)
    expect(await stepCycle(house, third)).toMatchObject({ ok: false })
    await over(second, await frozen(second))
    expect((await nextInQueue(house, programmeId))?.cycleId).toBe(third)
    await frozen(third)
    expect(await states()).toEqual(['done', 'done', 'open', 'skipped'])
  })
})

describe('a round that waits for the one before', () => {
  it('is woken when that is over, and not only at its next look', async () => {
    await runBy(rules({ overlap: 'queue' }))
    const { house } = payday
    await open(after(fridays[0]))
    const first = await idOf(fridays[0])
    const list = await frozen(first)
    await open(after(fridays[1]))
    expect(await states()).toEqual(['open', 'queued'])
    const lives = fakeLives()
    const { lookAtRound } = roundActivities({ house, lives } as unknown as World)
    expect(await lookAtRound({ cycleId: first })).toMatchObject({ state: 'waiting' })
    expect(lives.asked).toEqual([])
    await over(first, list)
    // Whoever looks once more, because what it heard was lost, wakes it too.
    for (let looks = 0; looks < 2; looks += 1)
      expect(await lookAtRound({ cycleId: first })).toMatchObject({ state: 'done' })
    const woken = { what: 'programmeRound', args: [payday.programmeId, '2026-11-13T06:00:00.000Z'] }
    expect(lives.asked).toEqual([woken, woken])
  })
})

describe('the list of a round', () => {
  const moved = async (act: 'pause' | 'resume' | 'decline', at: number): Promise<void> => {
    const { house, programmeId, people } = payday
    const who = { programmeId, ids: [people[at]!] }
    expect(must(await changeStates(house, { act, who, reason: 'Moved away', by: asha })).changed).toBe(1)
  }
  const onList = async (list: DistributionId): Promise<number[]> => {
    const { rows } = await sql<{ id: string }>`
      select beneficiary_id as id from payout where distribution_id = ${list}`.execute(payday.house.db)
    return rows.map(({ id }) => payday.people.findIndex(each => each === id)).sort()
  }

  it('has nobody who is paused or declined; who is resumed is on the next, with all their rounds', async () => {
    await runBy(rules({ overlap: 'beside' }))
    await moved('pause', 1)
    await moved('decline', 2)
    await open(after(fridays[0]))
    expect(await onList(await frozen(await idOf(fridays[0])))).toEqual([0, 3])
    await moved('resume', 1)
    await open(after(fridays[1]))
    expect(await onList(await frozen(await idOf(fridays[1])))).toEqual([0, 1, 3])
  })
})

describe('rounds minutes apart', () => {
  const every3 = (over: Partial<CalendarRules> = {}): CalendarRules =>
    rules(
      { roundsEach: 3, overlap: 'queue', missed: 'all', ...over },
      { frequency: { unit: 'minutes', every: 3, times: 3 } },
    )
  const names = ['2026-11-02 09:00', '2026-11-02 09:03', '2026-11-02 09:06'] as const
  const at = (passed: number): Date => new Date(new Date('2026-11-02T06:00:00Z').getTime() + passed * minute)

  it('are refused where nothing is simulated, for a calendar and for a look at what it would be', async () => {
    const { house, programmeId } = payday
    const set = await setCalendar(house, { programmeId, ...every3(), by: asha, now: begin })
    const seen = await previewRounds(house, { programmeId, pricing, rules: every3(), now: begin })
    for (const end of [set, seen])
      expect(end).toMatchObject({
        problem: 'invalid',
        why: expect.stringContaining('only where Mkono runs with its sandbox'),
      })
  })

  it('are told ahead, opened, queued and left out each by its own minute', async () => {
    await runBy(every3(), true)
    const { house, programmeId } = payday
    const preview = must(await previewRounds(house, { programmeId, pricing, now: begin }))
    expect(preview.rounds.map(({ plannedDate, people }) => [plannedDate, people])).toEqual(names.map(name => [name, 4]))
    must(await skipRound(house, { programmeId, plannedDate: names[1], reason: 'A pause', by: asha }))
    await open(at(0))
    await frozen(await idOf(names[0]))
    await open(at(6))
    await open(at(60))
    expect((await rounds()).map(({ plannedDate, state }) => [plannedDate, state])).toEqual([
      [names[0], 'open'],
      [names[1], 'skipped'],
      [names[2], 'queued'],
    ])
  })
})

describe('a round whose time has just come', () => {
  const due = async (now: Date) => (await calendarsDue(payday.house, 10, now)).length
  const lookNow = () => sql`update programme_calendar set next_check_at = ${begin}`.execute(payday.house.db)

  it('is its Schedule’s to open for half a minute; then the caretaker does', async () => {
    await runBy(rules())
    await lookNow()
    const time = new Date(`${fridays[0]}T06:00:00Z`)
    const later = (seconds: number): Date => new Date(time.getTime() + seconds * 1_000)
    expect(await due(later(-1))).toBe(1)
    await lookNow()
    expect(await due(later(1))).toBe(0)
    // It was taken, and comes again when the half minute is over.
    expect(await due(later(29))).toBe(0)
    expect(await due(later(30))).toBe(1)
    // What the Schedule has opened does not keep the caretaker from looking at it.
    await open(later(31))
    await lookNow()
    expect(await due(later(31))).toBe(1)
  })

  it('does not keep the caretaker from one that is overdue', async () => {
    const frequency = { unit: 'minutes', every: 1, times: 9 } as const
    await runBy(rules({}, { frequency }), true)
    await lookNow()
    const second = new Date('2026-11-02T06:01:00Z')
    expect(await due(second)).toBe(1)
  })
})
