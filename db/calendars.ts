/** The calendar by which a programme runs by itself: made, changed, paused and resumed by people, in the record. */
import { sql } from 'kysely'
import { plannedRounds, wrongWithCalendar, type Calendar } from '../domain/calendar.js'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { LatePolicy, MissedPolicy, OverlapPolicy } from '../domain/rounds.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

/** What people choose; nothing of it has a default. */
export interface CalendarRules {
  readonly calendar: Calendar
  /** rounds that everybody gets */
  readonly roundsEach: number
  readonly late: LatePolicy
  readonly missed: MissedPolicy
  readonly overlap: OverlapPolicy
}

export interface ProgrammeCalendar extends CalendarRules {
  readonly programmeId: ProgrammeId
  readonly revision: number
  readonly since: Date
  readonly pausedAt: Date | null
  readonly pausedBy: string | null
  readonly pauseReason: string | null
  readonly madeBy: string
  readonly madeRole: string
  readonly madeAt: Date
}

const columns = sql`
  programme_id as "programmeId", calendar, rounds_each as "roundsEach", late, missed, overlap, revision, since,
  paused_at as "pausedAt", paused_by as "pausedBy", pause_reason as "pauseReason", made_by as "madeBy",
  made_role as "madeRole", made_at as "madeAt"`

export async function findCalendar(house: House, programmeId: ProgrammeId): Promise<ProgrammeCalendar | null> {
  const { rows } = await sql<ProgrammeCalendar>`
    select ${columns} from programme_calendar where programme_id = ${programmeId}`.execute(house.db)
  return rows[0] ?? null
}

/** Under its lock: whatever opens, skips or changes rounds of a programme comes one after the other. */
export async function lockCalendar(house: House, programmeId: ProgrammeId): Promise<ProgrammeCalendar | null> {
  const { rows } = await sql<ProgrammeCalendar>`
    select ${columns} from programme_calendar where programme_id = ${programmeId} for update`.execute(house.db)
  return rows[0] ?? null
}

export const noCalendar = refused('state', 'The programme has no calendar: its rounds are made by hand.')

/**
 * Why a calendar can not be this; null when it can.
 * @param sandbox FSPs and carriers are simulated here: rounds may be minutes apart
 */
export function wrongWithRules({ calendar, roundsEach }: CalendarRules, now: Date, sandbox: boolean): string | null {
  const wrong = wrongWithCalendar(calendar, sandbox)
  if (wrong !== null) return wrong
  if (!Number.isInteger(roundsEach) || roundsEach < 1 || roundsEach > 1000) return 'Everybody gets 1 to 1000 rounds.'
  return plannedRounds(calendar, { after: now, limit: 1 }).length === 0
    ? 'No round would ever be: the calendar has no date after now.'
    : null
}

/**
 * Makes the calendar or changes it. It counts from now on: what was opened stays, what is planned before now is not made
 * up for, and a planned date that had its round has no second one. Its rounds are made in the name of whoever set it, who
 * therefore approves none of them.
 */
