/**
 * What pausing, resuming, leaving out or bringing forward would do to the rounds to come, before somebody does it. Nothing is
 * written. `now` and `then` reckon like every look ahead, that nobody comes, goes or fails.
 */
import { sql } from 'kysely'
import { plannedRounds } from '../domain/calendar.js'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { CycleState, RoundAhead } from '../domain/rounds.js'
import { findCalendar, noCalendar, type ProgrammeCalendar } from './calendars.js'
import { nextToRun } from './cycles.js'
import type { House } from './database.js'
import type { Pricing } from './payable.js'
import { previewRounds, type RoundPreview } from './roundPreview.js'
import { tryStanding } from './standingApprovals.js'

export type CalendarAct =
  { readonly act: 'pause' | 'resume' | 'run_now' } | { readonly act: 'skip'; readonly plannedDate: string }

export interface CalendarActTried {
  /** left out, brought forward, the first that does not open in the pause, or the next after it; null: none is ahead */
  readonly round: RoundAhead | null
  /** resuming: planned dates that came in the pause, and are left out */
  readonly leftOut: readonly string[]
  readonly now: RoundPreview
  /** pausing: if it is still paused at the time of `round` */
  readonly then: RoundPreview
  /** bringing forward: whether the list is approved and paid at once, or why it waits for people; null: of another act */
  readonly approvedAhead: { readonly goes: boolean; readonly why: string | null } | null
}

export async function tryCalendarAct(
  house: House,
  given: CalendarAct & { programmeId: ProgrammeId; pricing: Pricing; now?: Date },
): Promise<Done<CalendarActTried>> {
  const { programmeId, pricing, now: at = new Date() } = given
  const found = await findCalendar(house, programmeId)
  if (!found) return noCalendar
  const of = { programmeId, pricing, now: at }
  const now = await previewRounds(house, of)
  if (!now.ok) return now
  const [first] = now.rounds
  const rest = { now, leftOut: [], approvedAhead: null }
  switch (given.act) {
    case 'pause': {
      const then = first ? await previewRounds(house, { ...of, without: first.plannedDate }) : now
      return then.ok ? done({ ...rest, round: first ?? null, then }) : then
    }
    case 'resume':
      return done({ ...rest, round: first ?? null, leftOut: await cameInPause(house, found, at), then: now })
    case 'skip': {
      const round = await roundOf(house, found, { plannedDate: given.plannedDate, rounds: now.rounds, at })
      if (!round.ok) return round
      const then = await previewRounds(house, { ...of, without: given.plannedDate })
      return then.ok ? done({ ...rest, round: round.round, then }) : then
    }
    case 'run_now': {
      const ready = await nextToRun(house, found)
      if (!ready.ok) return ready
      const round = now.rounds.find(({ plannedDate }) => plannedDate === ready.next.plannedDate) ?? {
        ...ready.next,
        ...nobody,
      }
      const went = await tryStanding(house, {
        programmeId,
        currency: now.currency,
        createdBy: found.madeBy,
        totalMinor: round.amountMinor,
        minor: round.amountMinor + round.feeReserveMinor,
      })
      const approvedAhead = { goes: went.ok && round.people > 0, why: went.ok ? null : went.why }
      return done({ ...rest, round, then: after(now, round), approvedAhead })
    }
  }
}

const nobody = { people: 0, amountMinor: 0n, feeReserveMinor: 0n }

/** The rest once this round is opened: the others stay where they are. */
const after = (now: RoundPreview, { plannedDate, amountMinor, feeReserveMinor }: RoundAhead): RoundPreview => ({
  ...now,
  rounds: now.rounds.filter(each => each.plannedDate !== plannedDate),
  amountMinor: now.amountMinor - amountMinor,
  feeReserveMinor: now.feeReserveMinor - feeReserveMinor,
})

async function knownStates(house: House, programmeId: ProgrammeId): Promise<ReadonlyMap<string, CycleState>> {
  const { rows } = await sql<{ date: string; state: CycleState }>`
    select planned_date as date, state from programme_cycle where programme_id = ${programmeId}`.execute(house.db)
  return new Map(rows.map(({ date, state }) => [date, state]))
}

async function cameInPause(
  house: House,
  { programmeId, calendar, since, pausedAt }: ProgrammeCalendar,
  at: Date,
): Promise<string[]> {
  if (!pausedAt) return []
  const known = await knownStates(house, programmeId)
  return plannedRounds(calendar, { after: since, limit: 400 })
    .filter(({ at: when, plannedDate }) => when <= at && !known.has(plannedDate))
    .map(({ plannedDate }) => plannedDate)
}

/** The round that is to be left out; null: it waits already, and whom it would have is told with its list. */
async function roundOf(
  house: House,
  { programmeId, calendar, since }: ProgrammeCalendar,
  { plannedDate, rounds, at }: { plannedDate: string; rounds: readonly RoundAhead[]; at: Date },
): Promise<Done<{ round: RoundAhead | null }>> {
  const state = (await knownStates(house, programmeId)).get(plannedDate)
  if (state === 'queued' || state === 'opening') return done({ round: null })
  if (state !== undefined) return refused('state', `The round of ${plannedDate} is ${state}: see to its distribution.`)
  const planned = plannedRounds(calendar, { after: since < at ? since : at, limit: 400 }).find(
    each => each.plannedDate === plannedDate,
  )
  if (!planned) return refused('not_found', `No round is planned for ${plannedDate}: see the calendar.`)
  return done({ round: rounds.find(each => each.plannedDate === plannedDate) ?? { ...planned, ...nobody } })
}
