/** A programme’s Schedule fires by itself, at its own time: nobody triggers it, and no caretaker stands in for it. */
import { afterEach, expect, it } from 'vitest'
import { setCalendar } from '../../db/calendars.js'
import { listCycles } from '../../db/cycles.js'
import { calendarFor } from '../../db/lives/roundsDue.js'
import { lifeId } from '../../workflows/contracts.js'
import { aStage, asha, expectDone, type Stage } from './livesStage.js'

let stage: Stage
afterEach(() => stage.end())

const minute = 60_000
const hour = 60 * minute

/** The next full minute that leaves time to set everything up. */
const soon = (): Date => new Date(Math.ceil((Date.now() + 5_000) / minute) * minute)

it('opens the round of a calendar within seconds of its time', async () => {
  stage = await aStage({ people: 2 })
  const { house, lives, programmeId } = stage
  // It would look after a round that was not opened, half a minute late: here only once an hour.
  await stage.work({ caretakerEveryMs: hour })
  const at = soon()
  const calendar = {
    frequency: { unit: 'days', every: 1 } as const,
    firstDate: at.toISOString().slice(0, 10),
    time: at.toISOString().slice(11, 16),
    timeZone: 'UTC',
    lastDate: null,
    holidays: [],
    onHoliday: 'skip' as const,
    weekend: [],
  }
  const rules = { calendar, roundsEach: 2, late: 'all', missed: 'none', overlap: 'skip' } as const
  expectDone(await setCalendar(house, { programmeId, ...rules, by: asha }))
  const wanted = await calendarFor(house, programmeId)
  if (!wanted) throw new Error('no calendar')
  expect(wanted.ahead[0]).toEqual(at)
  await lives.keepSchedule(wanted)

  const rounds = () => listCycles(house, programmeId, 10)
  const opened = await stage.until(rounds, ([first]) => first?.state === 'open')
  expect(opened).toMatchObject([{ nominalAt: at, openedBy: 'mkono', round: 1 }])
  const { info } = await lives.client.schedule.getHandle(lifeId.programme(programmeId)).describe()
  expect(info.numActionsTaken).toBe(1)
  const [fired] = info.recentActions
  expect(fired?.scheduledAt).toEqual(at)
  expect((fired?.takenAt.getTime() ?? 0) - at.getTime()).toBeLessThan(30_000)
  const life = await lives.client.workflow.getHandle(lifeId.programmeRound(programmeId, at.toISOString())).describe()
  expect(life.searchAttributes['TemporalScheduledById']).toEqual([lifeId.programme(programmeId)])

  // What is over is no reason to change a Schedule: the caretaker’s next look leaves it as it is.
  const changedAt = async () =>
    (await lives.client.schedule.getHandle(lifeId.programme(programmeId)).describe()).info.lastUpdatedAt
  const before = await changedAt()
  await lives.keepSchedule({ ...wanted, ahead: wanted.ahead.slice(1) })
  expect(await changedAt()).toEqual(before)
})
