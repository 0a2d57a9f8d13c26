/** A real Schedule opens a round, which goes by what was approved ahead, is paid, and completes whoever had their last. */
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { setCalendar } from '../../db/calendars.js'
import { listCycles } from '../../db/cycles.js'
import { calendarFor } from '../../db/lives/roundsDue.js'
import { decideStanding, proposeStanding } from '../../db/standingApprovals.js'
import { lifeId, searchKeys } from '../../workflows/contracts.js'
import { aStage, asha, baraka, expectDone, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

const day = 86_400_000
const hour = 3_600_000
/** An hour ago, to the minute: of rounds every day, the last one that was due. */
const lastDue = new Date(Math.floor((Date.now() - hour) / 60_000) * 60_000)

/** Everybody gets so many rounds, one a day; `since` so many days ago. */
async function daily(roundsEach: number, daysAgo: number): Promise<void> {
  const { house, programmeId } = stage
  const calendar = {
    frequency: { unit: 'days', every: 1 } as const,
    firstDate: new Date(lastDue.getTime() - 20 * day).toISOString().slice(0, 10),
    time: lastDue.toISOString().slice(11, 16),
    timeZone: 'UTC',
    lastDate: null,
    holidays: [],
    onHoliday: 'skip' as const,
    weekend: [],
  }
  const rules = { calendar, roundsEach, late: 'all', missed: 'latest', overlap: 'skip' } as const
  const now = new Date(lastDue.getTime() - daysAgo * day + 60_000)
  expectDone(await setCalendar(house, { programmeId, ...rules, by: asha, now }))
}

async function approvedAhead(): Promise<void> {
  const { house, programmeId } = stage
  const sums = { roundUpToMinor: 10_000_000n, inAllMinor: 10_000_000n }
  const proposed = await proposeStanding(house, { programmeId, ...sums, until: new Date(Date.now() + day), by: asha })
  if (!proposed.ok) throw new Error(proposed.why)
  expectDone(await decideStanding(house, { proposalId: proposed.proposalId, approve: true, by: baraka }))
}

const schedule = () => stage.lives.client.schedule.getHandle(lifeId.programme(stage.programmeId))
const rounds = () => listCycles(stage.house, stage.programmeId, 10)

it('fires at its nominal time, by the id of that time, and pays every household once', async () => {
  stage = await aStage({ people: 5 })
  const { house, programmeId } = stage
  // Nobody but the Schedule looks after it here.
  await stage.work({ caretakerEveryMs: hour })
  await daily(1, 1)
  await approvedAhead()
  await stage.lives.keepSchedule({ programmeId, name: 'Turkana', paused: false, ahead: [lastDue] })
  const [start, end] = [new Date(lastDue.getTime() - 60_000), new Date(lastDue.getTime() + 60_000)]
  await schedule().backfill({ start, end, overlap: 'ALLOW_ALL' })
  const id = lifeId.programmeRound(programmeId, lastDue.toISOString())
  const life = stage.lives.client.workflow.getHandle(id)
  await stage.until(rounds, ([first]) => first?.state === 'done')
  expect(await life.result()).toMatchObject({ state: 'done' })
  expect((await stage.book()).transfers).toHaveLength(5)
  const { rows } = await sql<{ state: string }>`select distinct state from beneficiary`.execute(house.db)
  expect(rows).toEqual([{ state: 'completed' }])

  // Told to run once more, by its own screens: the time is none of the calendar’s, and nothing is due.
  const runs = async () => (await schedule().describe()).info.numActionsTaken
  await schedule().trigger()
  // Of two wishes that reach a Schedule before it looks, it keeps the later one only (Temporal 1.32, `pendingPatch`).
  await stage.until(runs, taken => taken === 2)
  await schedule().backfill({ start, end, overlap: 'ALLOW_ALL' })
  await stage.until(runs, taken => taken === 3)
  expect((await rounds()).map(({ state }) => state)).toEqual(['done'])
  expect((await stage.book()).transfers).toHaveLength(5)
  await stage.booksAgree()
})

it('is mended by the caretaker where it is gone or was changed, and rounds that it missed are made up for', async () => {
  stage = await aStage({ people: 2 })
  const { programmeId, house } = stage
  await daily(9, 3)
  await stage.work({ caretakerEveryMs: 1_000 })
  // No Schedule was ever made: the rows open what is due and make it.
  await stage.until(rounds, found => found.length === 3 && found[0]?.state === 'open')
  expect((await rounds()).map(({ state }) => state)).toEqual(['open', 'missed', 'missed'])
  const planned = await calendarFor(house, programmeId)
  const next = async (): Promise<string | undefined> =>
    (
      await schedule()
        .describe()
        .catch(() => null)
    )?.info.nextActionTimes[0]?.toISOString()
  await stage.until(next, at => at === planned?.ahead[0]?.toISOString())

  // A Schedule that is right is only looked at.
  const changedAt = async () => (await schedule().describe()).info.lastUpdatedAt
  const before = await changedAt()
  const wanted = await calendarFor(house, programmeId)
  if (!wanted) throw new Error('no calendar')
  await stage.lives.keepSchedule(wanted)
  expect(await changedAt()).toEqual(before)

  // Whoever looks at Temporal's screens reads whose it is, also when it is called otherwise.
  const seen = async () => {
    const { state, typedSearchAttributes } = await schedule().describe()
    return { says: state.note, of: typedSearchAttributes.get(searchKeys.programmeId) }
  }
  expect(await seen()).toEqual({ says: `${wanted.name}: follows the calendar of its programme.`, of: programmeId })
  await stage.lives.keepSchedule({ ...wanted, name: 'Another name' })
  expect(await seen()).toEqual({ says: 'Another name: follows the calendar of its programme.', of: programmeId })

  await schedule().update(previous => ({ ...previous, spec: { intervals: [{ every: '1 hour' }] } }))
  await sql`update programme_calendar set next_check_at = now()`.execute(house.db)
  await stage.until(next, at => at === planned?.ahead[0]?.toISOString())
  await schedule().delete()
  await sql`update programme_calendar set next_check_at = now()`.execute(house.db)
  await stage.until(next, at => at === planned?.ahead[0]?.toISOString())
  expect((await rounds()).map(({ state }) => state)).toEqual(['open', 'missed', 'missed'])
})
