/** How callbacks of an FSP account come in: read from what is there, for a stretch of time that has an end. */
import { sql } from 'kysely'
import { callbackState, lagClassesMs, silentAfterMs, type CallbackState } from '../../domain/callbackHealth.js'
import type { CaseId, FspAccountId } from '../../domain/ids.js'
import { refusedCallbacks } from '../callbackRefusals.js'
import { ago, between, isExpected, isUnended, silence, since, usualP90Ms } from '../callbackSilence.js'
import type { House } from '../database.js'
import type { RefusedFor } from '../schema.js'

export interface CallbackHealth {
  hours: number
  state: CallbackState
  /** open while they stay away */
  alarm: { caseId: CaseId; since: Date } | null
  lastAt: Date | null
  /** callbacks are missed after this, and what nine of ten have taken lately; null: none has come */
  silentAfterMs: number
  usualP90Ms: number | null
  /** transfers that left in this time and that the FSP took */
  expected: number
  /** of them: a callback spoke of it */
  told: number
  /** of them: it waits for its callback, and is missed or is not yet */
  waiting: number
  late: number
  /** of them: it ended without one */
  missed: number
  lag: { p50Ms: number; p90Ms: number; p99Ms: number; maxMs: number } | null
  /** how many took at most so long (null: longer than all) */
  lagClasses: { upToMs: number | null; count: number }[]
  /** callbacks that came in this time, by what became of them; `repeated`: came again and changed nothing */
  notices: Record<NoticeEnd, number> & { repeated: number }
  refused: Record<RefusedFor, number>
}

type NoticeEnd = 'stored' | 'applied' | 'to_confirm' | 'unmatched' | 'contradiction' | 'failed'

/** @param hours back from now */
export async function callbackHealth(house: House, fspAccountId: FspAccountId, hours: number): Promise<CallbackHealth> {
  const usual = await usualP90Ms(house, fspAccountId)
  const missedAfterMs = silentAfterMs(usual)
  const transfers = await transfersOf(house, fspAccountId, hours, missedAfterMs)
  const alarm = await openAlarm(house, fspAccountId)
  const lastAt = await lastCallbackAt(house, fspAccountId, hours)
  const silent = alarm !== null || (await silence(house, fspAccountId, missedAfterMs)) !== null
  return {
    hours,
    state: callbackState({ silent, lastAt, late: transfers.late }),
    alarm,
    lastAt,
    silentAfterMs: missedAfterMs,
    usualP90Ms: usual,
    ...transfers,
    notices: await noticesOf(house, fspAccountId, hours),
    refused: await refusedCallbacks(house, fspAccountId, hours),
  }
}

type Transfers = Pick<CallbackHealth, 'expected' | 'told' | 'waiting' | 'late' | 'missed' | 'lag' | 'lagClasses'>

type Counted = Omit<Transfers, 'lag' | 'lagClasses'> & { percentiles: number[] | null; classes: number[] }

async function transfersOf(
  house: House,
  fspAccountId: FspAccountId,
  hours: number,
  missedAfterMs: number,
): Promise<Transfers> {
  const classes = [0, ...lagClassesMs].map((from, at) => {
    const upTo = lagClassesMs[at] ?? Number.POSITIVE_INFINITY
    return sql`(count(*) filter (where told_at is not null and lag >= ${from}::float8 and lag < ${upTo}::float8))::int`
  })
  const { rows } = await sql<Counted>`
    with e as materialized (
      select ${isUnended} as unended, ${since} as since, t.at as told_at, ${between(since, sql`t.at`)} as lag
        from attempt a left join call c on c.id = a.call_id
        left join (
          select attempt_id, min(received_at) as at from notice
           where fsp_account_id = ${fspAccountId} and kind = 'notification' and attempt_id is not null
             and received_at > now() - ${hours} * interval '1 hour'
           group by attempt_id) t on t.attempt_id = a.id
       where a.fsp_account_id = ${fspAccountId} and a.left_at > now() - ${hours} * interval '1 hour' and ${isExpected})
    select count(*)::int as expected, count(told_at)::int as told,
           (count(*) filter (where told_at is null and unended))::int as waiting,
           (count(*) filter (where told_at is null and unended and since < ${ago(missedAfterMs)}))::int as late,
           (count(*) filter (where told_at is null and not unended))::int as missed,
           percentile_disc(array[0.5,0.9,0.99,1]::float8[]) within group (order by lag) filter (where told_at is not null) as percentiles,
           array[${sql.join(classes)}] as classes
      from e`.execute(house.db)
  const [row] = rows
  if (!row) throw new Error('Counting must answer.')
  const { percentiles, classes: counts, ...counted } = row
  const [p50Ms, p90Ms, p99Ms, maxMs] = percentiles ?? []
  return {
    ...counted,
    lag:
      p50Ms === undefined || p90Ms === undefined || p99Ms === undefined || maxMs === undefined
        ? null
        : { p50Ms: Math.round(p50Ms), p90Ms: Math.round(p90Ms), p99Ms: Math.round(p99Ms), maxMs: Math.round(maxMs) },
    lagClasses: counts.map((count, at) => ({ upToMs: lagClassesMs[at] ?? null, count })),
  }
}

async function noticesOf(house: House, fspAccountId: FspAccountId, hours: number): Promise<CallbackHealth['notices']> {
  const { rows } = await sql<{ state: NoticeEnd; count: number; repeats: number }>`
    select state, count(*)::int as count, sum(repeats)::float8 as repeats from notice
     where fsp_account_id = ${fspAccountId} and kind = 'notification' and received_at > now() - ${hours} * interval '1 hour'
     group by state`.execute(house.db)
  const of = (state: NoticeEnd): number => rows.find(row => row.state === state)?.count ?? 0
  return {
    stored: of('stored'),
    applied: of('applied'),
    to_confirm: of('to_confirm'),
    unmatched: of('unmatched'),
    contradiction: of('contradiction'),
    failed: of('failed'),
    repeated: rows.reduce((sum, { repeats }) => sum + repeats, 0),
  }
}

/** Looked for where it is most likely, and only then in all there ever were. */
async function lastCallbackAt(house: House, fspAccountId: FspAccountId, hours: number): Promise<Date | null> {
  for (const within of [sql`received_at > now() - ${hours} * interval '1 hour'`, sql`true`]) {
    const { rows } = await sql<{ at: Date | null }>`
      select max(received_at) as at from notice
       where fsp_account_id = ${fspAccountId} and kind = 'notification' and ${within}`.execute(house.db)
    if (rows[0]?.at) return rows[0].at
  }
  return null
}

async function openAlarm(house: House, fspAccountId: FspAccountId): Promise<CallbackHealth['alarm']> {
  const { rows } = await sql<{ caseId: CaseId; since: Date }>`
    select id as "caseId", opened_at as since from work_case
     where kind = 'callbacks_silent' and fsp_account_id = ${fspAccountId} and state = 'open'`.execute(house.db)
  return rows[0] ?? null
}