export async function setCalendar(
  house: House,
  given: CalendarRules & { programmeId: ProgrammeId; by: By; sandbox?: boolean; now?: Date },
): Promise<Done<{ revision: number }>> {
  const { programmeId, by, sandbox = false, now = new Date() } = given
  const wrong = wrongWithRules(given, now, sandbox)
  if (wrong !== null) return refused('invalid', wrong)
  return inTransaction(house, async house => {
    const { rows } = await sql<{ trialOf: string | null }>`
      select trial_of as "trialOf" from programme where id = ${programmeId}`.execute(house.db)
    const [programme] = rows
    if (!programme) return refused('not_found', 'There is no such programme.')
    if (programme.trialOf !== null) return refused('state', 'This programme is for trial payments: it has no calendar.')
    const before = await lockCalendar(house, programmeId)
    if (before && !before.pausedAt)
      await letPass(house, before, { as: 'missed', why: 'The calendar was changed before it was opened.', by, now })
    const { calendar, roundsEach, late, missed, overlap } = given
    const set = await sql<{ revision: number }>`
      insert into programme_calendar (programme_id, calendar, rounds_each, late, missed, overlap, since, made_by, made_role)
      values (${programmeId}, ${JSON.stringify(calendar)}, ${roundsEach}, ${late}, ${missed}, ${overlap}, ${now}, ${by.person}, ${by.role})
      on conflict (programme_id) do update
         set calendar = excluded.calendar, rounds_each = excluded.rounds_each, late = excluded.late, missed = excluded.missed,
             overlap = excluded.overlap, since = greatest(programme_calendar.since, excluded.since), made_by = excluded.made_by,
             made_role = excluded.made_role, made_at = now(), revision = programme_calendar.revision + 1, next_check_at = now()
      returning revision`.execute(house.db)
    await recordAct(house, {
      by,
      act: before ? 'calendar changed' : 'calendar made',
      programmeId,
      subject: ['programme', programmeId],
      details: { before: before && rulesOf(before), after: rulesOf(given) },
    })
    return done({ revision: set.rows[0]?.revision ?? 1 })
  })
}

/** What is due and was not opened is over, in the record. @returns its planned dates */
async function letPass(
  house: House,
  { programmeId, calendar, since }: ProgrammeCalendar,
  { as, why, by, now }: { as: 'skipped' | 'missed'; why: string; by: By; now: Date },
): Promise<string[]> {
  const due = plannedRounds(calendar, { after: since, limit: 400 }).filter(({ at }) => at <= now)
  const passed: string[] = []
  for (const { plannedDate, at } of due) {
    const { rows } = await sql`
      insert into programme_cycle (programme_id, planned_date, nominal_at, state, why, opened_by, ended_at)
      values (${programmeId}, ${plannedDate}, ${at}, ${as}, ${why}, ${by.person}, ${now})
      on conflict do nothing returning 1`.execute(house.db)
    if (rows.length > 0) passed.push(plannedDate)
  }
  return passed
}

const rulesOf = ({ calendar, roundsEach, late, missed, overlap }: CalendarRules): CalendarRules => ({
  calendar,
  roundsEach,
  late,
  missed,
  overlap,
})

/** No round opens until it is resumed; lists that are there already go on. */
export async function pauseCalendar(
  house: House,
  { programmeId, reason, by, now = new Date() }: { programmeId: ProgrammeId; reason: string; by: By; now?: Date },
): Promise<Done> {
  if (reason.trim() === '') return refused('invalid', 'Say why the programme is paused.')
  return inTransaction(house, async house => {
    const found = await lockCalendar(house, programmeId)
    if (!found) return noCalendar
    if (found.pausedAt) return done()
    await sql`
      update programme_calendar set paused_at = ${now}, paused_by = ${by.person}, pause_reason = ${reason}, next_check_at = now()
       where programme_id = ${programmeId}`.execute(house.db)
    await recordAct(house, {
      by,
      act: 'calendar paused',
      programmeId,
      subject: ['programme', programmeId],
      details: { reason },
    })
    return done()
  })
}

/** Rounds whose time came in the pause are skipped, in the record; they were not missed. */
export async function resumeCalendar(
  house: House,
  { programmeId, by, now = new Date() }: { programmeId: ProgrammeId; by: By; now?: Date },
): Promise<Done> {
  return inTransaction(house, async house => {
    const found = await lockCalendar(house, programmeId)
    if (!found) return noCalendar
    if (!found.pausedAt) return done()
    const passed = await letPass(house, found, { as: 'skipped', why: `Paused: ${found.pauseReason ?? ''}`, by, now })
    await sql`
      update programme_calendar set paused_at = null, paused_by = null, pause_reason = null, since = greatest(since, ${now}),
             next_check_at = now() where programme_id = ${programmeId}`.execute(house.db)
    await recordAct(house, {
      by,
      act: 'calendar resumed',
      programmeId,
      subject: ['programme', programmeId],
      details: { skipped: passed },
    })
    return done()
  })
}
