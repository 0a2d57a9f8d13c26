/**
 * The rounds of a programme’s calendar, from due to done. A round is a row before anything is done for it, unique by its
 * planned date and its nominal time: whatever opens it once more finds it. Everything here runs under the lock of the
 * calendar, so that two workers decide one after the other.
 */
import { sql } from 'kysely'
import { plannedRounds, type PlannedRound } from '../domain/calendar.js'
import { done, refused, type Done } from '../domain/done.js'
import type { CycleId, DistributionId, ProgrammeId } from '../domain/ids.js'
import type { DistributionState } from '../domain/payout.js'
import { mkono, type By } from '../domain/people.js'
import { openingsOf, type CycleState, type Opening } from '../domain/rounds.js'
import { recordAct } from './audit.js'
import { lockCalendar, noCalendar, type ProgrammeCalendar } from './calendars.js'
import { inTransaction, type House } from './database.js'
import { createDistribution } from './distributions.js'

export interface LiveCycle {
  readonly cycleId: CycleId
  readonly nominalAt: Date
}

/** Looked at for one opening; what is due beyond it comes with the next. */
const mostDue = 400

/**
 * Deals with every round that is due: opens it, lets it wait, or marks it as missed or skipped, by the calendar’s own rules.
 * Asked again it changes nothing.
 * @returns the rounds that somebody has to follow, oldest first
 */
export async function openDueRounds(
  house: House,
  { programmeId, now = new Date() }: { programmeId: ProgrammeId; now?: Date },
): Promise<LiveCycle[]> {
  return inTransaction(house, async house => {
    const found = await lockCalendar(house, programmeId)
    if (!found) return []
    const live = await liveCycles(house, programmeId)
    if (found.pausedAt) return live
    const { calendar, since, missed, overlap } = found
    const passed = plannedRounds(calendar, { after: since, limit: mostDue }).filter(({ at }) => at <= now)
    const known = await knownDates(house, programmeId)
    const due = passed.filter(({ plannedDate }) => !known.has(plannedDate))
    for (const { round, as, why } of openingsOf(due, { now, missed, overlap, underWay: live.length > 0 })) {
      await insertCycle(house, { programmeId, ...round, as, why: why ?? null, by: mkono })
    }
    const last = passed.at(-1)
    if (last) {
      await sql`update programme_calendar set since = ${last.at} where programme_id = ${programmeId}`.execute(house.db)
    }
    return liveCycles(house, programmeId)
  })
}

async function liveCycles(house: House, programmeId: ProgrammeId): Promise<LiveCycle[]> {
  const { rows } = await sql<LiveCycle>`
    select id as "cycleId", nominal_at as "nominalAt" from programme_cycle
     where programme_id = ${programmeId} and state in ('queued','opening','open') order by nominal_at`.execute(house.db)
  return rows
}

async function knownDates(house: House, programmeId: ProgrammeId): Promise<Set<string>> {
  const { rows } = await sql<{ date: string }>`
    select planned_date as date from programme_cycle where programme_id = ${programmeId}`.execute(house.db)
  return new Set(rows.map(({ date }) => date))
}

/** Numbers go up with every round, whoever made it, and are never used again. */
const nextRound = (programmeId: ProgrammeId) => sql<number>`(
  select greatest(coalesce((select max(round) from distribution where programme_id = ${programmeId}), 0),
                  coalesce((select max(round) from programme_cycle where programme_id = ${programmeId}), 0)) + 1)`

async function insertCycle(
  house: House,
  given: { programmeId: ProgrammeId; plannedDate: string; at: Date; as: Opening['as']; why: string | null; by: By },
): Promise<CycleId | null> {
  const { programmeId, plannedDate, at, as, why, by } = given
  const { rows } = await sql<{ id: CycleId }>`
    insert into programme_cycle (programme_id, planned_date, nominal_at, state, why, round, opened_by, ended_at)
    values (${programmeId}, ${plannedDate}, ${at}, ${as}, ${why}, ${as === 'opening' ? nextRound(programmeId) : sql`null`},
            ${by.person}, ${as === 'missed' || as === 'skipped' ? sql`now()` : sql`null`})
    on conflict do nothing returning id`.execute(house.db)
  const [made] = rows
  if (!made) return null
  const details = { plannedDate, nominalAt: at.toISOString(), ...(why === null ? {} : { why }) }
  await recordAct(house, { by, act: `round ${as}`, programmeId, subject: ['cycle', made.id], details })
  return made.id
}

