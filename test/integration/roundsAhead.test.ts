/** What giving more rounds, and acts on a calendar, would do: told before it is done, and true when it is. */
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { pauseCalendar, resumeCalendar } from '../../db/calendars.js'
import { tryCalendarAct, type CalendarAct } from '../../db/calendarActs.js'
import { listCycles, runRoundNow, skipRound } from '../../db/cycles.js'
import { setRule } from '../../db/entitlementRules.js'
import { tryMoreRounds } from '../../db/moreRounds.js'
import { completePeople, extendPeople } from '../../db/personRounds.js'
import { previewRounds } from '../../db/roundPreview.js'
import { decideStanding, proposeStanding } from '../../db/standingApprovals.js'
import { asha, baraka, must, pricing } from '../world/payday.js'
import { after, begin, everyFriday, fridays, held, type Fridays } from './roundGround.js'

let world: Fridays
afterEach(() => world.end())

const tryMore = async (rounds: number, ids = world.people, now = begin) =>
  must(await tryMoreRounds(world.house, { who: { programmeId: world.programmeId, ids }, rounds, pricing, now }))
const ahead = async (now: Date) =>
  must(await previewRounds(world.house, { programmeId: world.programmeId, pricing, now }))
const tryAct = (act: CalendarAct, now = begin) =>
  tryCalendarAct(world.house, { programmeId: world.programmeId, pricing, now, ...act })

describe('giving people more rounds', () => {
  it('tells how many, of them who had completed, the money it needs, and who gets none and why', async () => {
    world = await everyFriday(4, { roundsEach: 1 })
    const { house, programmeId, people } = world
    const [, , , late] = people
    await held(world, late, 'not there yet')
    await world.paid(fridays[0])
    expect(await completePeople(house, { limit: 10 })).toBe(3)
    const tried = await tryMore(2, people, after(fridays[0]))
    expect(tried).toMatchObject({
      people: 3,
      again: 3,
      amountMinor: 3_000_000n,
      feeReserveMinor: 6_000n,
      peopleWithoutAmount: 0,
      personRoundsWithoutDate: 0,
      cannot: [{ why: 'not selected for a round yet', count: 1 }],
      says: '3 can get 2 more rounds; 3 of them had completed.',
    })
    // It is what the rounds ahead take once they are given.
    const who = { programmeId, ids: people }
    expect(must(await extendPeople(house, { who, rounds: 2, reason: 'Drought', by: asha }))).toMatchObject({
      people: 3,
      again: 3,
    })
    expect((await ahead(after(fridays[0]))).amountMinor).toBe(tried.amountMinor)
  })

  it('tells what is missing, and for how many of them there is no date or no amount', async () => {
    world = await everyFriday(2, { roundsEach: 3 })
    const { house, programmeId, people } = world
    const { calendar } =
      (await sql<{ calendar: object }>`select calendar from programme_calendar`.execute(house.db)).rows[0] ?? {}
    await world.paid(fridays[0])
    await sql`update programme_calendar set calendar = ${JSON.stringify({ ...calendar, lastDate: fridays[3] })}`.execute(
      house.db,
    )
    // Three Fridays are left; two rounds of them are theirs already.
    expect(await tryMore(4, people, after(fridays[0]))).toMatchObject({ personRoundsWithoutDate: 6, missingMinor: 0n })
    const much = await tryMore(1000, people, after(fridays[0]))
    const rest = await ahead(after(fridays[0]))
    expect(much.missingMinor).toBe(
      much.amountMinor + much.feeReserveMinor + rest.amountMinor + rest.feeReserveMinor - rest.availableMinor,
    )
    await sql`insert into programme_field (programme_id, key, type, labels, required, rules, personal, created_by)
      values (${programmeId}, 'children', 'whole', '{}', false, '{}', false, 'asha')`.execute(house.db)
    must(await setRule(house, { programmeId, formula: '100 * children', capMinor: null, by: asha }))
    expect(await tryMore(1, people, after(fridays[0]))).toMatchObject({
      people: 2,
      peopleWithoutAmount: 2,
      amountMinor: 0n,
    })
  })

  it('counts no money beyond the most of the whole programme', async () => {
    world = await everyFriday(2, { roundsEach: 1 })
    const { house, programmeId, people } = world
    must(await setRule(house, { programmeId, formula: null, capMinor: null, mostInAllMinor: 1_200_000n, by: asha }))
    await world.paid(fridays[0])
    expect(await tryMore(5, people, after(fridays[0]))).toMatchObject({ people: 2, amountMinor: 1_400_000n })
  })
})

