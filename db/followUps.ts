/**
 * Follow-ups: a further list of the same programme, round and purpose for those whom an ended distribution did not pay.
 * That nobody who was paid, or may yet be, is on it is not left to the selection here: such a payout was never given
 * back, and the database takes no second one beside it (migrations/0001-house: payout_once_a_round, payout_given_back,
 * payout_of_the_paid).
 */
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { DistributionId, ProgrammeId } from '../domain/ids.js'
import type { DistributionState } from '../domain/payout.js'
import { reasons } from '../domain/reason.js'
import { inTransaction, type House } from './database.js'
import { createDistribution, type ListFilter, type NewDistribution } from './distributions.js'

const mendedByPeople = Object.entries(reasons).flatMap(([reason, { acts }]) => (acts === 'correct' ? [reason] : []))

/** How the payout `e` of the list before stands: what bars its person from a follow-up. */
const stillOpen = sql`case e.state
  when 'paid' then 'paid' when 'overpaid' then 'paid more than once' when 'unknown' then 'outcome unknown'
  when 'to_decide' then 'came back, to be decided' when 'in_progress' then 'on its way'
  when 'refused' then 'refused, still waits for its correction or a retry' else 'not sent yet' end`

/** Whose number was refused, and who has had neither another one nor a check since. */
const notCorrected = sql`exists (
  select 1 from attempt a where a.payout_id = e.id and a.state = 'refused' and a.reason = any (${mendedByPeople}::text[])
     and a.destination_id = t.id and coalesce(b.account_checked_at <= a.state_at, true)
     and not exists (select 1 from attempt l where l.payout_id = e.id and l.ordinal > a.ordinal))`

/**
 * The first branches of why a person (`b`, approved destination `t`) who stood on the list before with the payout `e` is
 * not on its follow-up.
 */
export const notFollowedUp = ({ declinedToo }: ListFilter) => sql`
  when not e.released or e.paid_after_all then ${stillOpen}
  when exists (select 1 from payout o where o.id <> e.id and (o.beneficiary_id, o.round, o.purpose) = (e.beneficiary_id, e.round, e.purpose)
                  and (o.paid_after_all or not o.released and o.state in ('paid','overpaid'))) then 'paid by another list of this round'
  ${declinedToo === true ? sql`` : sql`when e.reason = 'voucher_declined' then 'did not want their voucher'`}
  when b.state = 'declined' then 'declined meanwhile'
  when e.held_reason is not null then 'held on the list before'
  when ${notCorrected} then 'number not corrected since it was refused'`

/** The ended distribution that is to be followed up. */
export interface Followed {
  distributionId: DistributionId
  programmeId: ProgrammeId
  round: number
  purpose: string
  name: string
}

/** Only what has ended is followed up: before that its own retries and corrections are the way. */
export async function followable(house: House, distributionId: DistributionId): Promise<Done<{ followed: Followed }>> {
  const { rows } = await sql<Followed & { state: string; frozen: boolean }>`
    select id as "distributionId", programme_id as "programmeId", round, purpose, name, state,
           list_hash is not null as frozen
      from distribution where id = ${distributionId}`.execute(house.db)
  const [row] = rows
  if (!row) return refused('not_found', 'There is no such distribution.')
  const { state, frozen, ...followed } = row
  return notYet(state, frozen) ?? done({ followed })
}

function notYet(state: string, frozen: boolean): Refused | null {
  if (state !== 'closed' && state !== 'cancelled')
    return refused(
      'state',
      `A distribution that is ${state.replace('_', ' ')} is not followed up: wait until it is closed, or cancel it.`,
    )
  return frozen ? null : refused('state', 'Its list was never frozen, so nobody stood on it: make a new distribution.')
}

/** A distribution of the same round and purpose for those it did not pay; its list is frozen by its own life. */
export async function createFollowUp(
  house: House,
  { of, name, ...given }: Omit<NewDistribution, 'name'> & { of: DistributionId; name?: string | undefined },
): Promise<Done<{ distributionId: DistributionId; programmeId: ProgrammeId }>> {
  return inTransaction(house, async house => {
    const before = await followable(house, of)
    if (!before.ok) return before
    const { programmeId, round, purpose, name: named } = before.followed
    const made = await createDistribution(house, {
      ...given,
      ...{ programmeId, round },
      name: name ?? `${named}, follow-up`,
      followUp: { of, purpose },
    })
    return made.ok ? done({ ...made, programmeId }) : made
  })
}

/** What a follow-up is of, as its approver is told it. Counts of people, sums in minor units. */
export interface FollowUp {
  distributionId: DistributionId
  name: string
  state: DistributionState
  /** who stood on that list, and whom it has not paid */
  people: number
  notPaid: number
  notPaidMinor: bigint
}

/** Null: it is a round of its own. */
export async function followUpOf(house: House, distributionId: DistributionId): Promise<FollowUp | null> {
  const { rows } = await sql<FollowUp>`
    select e.id as "distributionId", e.name, e.state, e.payouts as people, count(p.id)::int as "notPaid",
           coalesce(sum(p.amount_minor), 0)::bigint as "notPaidMinor"
      from distribution d join distribution e on e.id = d.follow_up_of
      left join payout p on p.distribution_id = e.id and p.state not in ('paid','overpaid')
     where d.id = ${distributionId} group by e.id`.execute(house.db)
  return rows[0] ?? null
}
