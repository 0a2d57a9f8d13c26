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
  sending: number
  accepted: number
  unknown: number
  /** with the FSP, or unknown and not yet on anybody’s list */
  awaited: number
  refused: number
  /** refused for a reason that time mends: the batch tries them again; `againNow` of them now (they are sendable) */
  again: number
  againNow: number
  /** when the first of them is tried again */
  againAt: Date | null
  final: number
  /** when the first of its silent attempts is to be asked about */
  nextCheckAt: Date | null
}

/** A payout `p` is kept back by a person: itself, its beneficiary, or because only the first of the list are paid. */
const isHeld = sql<boolean>`(p.held_reason is not null or (d.pay_first is not null and p.position > d.pay_first)
  or (select b.held_reason is not null or b.state in ('paused','declined') from beneficiary b where b.id = p.beneficiary_id))`

/** Of an attempt `a`: it became vouchers, and each of those has a life of its own. */
const isVouchers = sql<boolean>`(a.state = 'accepted' and a.next_check_at is null and exists (select 1 from voucher v where v.attempt_id = a.id))`

/** Of an attempt `a`: with the FSP, or unknown and not yet on anybody’s list. */
const isAwaited = sql<boolean>`((a.state in ('sending','accepted') and not ${isVouchers})
  or (a.state = 'unknown' and not exists (
        select 1 from work_case c where c.attempt_id = a.id and c.kind = 'unknown' and c.state = 'open')))`

/**
 * How one batch stands. `sendable` reads the same conditions as `takeCalls`, so a batch whose last payouts are held back
 * takes nobody’s place in the window of batches that send. Only of payouts that are under way is more read than their
 * row, so that the last looks cost little. Null: there is no such batch.
 */
export async function batchOf(house: House, distributionId: DistributionId, batch: number): Promise<BatchRow | null> {
  const { rows } = await sql<BatchRow>`
    select p.batch, count(*)::int as total,
           count(*) filter (where (${isUnsent} and not ${isHeld}) or (${staysInBatch} and ${isTriedNow}))::int as sendable,
           count(*) filter (where ${isUnsent} and ${isHeld})::int as "heldBack",
           count(*) filter (where a.state = 'sending')::int as sending,
           count(*) filter (where a.state = 'accepted' and not ${isVouchers})::int as accepted,
           count(*) filter (where p.state = 'unknown')::int as unknown,
           count(*) filter (where ${isAwaited})::int as awaited,
           count(*) filter (where p.state = 'refused')::int as refused,
           count(*) filter (where ${staysInBatch})::int as again,
           count(*) filter (where ${staysInBatch} and ${isTriedNow})::int as "againNow",
           min(${triedAgainAt}) filter (where ${staysInBatch}) as "againAt",
           count(*) filter (where p.state in ('paid','overpaid','cancelled','closed','to_decide'))::int as final,
           (select min(next_check_at) from attempt where watched and distribution_id = ${distributionId} and batch = ${batch}
               and (state in ('sending','accepted','unknown') or (state = 'refused' and not refusal_confirmed))) as "nextCheckAt"
      from payout p
      join distribution d on d.id = p.distribution_id
      left join lateral (
        select * from attempt a where a.payout_id = p.id and a.batch is not null and p.state in ('in_progress','unknown','refused')
         order by a.ordinal desc limit 1) a on true
     where p.distribution_id = ${distributionId} and p.batch = ${batch}
     group by p.batch`.execute(house.db)
  return rows[0] ?? null
}

/** Of a payout `p` and the attempt `a` that its batch follows. */
const isUnsent = sql<boolean>`(p.state = 'ready' or (p.state = 'in_progress' and a.state = 'prepared'))`

export interface OpenBatch extends Pick<BatchRow, 'batch' | 'awaited' | 'again'> {
  sendable: boolean
}

/**
 * The batches of a distribution in which something can be sent, is awaited or waits to be tried again, by the same
 * conditions as `batchOf`; one in which everything is held back is none of them. Asked every few seconds while a list
 * of 131,072 is paid: so it looks for one payout in each batch instead of counting them all, from batch `from` on, and
 * no further than to the `most`th that has something to send.
 */
export async function openBatchesOf(
  house: House,
  distributionId: DistributionId,
  { from = 1, most }: { from?: number; most?: number } = {},
): Promise<OpenBatch[]> {
  const { rows } = await sql<OpenBatch>`
    with d as materialized (select * from distribution where id = ${distributionId}),
    open as (
      (select b.batch, true as sendable, false as awaited, false as again
         from d cross join lateral generate_series(${from}::int, d.batches) as b(batch)
        cross join lateral (
          select 1 from payout p where p.distribution_id = d.id and p.batch = b.batch and p.state = 'ready' and not ${isHeld} limit 1) one
        limit ${most ?? null}::int)
      union all
      select a.batch, a.state = 'prepared' and p.state = 'in_progress' and not ${isHeld}, ${isAwaited}, false
        from d join attempt a on a.watched and a.distribution_id = d.id and a.batch is not null
          join payout p on p.id = a.payout_id
       where a.state = 'prepared' or ${isAwaited}
      union all
      select p.batch, ${isTriedNow}, false, true from d
        join payout p on p.distribution_id = d.id and p.trouble = 'refused'
        join attempt a on a.payout_id = p.id and a.batch is not null
       where ${staysInBatch})
    select batch, bool_or(sendable) as sendable, count(*) filter (where awaited)::int as awaited, count(*) filter (where again)::int as again
      from open group by batch having bool_or(sendable or awaited or again) order by batch`.execute(house.db)
  return rows
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
