/**
 * The Schedule of a programme that runs by itself, as its calendar says. Dates, holidays and clock changes are reckoned in
 * domain/calendar.ts alone: the Schedule is told moments, and new ones as time goes on. It is mended wherever it differs,
 * for the rows are the truth; whatever it does wrong meanwhile, the rows decide what is a round.
 *
 * Chosen, not defaulted: every firing reaches the rows (ALLOW_ALL), which skip or queue what overlaps and write it down;
 * the server makes up for minutes only, because what was missed for longer is dealt with from the rows by the calendar’s
 * own rule.
 */
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleDescription,
  type ScheduleOptions,
} from '@temporalio/client'
import { lifeId, lifeTypes, searchKeys, taskQueues, type ProgrammeRoundInput } from '../workflows/contracts.js'

export interface ScheduleWanted {
  readonly programmeId: string
  /** of the programme: whoever looks at Temporal’s screens reads there whose it is */
  readonly name: string
  readonly paused: boolean
  /** the next rounds, in order */
  readonly ahead: readonly Date[]
}

export const roundSummary = 'One round of a programme that runs by itself'

/** Creates it, or corrects what differs; a Schedule that is right is only looked at. */
export async function keepSchedule(client: Client, wanted: ScheduleWanted): Promise<void> {
  const handle = client.schedule.getHandle(lifeId.programme(wanted.programmeId))
  const there = await handle.describe().catch((error: unknown) => {
    if (error instanceof ScheduleNotFoundError) return null
    throw error
  })
  const options = optionsOf(wanted)
  if (there === null) {
    try {
      await client.schedule.create(options)
    } catch (error) {
      // Another worker made it in this moment, from the same rows.
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
    }
    return
  }
  if (isAs(there, wanted)) return
  await handle.update(previous => ({
    ...previous,
    spec: options.spec,
    action: options.action,
    policies: { ...previous.policies, ...options.policies },
    state: { ...previous.state, paused: rests(wanted), note: note(wanted) },
  }))
}

/** Without a round to come there is nothing that it could open. */
const rests = ({ paused, ahead }: ScheduleWanted): boolean => paused || ahead.length === 0

const note = (wanted: ScheduleWanted): string => `${wanted.name}: ${doing(wanted)}`

const doing = (wanted: ScheduleWanted): string =>
  wanted.paused
    ? 'the programme is paused.'
    : rests(wanted)
      ? 'no further round is planned.'
      : 'follows the calendar of its programme.'

function optionsOf(wanted: ScheduleWanted): ScheduleOptions {
  const { programmeId } = wanted
  const input: ProgrammeRoundInput = { v: 1, programmeId }
  return {
    scheduleId: lifeId.programme(programmeId),
    spec: { calendars: momentsOf(wanted).map(calendarOf), timezone: 'UTC' },
    action: {
      type: 'startWorkflow',
      workflowType: lifeTypes.programmeRound,
      workflowId: lifeId.programme(programmeId),
      taskQueue: taskQueues.house,
      args: [input],
      staticSummary: roundSummary,
      typedSearchAttributes: [{ key: searchKeys.programmeId, value: programmeId }],
    },
    typedSearchAttributes: [{ key: searchKeys.programmeId, value: programmeId }],
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: '5 minutes', pauseOnFailure: false },
    state: { paused: rests(wanted), note: note(wanted) },
  }
}

/** A Schedule without any time would not be one: a resting one keeps a moment that is over. */
const momentsOf = ({ ahead }: ScheduleWanted): readonly Date[] => (ahead.length > 0 ? ahead : [new Date(0)])

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const

const calendarOf = (at: Date) => ({
  year: Math.max(2000, at.getUTCFullYear()),
  month: months[at.getUTCMonth()] ?? 'JANUARY',
  dayOfMonth: at.getUTCDate(),
  hour: at.getUTCHours(),
  minute: at.getUTCMinutes(),
  second: 0,
})

/** Does it fire when it should, start what it should, and rest when it should? */
function isAs({ spec, action, state, policies }: ScheduleDescription, wanted: ScheduleWanted): boolean {
  const told = (spec.calendars ?? []).map(({ year, month, dayOfMonth, hour, minute }) => {
    const [y, m, d, h, min] = [year, month, dayOfMonth, hour, minute].map(first)
    return Date.UTC(
      Number(y),
      months.findIndex(name => name === m),
      Number(d),
      Number(h),
      Number(min),
    )
  })
  // What is over can not fire again, and is no reason to change it. What is no moment (NaN) somebody else told it.
  const stillToCome = (moments: readonly number[]): string =>
    moments
      .filter(at => !(at <= Date.now()))
      .sort((a, b) => a - b)
      .join()
  return (
    stillToCome(told) === stillToCome(wanted.ahead.map(at => at.getTime())) &&
    (spec.intervals ?? []).length === 0 &&
    action.workflowType === lifeTypes.programmeRound &&
    action.workflowId === lifeId.programme(wanted.programmeId) &&
    action.taskQueue === taskQueues.house &&
    policies.overlap === ScheduleOverlapPolicy.ALLOW_ALL &&
    state.paused === rests(wanted) &&
    state.note === note(wanted)
  )
}

/** Described, every part of a time is a list of ranges. */
const first = (ranges: unknown): unknown =>
  Array.isArray(ranges) ? (ranges[0] as { start?: unknown } | undefined)?.start : ranges
