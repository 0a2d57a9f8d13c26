import { sql } from 'kysely'
import type { DistributionId } from '../../domain/ids.js'
import { isTriedNow, staysInBatch, triedAgainAt } from '../batchRetries.js'
import type { House } from '../database.js'

/** How one batch stands for the lives that follow it. Counts of payouts. */
export interface BatchRow {
  batch: number
  total: number
  /** may leave as soon as somebody sends it */
  sendable: number
  /** not sent, and held back by a person: hold, pause of the person, pay-first */
  heldBack: number
  /** with the FSP or unknown and not yet on anybody’s list */
  awaited: number
  /** refused for a reason that time mends: the batch tries them again; `againNow` of them now (they are sendable) */
  again: number
  againNow: number
  /** when the first of them is tried again */
  againAt: Date | null
}

/**
 * How one batch stands. `sendable` reads the same conditions as `takeCalls`, so a batch whose last payouts are held back
 * takes nobody’s place in the window of batches that send. Null: there is no such batch.
 */
export async function batchOf(house: House, distributionId: DistributionId, batch: number): Promise<BatchRow | null> {
  const { rows } = await sql<BatchRow>`
    select p.batch, count(*)::int as total,
           count(*) filter (where (u.unsent and not u.held) or (${staysInBatch} and ${isTriedNow}))::int as sendable,
           count(*) filter (where u.unsent and u.held)::int as "heldBack",
           count(*) filter (where ${isAwaited})::int as awaited,
           count(*) filter (where ${staysInBatch})::int as again,
           count(*) filter (where ${staysInBatch} and ${isTriedNow})::int as "againNow",
           min(${triedAgainAt}) filter (where ${staysInBatch}) as "againAt"
      from payout p
      join distribution d on d.id = p.distribution_id
      join beneficiary b on b.id = p.beneficiary_id
      left join attempt a on a.payout_id = p.id and a.batch is not null
      cross join lateral (
        select p.state = 'ready' or (p.state = 'in_progress' and a.state = 'prepared') as unsent,
               p.held_reason is not null or b.held_reason is not null or b.state in ('paused','declined')
                 or (d.pay_first is not null and p.position > d.pay_first) as held) u
     where p.distribution_id = ${distributionId} and p.batch = ${batch}
     group by p.batch`.execute(house.db)
  return rows[0] ?? null
}

/** Of an attempt `a`: with the FSP, or unknown and not yet on anybody’s list. */
const isAwaited = sql`(a.state in ('sending','accepted')
  or (a.state = 'unknown' and not exists (
        select 1 from work_case c where c.attempt_id = a.id and c.kind = 'unknown' and c.state = 'open')))`

export type OpenBatch = Pick<BatchRow, 'batch' | 'sendable' | 'heldBack' | 'awaited' | 'again'>

/**
 * The batches of a distribution in which something is still to be sent, awaited or tried again, by the same conditions as `batchOf`.
 * Asked every few seconds while a list of 131,072 is paid: so it begins from what is open, and people who are held back
 * are few and have an index.
 */
export async function openBatchesOf(house: House, distributionId: DistributionId): Promise<OpenBatch[]> {
  const { rows } = await sql<OpenBatch>`
    with held as materialized (
      select b.id from beneficiary b
       where b.programme_id = (select programme_id from distribution where id = ${distributionId})
         and (b.held_reason is not null or b.state in ('paused','declined'))),
    prepared as materialized (
      select payout_id from attempt
       where watched and distribution_id = ${distributionId} and batch is not null and state = 'prepared'),
    unsent as (
      select p.batch, p.held_reason is not null or h.id is not null or (d.pay_first is not null and p.position > d.pay_first) as held
        from payout p
        join distribution d on d.id = p.distribution_id
        left join held h on h.id = p.beneficiary_id
       where p.distribution_id = ${distributionId}
         and (p.state = 'ready' or (p.state = 'in_progress' and p.id in (select payout_id from prepared)))),
    open as (
      select batch, not held as sendable, held as "heldBack", false as awaited, false as again from unsent
      union all
      select a.batch, false, false, true, false from attempt a
       where a.watched and a.distribution_id = ${distributionId} and a.batch is not null and ${isAwaited}
      union all
      select p.batch, ${isTriedNow}, false, false, true from distribution d
        join payout p on p.distribution_id = d.id and p.trouble = 'refused'
        join attempt a on a.payout_id = p.id and a.batch is not null
       where d.id = ${distributionId} and ${staysInBatch})
    select batch, count(*) filter (where sendable)::int as sendable, count(*) filter (where "heldBack")::int as "heldBack",
           count(*) filter (where awaited)::int as awaited, count(*) filter (where again)::int as again
      from open group by batch order by batch`.execute(house.db)
  return rows
}

/** When the next silent attempt of a batch is to be asked about. */
export async function nextCheckOfBatch(
  house: House,
  distributionId: DistributionId,
  batch: number,
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_check_at) as at from attempt where watched and distribution_id = ${distributionId} and batch = ${batch}
       and (state in ('sending','accepted','unknown') or (state = 'refused' and not refusal_confirmed))`.execute(
    house.db,
  )
  return rows[0]?.at ?? null
}

/** Batches in which a person has something that was held back: woken when the hold ends. */
export async function batchesOfPerson(
  house: House,
  beneficiaryId: string,
): Promise<{ distributionId: DistributionId; batch: number }[]> {
  const { rows } = await sql<{ distributionId: DistributionId; batch: number }>`
    select p.distribution_id as "distributionId", p.batch from payout p
      join distribution d on d.id = p.distribution_id and d.state in ('paying','paused')
     where p.beneficiary_id = ${beneficiaryId} and p.state in ('ready','in_progress')`.execute(house.db)
  return rows
}

/** The life of a distribution has seen to it and will look again before this; the caretaker after it. */
export async function lookAgainAtDistribution(
  house: House,
  distributionId: DistributionId,
  inMs: number,
): Promise<void> {
  await sql`
    update distribution set next_check_at = now() + ${inMs} * interval '1 millisecond' where id = ${distributionId}`.execute(
    house.db,
  )
}
