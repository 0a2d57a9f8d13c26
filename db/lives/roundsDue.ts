/** What the caretaker does for programmes that run by themselves: rows say what is due, whatever became of a Schedule. */
import { sql } from 'kysely'
import { plannedRounds, type Calendar } from '../../domain/calendar.js'
import type { ProgrammeId } from '../../domain/ids.js'
import type { House } from '../database.js'

/** A Schedule that somebody changed or lost is looked at so often at the latest. */
const lookEveryMs = 10 * 60_000
/** After its time a Schedule has this long to open a round by itself. */
const marginMs = 30_000

export interface CalendarDue {
  readonly programmeId: ProgrammeId
  readonly name: string
  readonly paused: boolean
  /** the next rounds, whose times a Schedule is told */
  readonly ahead: readonly Date[]
}

/** As many rounds as a Schedule is told at a time; a caretaker that stays away for longer makes up for what it missed. */
export const toldAhead = 60

/**
 * Calendars to be looked at. Takes them: their next look moves on, to the next round where that comes first. One whose round
 * has just come due is left to its Schedule until the margin is over: a Schedule that is changed in that moment drops what it
 * was about to start.
 */
export async function calendarsDue(house: House, limit: number, now = new Date()): Promise<CalendarDue[]> {
  const { rows } = await sql<CalendarRow>`
    update programme_calendar set next_check_at = ${new Date(now.getTime() + lookEveryMs)}
     where programme_id in (select programme_id from programme_calendar where next_check_at <= ${now}
                             order by next_check_at limit ${limit} for update skip locked)
    returning programme_id as "programmeId", ${nameOfIt}, calendar, since, paused_at is not null as paused`.execute(
    house.db,
  )
  const due: CalendarDue[] = []
  for (const row of rows) {
    const known = await knownDates(house, row.programmeId)
    const [oldest] = unopened(row, known, row.since)
    const isItsTurn = oldest !== undefined && oldest <= now && now.getTime() - oldest.getTime() < marginMs
    const ahead = aheadOf(row, known, now)
    const next = isItsTurn ? oldest : ahead[0]
    if (next) {
      await sql`
        update programme_calendar set next_check_at = least(next_check_at, ${new Date(next.getTime() + marginMs)})
         where programme_id = ${row.programmeId}`.execute(house.db)
    }
    if (!isItsTurn || row.paused) due.push({ programmeId: row.programmeId, name: row.name, paused: row.paused, ahead })
  }
  return due
}

const nameOfIt = sql`(select name from programme p where p.id = programme_calendar.programme_id) as name`

interface CalendarRow {
  programmeId: ProgrammeId
  name: string
  calendar: Calendar
  since: Date
  paused: boolean
}

/** One calendar as its Schedule should be; null: it has none. */
export async function calendarFor(
  house: House,
  programmeId: ProgrammeId,
  now = new Date(),
): Promise<CalendarDue | null> {
  const { rows } = await sql<CalendarRow>`
    select programme_id as "programmeId", ${nameOfIt}, calendar, since, paused_at is not null as paused
      from programme_calendar where programme_id = ${programmeId}`.execute(house.db)
  const [row] = rows
  if (!row) return null
  const ahead = aheadOf(row, await knownDates(house, programmeId), now)
  return { programmeId, name: row.name, paused: row.paused, ahead }
}

/** Opened, skipped, or brought forward: nothing of it is told to the Schedule. */
async function knownDates(house: House, programmeId: ProgrammeId): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ date: string }>`
    select planned_date as date from programme_cycle where programme_id = ${programmeId}`.execute(house.db)
  return new Set(rows.map(({ date }) => date))
}

const aheadOf = (row: CalendarRow, known: ReadonlySet<string>, now: Date): Date[] =>
  unopened(row, known, row.since > now ? row.since : now)

const unopened = ({ calendar }: CalendarRow, known: ReadonlySet<string>, after: Date): Date[] =>
  plannedRounds(calendar, { after, limit: toldAhead })
    .filter(({ plannedDate }) => !known.has(plannedDate))
    .map(({ at }) => at)

/** Rounds that nobody follows although they are not done. Takes them: their next check moves on. */
export async function overdueCycles(
  house: House,
  limit: number,
): Promise<{ programmeId: ProgrammeId; nominalAt: Date }[]> {
  const { rows } = await sql<{ programmeId: ProgrammeId; nominalAt: Date }>`
    update programme_cycle set next_check_at = now() + interval '3 minutes'
     where id in (select id from programme_cycle where state in ('queued','opening','open') and next_check_at < now() - interval '20 seconds'
                   order by next_check_at limit ${limit} for update skip locked)
    returning programme_id as "programmeId", nominal_at as "nominalAt"`.execute(house.db)
  return rows
}
