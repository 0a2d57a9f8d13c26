import { sql } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import { attemptKey, type ApprovalId, type AttemptId, type DistributionId, type PayoutId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { PayoutState } from '../domain/payout.js'
import { inTransaction, type House } from './database.js'
import { given } from './given.js'

/** Of a payout `p`: the approval of its part was dropped, so nothing more of it leaves (db/droppedParts.ts). */
export const isDropped = sql<boolean>`exists (
  select 1 from distribution_part x where x.distribution_id = p.distribution_id and x.batch = p.batch and x.dropped_at is not null)`

/** Of a payout `p`: another one was paid for its round after that had been given back; this one is not sent any more. */
export const isOvertaken = sql<boolean>`exists (
  select 1 from payout q where q.paid_after_all and q.id <> p.id
     and (q.beneficiary_id, q.round, q.purpose) = (p.beneficiary_id, p.round, p.purpose))`

/** How a payout stands for whoever wants to open, release or close something for it. */
export interface Standing {
  id: PayoutId
  distributionId: DistributionId
  state: PayoutState
  money: string
  released: boolean
  distributionState: string
  cancelled: boolean
  /** the approval of its part of the list was dropped */
  dropped: boolean
  openAttempt: AttemptId | null
  lastOrdinal: number
  /** a success of its own */
  paid: boolean
  /** a success for its person, round and purpose, its own or another payout’s */
  siblingPaid: boolean
  unconfirmed: number
  contradictions: number
}

/** Locks payouts, in the one order (by id), and then says how each stands; those that do not exist are left out. */
export async function lockPayouts(house: House, payoutIds: readonly PayoutId[]): Promise<Standing[]> {
  await sql`select 1 from payout where id = any (${payoutIds}::uuid[]) order by id for update`.execute(house.db)
  const { rows } = await sql<Standing>`
    select p.id, p.distribution_id as "distributionId", p.state, p.money, p.released, d.state as "distributionState", d.cancelled_by is not null as cancelled, ${isDropped} as dropped,
           (select a.id from attempt a where a.payout_id = p.id and a.is_open) as "openAttempt",
           (select coalesce(max(a.ordinal), 0) from attempt a where a.payout_id = p.id)::int as "lastOrdinal",
           exists (select 1 from attempt a where a.payout_id = p.id and a.state in ('paid','paid_extra')) as paid,
           exists (select 1 from attempt a join payout q on q.id = a.payout_id
                    where q.beneficiary_id = p.beneficiary_id and q.round = p.round and q.purpose = p.purpose
                      and a.state in ('paid','paid_extra')) as "siblingPaid",
           (select count(*) from attempt a where a.payout_id = p.id and a.state = 'refused' and not a.refusal_confirmed)::int
           + (select count(*) from fsp_transaction x join attempt a on a.id = x.attempt_id
               where a.payout_id = p.id and x.said = 'paid' and a.state not in ('paid','paid_extra','reversed'))::int
           + (select count(*) from notice n join attempt a on a.id = n.attempt_id
               where a.payout_id = p.id and n.state = 'to_confirm')::int as unconfirmed,
           (select count(*) from work_case c where c.payout_id = p.id and c.kind = 'contradiction' and c.state = 'open')::int as contradictions
      from payout p join distribution d on d.id = p.distribution_id where p.id = any (${payoutIds}::uuid[])`.execute(
    house.db,
  )
  return rows
}

const isPaid = refused('state', 'This person is paid for this round.')

/** Why nothing may be opened, released or closed for this payout yet; null when it may. */
function blocked(standing: Standing): Refused | null {
  if (standing.paid) return isPaid
  if (standing.unconfirmed > 0)
    return refused('state', 'The FSP has not yet confirmed what became of it; it is being asked.')
  if (standing.contradictions > 0)
    return refused('state', 'The FSP’s words contradict each other; close that case first.')
  return null
}

export const notAsApproved = refused(
  'state',
  'The approval of this part of the list was dropped: it is no longer what was approved.',
)

/** Why no further attempt may be opened for a payout that has none open; null when it may. */
export function barred(standing: Standing): Refused | null {
  const why = standing.siblingPaid ? isPaid : blocked(standing)
  if (why) return why
  if (standing.released || standing.money !== 'reserved')
    return refused('state', 'No money is reserved for this payout any more.')
  if (standing.state !== 'refused' && standing.state !== 'ready')
    return refused('state', `A payout that is ${standing.state} can not be tried again.`)
  if (standing.cancelled) return refused('state', 'The distribution was cancelled.')
  if (standing.dropped) return notAsApproved
  if (!['paying', 'paused', 'closed'].includes(standing.distributionState))
    return refused('state', 'The distribution has not been started.')
  return null
}

/**
 * Writes the next attempt of each payout; they are locked and may have one. `inBatch`: their batch follows it, and the
 * attempts before are its no more, so that it follows one of each payout. Left out is whose approval is not their own.
 */
export async function writeNext(
  house: House,
  payouts: readonly Pick<Standing, 'id' | 'lastOrdinal'>[],
  { by, inBatch, approvalId }: { by: By; inBatch: boolean; approvalId?: ApprovalId },
): Promise<{ attemptId: AttemptId; payoutId: PayoutId }[]> {
  const next = payouts.map(({ id, lastOrdinal }) => ({
    payout: id,
    ordinal: lastOrdinal + 1,
    key: attemptKey(id, lastOrdinal + 1),
  }))
  const { rows: opened } = await sql<{ attemptId: AttemptId; payoutId: PayoutId }>`
    insert into attempt (payout_id, ordinal, key, programme_id, distribution_id, beneficiary_id, batch, amount_minor, currency,
                         destination_id, number_lookup, fsp_account_id, approval_id, opened_by)
    select p.id, n.ordinal, n.key, p.programme_id, p.distribution_id, p.beneficiary_id, case when ${inBatch} then p.batch end,
           p.amount_minor, g.currency, t.id, t.number_lookup, p.fsp_account_id, y.id, ${by.person}
      from ${given('n', next, { payout: 'uuid', ordinal: 'int', key: 'text' })}
      join payout p on p.id = n.payout
      join programme g on g.id = p.programme_id
      join lateral (
        select y.id, coalesce(y.destination_id, before.destination_id, p.destination_id) as destination_id
          from approval y
          left join lateral (select a.destination_id, a.approval_id from attempt a where a.payout_id = p.id order by a.ordinal desc limit 1) before on true
         where y.id = coalesce(${approvalId ?? null}::uuid, before.approval_id,
                 (select z.id from approval z where z.distribution_id = p.distribution_id and z.kind = 'distribution'))) y on true
      join destination t on t.id = y.destination_id and t.beneficiary_id = p.beneficiary_id and t.state in ('approved','superseded')
     and (t.fsp_account_id is null or t.fsp_account_id = p.fsp_account_id)
    returning id as "attemptId", payout_id as "payoutId"`.execute(house.db)
  const ids = opened.map(each => each.payoutId)
  if (ids.length === 0) return []
  await sql`
    update payout set state = 'in_progress', reason = null, next_check_at = null, state_at = now()
     where id = any (${ids}::uuid[])`.execute(house.db)
  await sql`
    update work_case set state = 'closed', closed_at = now(), closed_by = ${by.person}, resolution = ${caseEnds.new_attempt}
     where payout_id = any (${ids}::uuid[]) and state = 'open' and kind in ('correction','decision')`.execute(house.db)
  if (inBatch) {
    await sql`
      update attempt set batch = null where payout_id = any (${ids}::uuid[]) and id <> all (${opened.map(each => each.attemptId)}::uuid[])
         and batch is not null`.execute(house.db)
  }
  return opened
}

/** Why a payout can not be given up; null when it can, but for an open attempt that is not merely prepared. */
export function mayNotGiveUp(standing: Standing): Refused | null {
  const why = blocked(standing)
  if (why) return why
  if (!['listed', 'ready', 'refused', 'in_progress', 'to_decide'].includes(standing.state))
    return refused('state', `A payout that is ${standing.state} can not be given up.`)
  return null
}

/**
 * Gives a payout up: what is prepared is withdrawn, its money returns to the budget, the round is free again; or it goes
 * to an earlier payout that was paid after all, while this one was under way. Refused while anything may still have been paid.
 */
export async function closePayout(
  house: House,
  { payoutId, by, why, as }: { payoutId: PayoutId; by: By; why: string; as: 'closed' | 'cancelled' },
): Promise<Done> {
  return inTransaction(house, async inner => {
    const [standing] = await lockPayouts(inner, [payoutId])
    if (!standing) return refused('not_found', 'There is no such payout.')
    if (standing.state === 'closed' || standing.state === 'cancelled') return done()
    const held = mayNotGiveUp(standing)
    if (held) return held
    if (standing.openAttempt) {
      const withdrawn = await sql`
        update attempt set state = 'withdrawn', state_at = now(), next_check_at = null
         where id = ${standing.openAttempt} and state = 'prepared'`.execute(inner.db)
      if (Number(withdrawn.numAffectedRows ?? 0n) === 0) return refused('state', 'The payout is on its way to the FSP.')
    }
    if (standing.money === 'reserved' || standing.money === 'returned') {
      await sql`
        insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key, distribution_id, payout_id)
        select programme_id, money, 'available', amount_minor + case when money = 'reserved' then fee_reserve_minor else 0 end,
               'released', 'released:' || id || case when money = 'returned' then ':' || (
                 select count(*) from attempt a where a.payout_id = payout.id and a.state = 'reversed') else '' end, distribution_id, id
          from payout where id = ${payoutId}`.execute(inner.db)
    }
    await sql`
      update payout set state = ${as}, released = true, money = 'none', next_check_at = null, state_at = now()
       where id = ${payoutId}`.execute(inner.db)
    await sql`
      update payout set released = false where id = (
        select q.id from payout p join payout q on (q.beneficiary_id, q.round, q.purpose) = (p.beneficiary_id, p.round, p.purpose)
         where p.id = ${payoutId} and q.paid_after_all and q.id <> p.id
         order by exists (select 1 from attempt a where a.payout_id = q.id and a.state = 'paid') desc, q.state_at, q.id limit 1)`.execute(
      inner.db,
    )
    await sql`
      update work_case set state = 'closed', closed_at = now(), closed_by = ${by.person}, resolution = ${why}
       where payout_id = ${payoutId} and state = 'open' and kind in ('correction','decision')`.execute(inner.db)
    return done()
  })
}