/** This round, and no other, is left out. What has a list already is rejected or cancelled there. */
export async function skipRound(
  house: House,
  given: { programmeId: ProgrammeId; plannedDate: string; reason: string; by: By },
): Promise<Done> {
  const { programmeId, plannedDate, reason, by } = given
  return inTransaction(house, async house => {
    const found = await lockCalendar(house, programmeId)
    if (!found) return noCalendar
    const { rows } = await sql<{ id: CycleId; state: CycleState }>`
      select id, state from programme_cycle where programme_id = ${programmeId} and planned_date = ${plannedDate}`.execute(
      house.db,
    )
    const [there] = rows
    if (there?.state === 'skipped') return done()
    if (there && there.state !== 'queued' && there.state !== 'opening')
      return refused('state', `The round of ${plannedDate} is ${there.state}: see to its distribution.`)
    if (there) {
      await sql`update programme_cycle set state = 'skipped', why = ${reason}, ended_at = now() where id = ${there.id}`.execute(
        house.db,
      )
      const details = { plannedDate, why: reason }
      await recordAct(house, { by, act: 'round skipped', programmeId, subject: ['cycle', there.id], details })
      return done()
    }
    const round = plannedRounds(found.calendar, { after: found.since, limit: mostDue }).find(
      each => each.plannedDate === plannedDate,
    )
    if (!round) return refused('not_found', `No round is planned for ${plannedDate}: see the calendar.`)
    await insertCycle(house, { programmeId, ...round, as: 'skipped', why: reason, by })
    return done()
  })
}

/** Which round would be brought forward; refused with what hinders that. */
export async function nextToRun(
  house: House,
  { programmeId, calendar, since, overlap, pausedAt }: ProgrammeCalendar,
): Promise<Done<{ next: PlannedRound }>> {
  if (pausedAt) return refused('state', 'The programme is paused: resume it first.')
  if (overlap !== 'beside' && (await liveCycles(house, programmeId)).length > 0)
    return refused('state', 'A round is open already: wait until it is paid, or cancel its distribution.')
  const known = await knownDates(house, programmeId)
  const next = plannedRounds(calendar, { after: since, limit: mostDue }).find(
    ({ plannedDate }) => !known.has(plannedDate),
  )
  return next ? done({ next }) : refused('state', 'No further round is planned.')
}

/** Brings the next planned round forward to now. It is that round, so its own day will not bring it again. */
export async function runRoundNow(
  house: House,
  { programmeId, by, now = new Date() }: { programmeId: ProgrammeId; by: By; now?: Date },
): Promise<Done<LiveCycle & { plannedDate: string }>> {
  return inTransaction(house, async house => {
    const found = await lockCalendar(house, programmeId)
    if (!found) return noCalendar
    const ready = await nextToRun(house, found)
    if (!ready.ok) return ready
    const { next } = ready
    const why = `Brought forward by ${by.person} on ${now.toISOString().slice(0, 10)}.`
    const cycleId = await insertCycle(house, { programmeId, ...next, as: 'opening', why, by })
    if (cycleId === null) throw new Error('A round that nobody knew was there already.')
    return done({ cycleId, nominalAt: next.at, plannedDate: next.plannedDate })
  })
}

export interface CycleFound {
  readonly cycleId: CycleId
  readonly programmeId: ProgrammeId
  readonly plannedDate: string
  readonly state: CycleState
  readonly why: string | null
  readonly round: number | null
  readonly distributionId: DistributionId | null
  readonly distributionState: DistributionState | null
  /** payouts of its list that have not been sent, or are on their way */
  readonly unsettled: number
  /** something was approved ahead, and may do for its list */
  readonly approvedAhead: boolean
}

export async function findCycle(house: House, cycleId: CycleId): Promise<CycleFound | null> {
  const { rows } = await sql<CycleFound>`
    select y.id as "cycleId", y.programme_id as "programmeId", y.planned_date as "plannedDate", y.state, y.why, y.round,
           y.distribution_id as "distributionId", d.state as "distributionState",
           (select count(*)::int from payout p where p.distribution_id = d.id and p.state in ('listed','ready','in_progress')) as unsettled,
           exists (select from standing_approval s where s.programme_id = y.programme_id and s.ended_at is null and s.until > now()) as "approvedAhead"
      from programme_cycle y left join distribution d on d.id = y.distribution_id where y.id = ${cycleId}`.execute(
    house.db,
  )
  return rows[0] ?? null
}

/** The round at this very time; null: none has it. */
export async function cycleAt(house: House, programmeId: ProgrammeId, nominalAt: Date): Promise<CycleId | null> {
  const { rows } = await sql<{ id: CycleId }>`
    select id from programme_cycle where programme_id = ${programmeId} and nominal_at = ${nominalAt}`.execute(house.db)
  return rows[0]?.id ?? null
}

/**
 * Takes a round one step further where nothing hinders it: from its place in the queue to the front, and from there to a
 * list of its own, which its distribution freezes. Refused with what hinders it.
 */
