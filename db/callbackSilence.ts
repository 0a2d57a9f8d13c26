/**
 * The case that is opened when callbacks of an FSP account stay away. Nothing is counted while they are taken: silence is
 * seen from attempts, calls and notices, of a stretch of time that has an end.
 */
import { sql, type RawBuilder } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { isSilence, lastLookedAt, leastSilenceMs, silentAfterMs, type LastDue } from '../domain/callbackHealth.js'
import { said } from '../domain/caseSays.js'
import type { FspAccountId } from '../domain/ids.js'
import { mkono } from '../domain/people.js'
import { closeCasesOf, openCase } from './cases.js'
import type { House } from './database.js'

/** What fell due in this time is looked at: whoever looks every minute has seen what did before. */
const lookedAtMs = 3_600_000

/** When the wait for a callback began: with the FSP’s answer, or where that was lost, as the call left. Over `a` and `c`. */
export const since = sql<Date>`coalesce(c.answered_at, a.left_at)`

/**
 * Over `a` and its call `c`: the FSP took it, so a callback should speak of it. Not so where the answer itself was the
 * outcome: then the attempt stands since that very moment as it stands now, and no callback was needed.
 */
export const isExpected = sql<boolean>`(
  exists (select from fsp_transaction x where x.attempt_id = a.id)
  and not (a.state in ('paid','refused') and c.answered_at is not null and a.state_at = c.answered_at))`

export const isUnended = sql<boolean>`a.state in ('sending','accepted','unknown')`

export const ago = (ms: number): RawBuilder<Date> => sql`now() - ${ms} * interval '1 millisecond'`

/** Milliseconds from one moment to a later one; a callback that overtook its answer waited for nothing. */
export const between = (from: RawBuilder<Date>, to: RawBuilder<Date>): RawBuilder<number> =>
  sql`greatest(0, extract(epoch from ${to} - ${from}) * 1000)::float8`

/** What nine of ten callbacks have taken, of the last five hundred within a week; null: fewer than five say nothing. */
export async function usualP90Ms(house: House, fspAccountId: FspAccountId): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select percentile_disc(0.9) within group (order by lag) as ms from (
      select ${between(since, sql`n.received_at`)} as lag
        from notice n join attempt a on a.id = n.attempt_id left join call c on c.id = a.call_id
       where n.fsp_account_id = ${fspAccountId} and n.kind = 'notification' and n.received_at > now() - interval '7 days'
       order by n.received_at desc limit 500) l
    having count(*) >= 5`.execute(house.db)
  const ms = rows[0]?.ms
  return ms == null ? null : Math.round(ms)
}

/** The last transfers whose callback is due by now; null where one of any came lately, or where they are no silence. */
export async function silence(
  house: House,
  fspAccountId: FspAccountId,
  missedAfterMs: number,
): Promise<LastDue | null> {
  const { rows } = await sql<LastDue & { heard: boolean }>`
    with last as (
      select a.id, ${isUnended} as unended
        from attempt a left join call c on c.id = a.call_id
       where a.fsp_account_id = ${fspAccountId} and a.left_at between ${ago(missedAfterMs + lookedAtMs)} and ${ago(missedAfterMs)}
         and ${since} < ${ago(missedAfterMs)} and ${isExpected}
       order by a.left_at desc limit ${lastLookedAt}),
    seen as (
      select unended, exists (select from notice n where n.attempt_id = last.id and n.kind = 'notification') as told from last)
    select count(*)::int as due, (count(*) filter (where told))::int as told,
           (count(*) filter (where not told and not unended))::int as "endedUntold",
           exists (select from notice n where n.fsp_account_id = ${fspAccountId} and n.kind = 'notification'
                      and n.received_at > ${ago(missedAfterMs)}) as heard
      from seen`.execute(house.db)
  const [row] = rows
  return row && !row.heard && isSilence(row) ? row : null
}

interface Quiet {
  fspAccountId: FspAccountId
  alarmed: boolean
  /** since the alarm: a callback that speaks of an attempt of ours */
  comesAgain: boolean
  /** something came within the shortest time after which anything is missed */
  heard: boolean
}

/**
 * Opens one case for each account whose callbacks stay away, and closes it once they come again.
 * @returns how many cases were opened or closed
 */
export async function watchCallbacks(house: House): Promise<number> {
  const { rows } = await sql<Quiet>`
    select f.id as "fspAccountId", w.id is not null as alarmed,
           w.id is not null and exists (
             select from notice n where n.fsp_account_id = f.id and n.kind = 'notification' and n.attempt_id is not null
                and n.received_at > w.opened_at) as "comesAgain",
           exists (select from notice n where n.fsp_account_id = f.id and n.kind = 'notification'
                      and n.received_at > ${ago(leastSilenceMs)}) as heard
      from fsp_account f
      left join work_case w on w.kind = 'callbacks_silent' and w.state = 'open' and w.fsp_account_id = f.id
     where f.confirmed_by is not null`.execute(house.db)
  let changed = 0
  for (const { fspAccountId, alarmed, comesAgain, heard } of rows) {
    if (alarmed && comesAgain) changed += await callbacksComeAgain(house, fspAccountId)
    else if (!alarmed && !heard) changed += await alarmIfSilent(house, fspAccountId)
  }
  return changed
}

const callbacksComeAgain = (house: House, fspAccountId: FspAccountId): Promise<number> =>
  closeCasesOf(house, { kinds: ['callbacks_silent'], fspAccountId, by: mkono, resolution: caseEnds.callbacks_again })

async function alarmIfSilent(house: House, fspAccountId: FspAccountId): Promise<number> {
  // What is usual is asked only where something is amiss: it takes reading what came in a week.
  if (!(await silence(house, fspAccountId, leastSilenceMs))) return 0
  const missedAfterMs = silentAfterMs(await usualP90Ms(house, fspAccountId))
  const found = await silence(house, fspAccountId, missedAfterMs)
  if (!found) return 0
  const { due, endedUntold: ended } = found
  const silent = { silentMs: missedAfterMs, due }
  const { opened } = await openCase(house, {
    kind: 'callbacks_silent',
    fspAccountId,
    says: ended > 0 ? said('callbacks_silent_some_ended', { ...silent, ended }) : said('callbacks_silent', silent),
    owner: 'operator',
    atDeadline: 'escalate',
  })
  return opened ? 1 : 0
}
