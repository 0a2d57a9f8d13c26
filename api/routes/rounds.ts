/** The calendar of a programme that runs by itself: what it will be, what became of each round, and what people change. */
import { z } from '@hono/zod-openapi'
import { findCalendar, pauseCalendar, resumeCalendar, setCalendar } from '../../db/calendars.js'
import { listCycles, runRoundNow, skipRound } from '../../db/cycles.js'
import { calendarFor } from '../../db/lives/roundsDue.js'
import { previewRounds } from '../../db/roundPreview.js'
import type { House } from '../../db/database.js'
import { holidayRules, mostMinutes, mostTimes } from '../../domain/calendar.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { distributionStates } from '../../domain/payout.js'
import { cycleStates, latePolicies, missedPolicies, overlapPolicies } from '../../domain/rounds.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { settled } from '../problem.js'
import { calendarOf } from '../replaceable.js'
import { route, type Ask } from '../route.js'
import { notPayableTold, saidOf, saidOut } from '../told.js'
import { anId, currencyOut, done, doneOut, minorOut, moment, pathId, reasonIn, wholeInQuery } from '../words.js'
import { accountFor } from './distributions.js'

const noun = 'distributions'
const params = pathId<'programme'>()
const whole = z.number().int()
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, like 2026-11-30')

/** Minutes apart they have their time in their name. */
export const roundName = z.string().regex(/^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$/, 'must be a day, like 2026-11-30')

const frequency = z.discriminatedUnion('unit', [
  z.strictObject({
    unit: z.literal('minutes'),
    every: whole.min(1).max(mostMinutes),
    times: whole.min(1).max(mostTimes),
  }),
  z.strictObject({ unit: z.literal('days'), every: whole.min(1).max(366) }),
  z.strictObject({ unit: z.literal('weeks'), every: whole.min(1).max(52), weekday: whole.min(1).max(7) }),
  z.strictObject({ unit: z.literal('months'), every: whole.min(1).max(24), day: whole.min(1).max(31) }),
])
const calendar = z.strictObject({
  frequency: frequency.openapi({
    description:
      'weekday 1 is Monday; a day that a month does not have is its last one; minutes are for play, where Mkono runs with its sandbox',
  }),
  firstDate: day,
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day, like 09:00'),
  timeZone: z.string().max(60).openapi({ example: 'Africa/Nairobi' }),
  lastDate: day.nullable(),
  holidays: z.array(day).max(400),
  onHoliday: z.enum(holidayRules),
  weekend: z
    .array(whole.min(1).max(7))
    .max(6)
    .openapi({ description: 'days onto which nothing is moved; 1 is Monday' }),
})
const rules = z.strictObject({
  calendar,
  roundsEach: whole.min(1).max(1000).openapi({ description: 'rounds that everybody gets' }),
  late: z.enum(latePolicies).openapi({
    description:
      'who joins late gets all of them, or the rest of those since the first round; share: of the first one they get only the days since they were included',
  }),
  missed: z
    .enum(missedPolicies)
    .openapi({ description: 'of rounds that nobody was there to open: which are made up for' }),
  overlap: z
    .enum(overlapPolicies)
    .openapi({ description: 'a round whose time comes while the one before is not paid' }),
})

export const ahead = z.object({
  rounds: z.array(
    z.object({
      plannedDate: z.string(),
      date: z.string().openapi({ description: 'on which it takes place, where a holiday moves it' }),
      at: moment,
      people: whole,
      amountMinor: minorOut,
      feeReserveMinor: minorOut,
    }),
  ),
  amountMinor: minorOut.openapi({ description: 'of all these rounds, if nobody comes, goes or fails' }),
  feeReserveMinor: minorOut,
  personRoundsWithoutDate: whole.openapi({ description: 'rounds of people for which the calendar has no date' }),
  currency: currencyOut,
  availableMinor: minorOut,
  awaitingMinor: minorOut.openapi({
    description: 'of lists of rounds that wait for their approval, with highest fees',
  }),
  missingMinor: minorOut.openapi({ description: 'what is not there for all of it' }),
  notPayable: z.array(z.object({ why: z.string(), said: saidOut, count: whole })),
})

const calendarOut = z.object({
  rules,
  revision: whole,
  paused: z.object({ at: moment, by: z.string(), reason: z.string() }).nullable(),
  madeBy: z.string(),
  madeAt: moment,
})

type OfProgramme<Body = object> = Ask<{ id: ProgrammeId }, object, Body>

/** The Schedule follows at once; where that is lost, the caretaker mends it. */
async function keepSchedule({ house, lives, params, afterwards }: OfProgramme<never> | OfProgramme): Promise<void> {
  const wanted = await calendarFor(house, params.id)
  if (wanted) afterwards(() => lives.keepSchedule(wanted))
}

export const pricingFor = async (house: House, id: ProgrammeId, connectorFor: OfProgramme['connectorFor']) =>
  (await accountFor(house, id, undefined, connectorFor)).pricing

