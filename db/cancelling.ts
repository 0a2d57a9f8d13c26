/** What has not left is cancelled: of a whole distribution, or of one part of its list. */
import { sql, type RawBuilder } from 'kysely'
import { caseEnds } from '../domain/caseEnds.js'
import type { DistributionId, PayoutId } from '../domain/ids.js'
import { mkono, type By } from '../domain/people.js'
import { closePayout } from './attempts.js'
import type { House } from './database.js'

export interface Unsent {
  distributionId: DistributionId
  /** only of this part */
  batch?: number
  by: By
  why: string
}

/**
 * Cancels and releases whatever certainly has not left, its money goes back to the budget; the rest stays and is followed
 * to its end. Its distribution is locked. Returns how many were cancelled.
 */
export async function cancelUnsent(house: House, unsent: Unsent): Promise<number> {
  const { by, why } = unsent
  // Most of a list has had no attempt yet: it goes in three statements. The rest decides for itself whether it may go.
  let cancelled = await cancelUntouched(house, unsent)
  const { rows } = await sql<{ id: PayoutId }>`
    select p.id from payout p where ${ofUnsent(unsent)} and p.state in ('listed','ready','in_progress','refused') order by p.id for update`.execute(
    house.db,
  )
  for (const { id } of rows) if ((await closePayout(house, { payoutId: id, by, why, as: 'cancelled' })).ok) cancelled++
  return cancelled
}

const ofUnsent = ({ distributionId, batch }: Unsent): RawBuilder<boolean> =>
  batch === undefined
    ? sql`p.distribution_id = ${distributionId}`
    : sql`p.distribution_id = ${distributionId} and p.batch = ${batch}`

async function cancelUntouched(house: House, unsent: Unsent): Promise<number> {
  const untouched = sql`${ofUnsent(unsent)} and not exists (select 1 from attempt a where a.payout_id = p.id)`
  await sql`
    select p.id from payout p where p.state in ('listed','ready') and ${untouched} order by p.id for update`.execute(
    house.db,
  )
  await sql`
    insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key, distribution_id, payout_id)
    select programme_id, 'reserved', 'available', amount_minor + fee_reserve_minor, 'released', 'released:' || id, distribution_id, id
      from payout p where p.state = 'ready' and p.money = 'reserved' and ${untouched}`.execute(house.db)
  const { numAffectedRows } = await sql`
    update payout p set state = 'cancelled', released = true, money = 'none', next_check_at = null, state_at = now()
     where p.state in ('listed','ready') and ${untouched}`.execute(house.db)
  return Number(numAffectedRows ?? 0n)
}

/**
 * What was on its way when its distribution was cancelled and came back since (not taken, refused and confirmed) is
 * released too. Returns what was released; whatever may still turn out paid stays.
 */
export async function releaseCancelled(
  house: House,
  limit: number,
): Promise<{ payoutId: PayoutId; distributionId: DistributionId }[]> {
  const { rows } = await sql<{ payoutId: PayoutId; distributionId: DistributionId; by: string }>`
    select p.id as "payoutId", d.id as "distributionId", d.cancelled_by as by
      from distribution d join payout p on p.distribution_id = d.id and ${cameBack}
     where d.cancelled_by is not null limit ${limit}`.execute(house.db)
  const released: typeof rows = []
  for (const row of rows) {
    const why = caseEnds.list_cancelled
    const by: By = { person: row.by, role: mkono.role }
    if ((await closePayout(house, { payoutId: row.payoutId, by, why, as: 'cancelled' })).ok) released.push(row)
  }
  return released
}

/**
 * A follow-up was under way when its person turned out to be paid by the list before: once nothing of it can be paid any
 * more it is cancelled, its money goes back, and the payment that came after all holds the round.
 */
export async function releaseOvertaken(
  house: House,
  limit: number,
): Promise<{ payoutId: PayoutId; distributionId: DistributionId }[]> {
  const { rows } = await sql<{ payoutId: PayoutId; distributionId: DistributionId }>`
    select p.id as "payoutId", p.distribution_id as "distributionId"
      from payout q join payout p on (p.beneficiary_id, p.round, p.purpose) = (q.beneficiary_id, q.round, q.purpose) and ${cameBack}
     where q.paid_after_all and p.id <> q.id limit ${limit}`.execute(house.db)
  const released: typeof rows = []
  const why = caseEnds.paid_before
  for (const row of rows)
    if ((await closePayout(house, { payoutId: row.payoutId, by: mkono, why, as: 'cancelled' })).ok) released.push(row)
  return released
}

/** Of a payout `p`: it was opened or sent, is not released, and nothing of it may be with the FSP. */
export const cameBack = sql<boolean>`(not p.released and p.state in ('in_progress','refused')
  and not exists (select 1 from attempt a where a.payout_id = p.id and a.state in ('sending','accepted','unknown')))`