describe('an act on a calendar, before it is done', () => {
  it('that leaves a round out says whom and what it would have had, and what the rest becomes', async () => {
    world = await everyFriday(3)
    const { house, programmeId } = world
    const tried = must(await tryAct({ act: 'skip', plannedDate: fridays[1] }))
    expect(tried.round).toMatchObject({ people: 3, amountMinor: 1_500_000n })
    expect(tried.now.rounds.map(({ plannedDate }) => plannedDate)).toEqual(fridays.slice(0, 3))
    expect(tried.then.rounds.map(({ plannedDate }) => plannedDate)).toEqual([fridays[0], fridays[2], fridays[3]])
    must(await skipRound(house, { programmeId, plannedDate: fridays[1], reason: 'Elections', by: asha }))
    expect((await ahead(begin)).rounds).toEqual(tried.then.rounds)
    expect(await tryAct({ act: 'skip', plannedDate: fridays[1] })).toMatchObject({ problem: 'state' })
    expect(await tryAct({ act: 'skip', plannedDate: '2026-11-07' })).toMatchObject({ problem: 'not_found' })
  })

  it('that pauses names the first round that would not open; one that resumes, which were left out, and the next', async () => {
    world = await everyFriday(3)
    const { house, programmeId } = world
    const pausing = must(await tryAct({ act: 'pause' }))
    expect(pausing.round).toMatchObject({ plannedDate: fridays[0], people: 3 })
    expect(pausing.then.rounds.map(({ plannedDate }) => plannedDate)).toEqual(fridays.slice(1, 4))
    must(await pauseCalendar(house, { programmeId, reason: 'Floods', by: asha, now: begin }))
    const resuming = must(await tryAct({ act: 'resume' }, after(fridays[1])))
    expect(resuming.leftOut).toEqual([fridays[0], fridays[1]])
    expect(resuming.round?.plannedDate).toBe(fridays[2])
    must(await resumeCalendar(house, { programmeId, by: asha, now: after(fridays[1]) }))
    expect((await ahead(after(fridays[1]))).rounds).toEqual(resuming.then.rounds)
    expect((await listCycles(house, programmeId, 9)).map(({ state }) => state)).toEqual(['skipped', 'skipped'])
  })

  it('that brings a round forward says whether its list is paid at once, or why it waits for people', async () => {
    world = await everyFriday(3)
    const { house, programmeId } = world
    const tried = must(await tryAct({ act: 'run_now' }))
    expect(tried).toMatchObject({
      round: { plannedDate: fridays[0], people: 3 },
      approvedAhead: { goes: false, why: 'Nothing is approved ahead.' },
    })
    expect(tried.then.rounds.map(({ plannedDate }) => plannedDate)).toEqual([fridays[1], fridays[2]])
    const allow = async (minor: bigint): Promise<void> => {
      const until = new Date(Date.now() + 30 * 86_400_000)
      const given = { programmeId, roundUpToMinor: minor, inAllMinor: minor, until, by: asha }
      const { proposalId } = must(await proposeStanding(house, given))
      must(await decideStanding(house, { proposalId, approve: true, by: baraka }))
    }
    await allow(1_500_000n)
    expect(must(await tryAct({ act: 'run_now' })).approvedAhead).toEqual({
      goes: false,
      why: 'KES 15,030.00 with the highest fees is more than the KES 15,000.00 approved ahead for one list.',
    })
    await allow(1_503_000n)
    expect(must(await tryAct({ act: 'run_now' })).approvedAhead).toEqual({ goes: true, why: null })
    must(await runRoundNow(house, { programmeId, by: asha, now: begin }))
    expect(await tryAct({ act: 'run_now' })).toMatchObject({ problem: 'state' })
  })
})