const get = route({
  method: 'get',
  path: '/programmes/{id}/calendar',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.read',
  kind: 'reads',
  does: 'Who gets what, when, for the rest of the programme, and the money it needs; null: it has no calendar',
  params,
  answer: z.object({ calendar: calendarOut.nullable(), ahead: ahead.nullable(), basis: basisOut }),
  handle: async ({ house, params, connectorFor }) => {
    const basis = await basisAt(house, calendarOf, params.id)
    const found = await findCalendar(house, params.id)
    if (!found) return { calendar: null, ahead: null, basis }
    const { calendar, roundsEach, late, missed, overlap, revision, pausedAt, pausedBy, pauseReason } = found
    const pricing = await pricingFor(house, params.id, connectorFor)
    return {
      calendar: {
        rules: { calendar, roundsEach, late, missed, overlap },
        revision,
        paused: pausedAt && { at: pausedAt, by: pausedBy ?? '', reason: pauseReason ?? '' },
        madeBy: found.madeBy,
        madeAt: found.madeAt,
      },
      ahead: notPayableTold(settled(await previewRounds(house, { programmeId: params.id, pricing }))),
      basis,
    }
  },
})

const dryRun = route({
  method: 'post',
  path: '/programmes/{id}/calendar/dry-run',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.plan',
  kind: 'reads',
  does: 'What the rest of the programme would be by this calendar, beside what it is now; nothing is changed',
  params,
  body: rules,
  answer: z.object({ now: ahead.nullable(), then: ahead }),
  handle: async ({ house, params, body, connectorFor, settings: { sandbox } }) => {
    const pricing = await pricingFor(house, params.id, connectorFor)
    const of = { programmeId: params.id, pricing, sandbox }
    const then = notPayableTold(settled(await previewRounds(house, { ...of, rules: body })))
    const now = (await findCalendar(house, params.id)) ? notPayableTold(settled(await previewRounds(house, of))) : null
    return { now, then }
  },
})

const set = route({
  method: 'post',
  path: '/programmes/{id}/calendar',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.plan',
  kind: 'stores',
  does: 'Let the programme run by this calendar from now on; see the dry run first',
  params,
  body: rules,
  replaces: ({ params }) => replaced(calendarOf, params.id),
  answer: z.object({ revision: whole }),
  handle: async ask => {
    const { house, by, params, body, settings } = ask
    const { sandbox } = settings
    const { revision } = settled(await setCalendar(house, { programmeId: params.id, ...body, by, sandbox }))
    await keepSchedule(ask)
    return { revision }
  },
})

const pause = route({
  method: 'post',
  path: '/programmes/{id}/calendar/pause',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.plan',
  kind: 'stores',
  does: 'Open no round until it is resumed; lists that are there go on',
  params,
  body: z.strictObject({ reason: reasonIn }),
  undoes: true,
  answer: doneOut,
  handle: async ask => {
    const { house, by, params, body } = ask
    settled(await pauseCalendar(house, { programmeId: params.id, ...body, by }))
    await keepSchedule(ask)
    return done
  },
})

const resume = route({
  method: 'post',
  path: '/programmes/{id}/calendar/resume',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.plan',
  kind: 'stores',
  does: 'Open rounds again; those of the pause stay skipped',
  params,
  undoes: true,
  answer: doneOut,
  handle: async ask => {
    const { house, by, params } = ask
    settled(await resumeCalendar(house, { programmeId: params.id, by }))
    await keepSchedule(ask)
    return done
  },
})

const skip = route({
  method: 'post',
  path: '/programmes/{id}/rounds/skip',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.plan',
  kind: 'stores',
  does: 'Leave one planned round out',
  params,
  body: z.strictObject({ plannedDate: roundName, reason: reasonIn }),
  answer: doneOut,
  handle: async ask => {
    const { house, by, params, body } = ask
    settled(await skipRound(house, { programmeId: params.id, ...body, by }))
    await keepSchedule(ask)
    return done
  },
})

const runNow = route({
  method: 'post',
  path: '/programmes/{id}/rounds/run-now',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.plan',
  kind: 'stores',
  does: 'Bring the next planned round forward to now; its own day does not bring it again',
  params,
  status: 201,
  answer: z.object({ id: anId, plannedDate: z.string() }),
  handle: async ask => {
    const { house, by, params, lives, afterwards } = ask
    const { cycleId, nominalAt, plannedDate } = settled(await runRoundNow(house, { programmeId: params.id, by }))
    afterwards(() => lives.programmeRound(params.id, nominalAt.toISOString()).wake())
    await keepSchedule(ask)
    return { id: cycleId, plannedDate }
  },
})

const list = route({
  method: 'get',
  path: '/programmes/{id}/rounds',
  about: 'programme',
  whole: true,
  noun,
  permission: 'rounds.read',
  kind: 'reads',
  does: 'What became of each round so far, newest first',
  params,
  query: z.strictObject({ limit: wholeInQuery(1, 500).optional() }),
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        plannedDate: z.string(),
        nominalAt: moment,
        state: z.enum(cycleStates),
        why: z.string().nullable(),
        said: saidOut,
        round: whole.nullable(),
        distributionId: anId.nullable(),
        distributionState: z.enum(distributionStates).nullable(),
        payouts: whole.nullable(),
        totalMinor: minorOut.nullable(),
        openedBy: z.string(),
        endedAt: moment.nullable(),
      }),
    ),
  }),
  handle: async ({ house, params, query }) => ({
    items: (await listCycles(house, params.id, query.limit ?? 50)).map(({ cycleId, programmeId: _of, ...row }) => ({
      ...row,
      said: saidOf(row.why),
      id: cycleId,
    })),
  }),
})

export const roundRoutes = [get, dryRun, set, pause, resume, skip, runNow, list]