export async function stepCycle(
  house: House,
  cycleId: CycleId,
): Promise<Done<{ distributionId: DistributionId | null; fspName: string | null }>> {
  return inTransaction(house, async house => {
    const before = await findCycle(house, cycleId)
    if (!before) return refused('not_found', 'There is no such round.')
    const { programmeId } = before
    const found = await lockCalendar(house, programmeId)
    const cycle = await findCycle(house, cycleId)
    if (!found || !cycle) return noCalendar
    if (cycle.state !== 'queued' && cycle.state !== 'opening') return listOf(house, cycle)
    if (found.pausedAt) return refused('state', 'The programme is paused.')
    const [first] = await liveCycles(house, programmeId)
    if (first?.cycleId !== cycleId && found.overlap !== 'beside')
      return refused('state', 'The round before is not paid yet.')
    await sql`
      update programme_cycle set state = 'opening', round = coalesce(round, ${nextRound(programmeId)}) where id = ${cycleId}`.execute(
      house.db,
    )
    const opened = await findCycle(house, cycleId)
    const { round } = opened ?? cycle
    if (round === null) throw new Error('A round that is opening has a number.')
    const made = await createDistribution(house, {
      programmeId,
      round,
      name: `Round ${round}, ${cycle.plannedDate}`,
      isCycle: true,
      by: { person: found.madeBy, role: found.madeRole },
    })
    if (!made.ok) return made
    await sql`update programme_cycle set state = 'open', distribution_id = ${made.distributionId} where id = ${cycleId}`.execute(
      house.db,
    )
    await recordAct(house, {
      by: mkono,
      act: 'round opened',
      programmeId,
      subject: ['cycle', cycleId],
      details: { plannedDate: cycle.plannedDate, round, distributionId: made.distributionId },
    })
    return listOf(house, { ...cycle, distributionId: made.distributionId })
  })
}

async function listOf(
  house: House,
  { distributionId }: Pick<CycleFound, 'distributionId'>,
): Promise<Done<{ distributionId: DistributionId | null; fspName: string | null }>> {
  const { rows } = await sql<{ fspName: string }>`
    select f.fsp_name as "fspName" from distribution d join fsp_account f on f.id = d.fsp_account_id where d.id = ${distributionId}`.execute(
    house.db,
  )
  return done({ distributionId, fspName: rows[0]?.fspName ?? null })
}

/** Over, once nothing of its list is left to be sent or on its way; what is with people goes on without it. */
export async function closeCycle(house: House, cycleId: CycleId): Promise<boolean> {
  const { rows } = await sql`
    update programme_cycle y set state = 'done', ended_at = now(),
           why = case when d.state in ('rejected','cancelled') then d.state || coalesce(': ' || case d.pause_reason when 'nobody_payable' then 'nobody is payable' else d.pause_reason end, '') else y.why end
      from distribution d
     where y.id = ${cycleId} and y.state = 'open' and d.id = y.distribution_id
       and (d.state in ('closed','rejected','cancelled')
         or d.state in ('paying','paused') and not exists (
              select from payout p where p.distribution_id = d.id and p.state in ('listed','ready','in_progress')))
    returning 1`.execute(house.db)
  return rows.length > 0
}

/** The round whose turn it is; null where none waits. */
export async function nextInQueue(house: House, programmeId: ProgrammeId): Promise<LiveCycle | null> {
  const { rows } = await sql<LiveCycle & { state: CycleState }>`
    select id as "cycleId", nominal_at as "nominalAt", state from programme_cycle
     where programme_id = ${programmeId} and state in ('queued','opening','open') order by nominal_at limit 1`.execute(
    house.db,
  )
  const [first] = rows
  return first?.state === 'queued' ? first : null
}

/** The round that waits for the end of this list; null where none does. */
export async function openCycleOf(
  house: House,
  distributionId: DistributionId,
): Promise<{ programmeId: ProgrammeId; nominalAt: Date } | null> {
  const { rows } = await sql<{ programmeId: ProgrammeId; nominalAt: Date }>`
    select programme_id as "programmeId", nominal_at as "nominalAt" from programme_cycle
     where distribution_id = ${distributionId} and state = 'open'`.execute(house.db)
  return rows[0] ?? null
}

/** Nobody needs to look at it before then. */
export async function lookAgainAtCycle(house: House, cycleId: CycleId, afterMs: number): Promise<void> {
  await sql`update programme_cycle set next_check_at = now() + ${afterMs} * interval '1 millisecond' where id = ${cycleId}`.execute(
    house.db,
  )
}

export interface CycleRow extends Omit<CycleFound, 'unsettled' | 'approvedAhead'> {
  readonly nominalAt: Date
  readonly payouts: number | null
  readonly totalMinor: bigint | null
  readonly openedBy: string
  readonly endedAt: Date | null
}

/** Newest first. */
export async function listCycles(house: House, programmeId: ProgrammeId, limit: number): Promise<CycleRow[]> {
  const { rows } = await sql<CycleRow>`
    select y.id as "cycleId", y.programme_id as "programmeId", y.planned_date as "plannedDate", y.nominal_at as "nominalAt",
           y.state, y.why, y.round, y.distribution_id as "distributionId", d.state as "distributionState", d.payouts,
           d.total_minor as "totalMinor", y.opened_by as "openedBy", y.ended_at as "endedAt"
      from programme_cycle y left join distribution d on d.id = y.distribution_id
     where y.programme_id = ${programmeId} order by y.nominal_at desc limit ${limit}`.execute(house.db)
  return rows
}
