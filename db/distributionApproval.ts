/** A frozen list is approved, by as many people as its programme asks for, or rejected. */
import { sql } from 'kysely'
import { done, refused, type Done, type Refused } from '../domain/done.js'
import type { DistributionId } from '../domain/ids.js'
import { money, isCurrency, toText } from '../domain/money.js'
import type { By } from '../domain/people.js'
import { nobodyIsAsked, tellApprovers, tellRejection } from './approvalMail.js'
import { giveApproval, type Approvals } from './approvals.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { act } from './distributionActs.js'
import { availableOf } from './distributionList.js'
import { lockDistribution, type DistributionRow } from './distributions.js'
import { listHashOf } from './listHash.js'
import { permissionsOf } from './roles.js'

/**
 * Approves the frozen list: by somebody other than its maker, for the very hash they saw, and only if the budget holds
 * its sum and highest fees, which are reserved in the same transaction. Approved already is a quiet yes.
 */
export async function approveDistribution(
  house: House,
  given: { distributionId: DistributionId; by: By; listHash: string },
): Promise<Done> {
  const { distributionId, by } = given
  return inTransaction(house, async inner => {
    const before = await lockDistribution(inner, distributionId)
    if (before?.approvedBy != null) {
      return before.approvedBy === by.person
        ? done()
        : refused('conflict', 'Somebody else has approved this distribution.')
    }
    const said = before?.state === 'awaiting_approval' ? await sayYes(inner, before, given) : null
    if (said && !('complete' in said)) return said
    if (said && !said.complete) {
      const { step, givenInAll, neededInAll } = said
      await recordAct(inner, {
        by,
        act: 'distribution approval given',
        programmeId: before?.programmeId,
        subject: ['distribution', distributionId],
        details: { hash: given.listHash, step, given: givenInAll, needed: neededInAll },
      })
      await tellApprovers(inner, distributionId)
      return done()
    }
    const end = await reserveAndApprove(inner, { distributionId, by, details: { hash: given.listHash } })
    // Too little in the budget: nothing has been said, and they ask again when there is enough.
    if (!end.ok && said)
      await sql`
        delete from approval_given where distribution_id = ${distributionId} and person = ${by.person}`.execute(
        inner.db,
      )
    return end
  })
}

/** What the last yes does, whoever said it and when: reserves the money and writes who approved, in one transaction. */
export function reserveAndApprove(
  house: House,
  given: { distributionId: DistributionId; by: By; details: Readonly<Record<string, unknown>> },
): Promise<Done> {
  const { distributionId, by, details } = given
  return act(
    house,
    { distributionId, by, name: 'approved', from: ['awaiting_approval'], already: 'approved', details },
    async (locked, row) => {
      const short = await reserve(locked, row)
      if (short) return short
      await sql`insert into approval (kind, distribution_id, list_hash, made_by, approved_by) values ('distribution', ${distributionId}, ${row.listHash}, ${row.createdBy}, ${by.person})`.execute(
        locked.db,
      )
      await sql`update distribution set state = 'approved', approved_by = ${by.person}, approved_at = now(), next_check_at = now() where id = ${distributionId}`.execute(
        locked.db,
      )
      await nobodyIsAsked(locked, distributionId)
      await locked.hooks.at('approving')
      return done()
    },
  )
}

/** Everything about one person’s yes that does not depend on what others said; then theirs is added. */
async function sayYes(
  house: House,
  row: DistributionRow,
  { distributionId, by, listHash }: { distributionId: DistributionId; by: By; listHash: string },
): Promise<Approvals | Refused> {
  if (!(await permissionsOf(house, by.role)).includes('distributions.approve'))
    return refused('four_eyes', 'Only an approver approves a distribution.')
  if (row.createdBy === by.person) return refused('four_eyes', 'Whoever made the distribution can not approve it.')
  const hash = await listHashOf(house, distributionId)
  if (!row.listHash?.equals(hash))
    return refused('conflict', 'The list is no longer what was frozen; reject it and make a new one.')
  if (hash.toString('hex') !== listHash)
    return refused('conflict', 'That is not the list you were shown; look at it again.')
  return giveApproval(house, { distributionId, by, listHash: hash })
}

/** Said like PostgreSQL says it, so that the transaction begins again (`inTransaction`). */
class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile'
  readonly code = '40001'
}

async function reserve(house: House, row: DistributionRow): Promise<ReturnType<typeof refused> | null> {
  // One approval at a time in a programme: what is available is read and reserved under its lock.
  await sql`select id from programme where id = ${row.programmeId} for update`.execute(house.db)
  const { rows } = await sql<{ sum: bigint }>`
    select coalesce(sum(amount_minor + fee_reserve_minor), 0)::bigint as sum from payout where distribution_id = ${row.id} and state = 'listed'`.execute(
    house.db,
  )
  const needed = rows[0]?.sum ?? 0n
  if (needed === 0n) return refused('state', 'Nobody is left on this list to be paid: reject it.')
  const available = await availableOf(house, row.programmeId)
  if (available < needed) {
    const text = (minor: bigint): string =>
      isCurrency(row.currency) ? toText(money(minor, row.currency)) : minor.toString()
    return refused(
      'insufficient_funds',
      `The budget is short by ${text(needed - available)}: ${text(needed)} is needed, ${text(available)} is available.`,
    )
  }
  // One entry for all of them: what it reserves for each payout is what that payout's row says (`mkono verify`).
  await sql`
    insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key, distribution_id)
    values (${row.programmeId}, 'available', 'reserved', ${needed}, 'approval', ${`approval:${row.id}`}, ${row.id})`.execute(
    house.db,
  )
  const ready = await sql<{ sum: bigint }>`
    with ready as (
      update payout set state = 'ready', money = 'reserved', state_at = now()
       where distribution_id = ${row.id} and state = 'listed' returning batch, amount_minor + fee_reserve_minor as minor),
    sums as (select batch, sum(minor) as minor from ready group by batch),
    part as (
      update distribution_part x set reserved_minor = s.minor from sums s
       where x.distribution_id = ${row.id} and x.batch = s.batch)
    select coalesce(sum(minor), 0)::bigint as sum from sums`.execute(house.db)
  // Somebody was taken off the list between the sum and this: all of it is undone and done again.
  if (ready.rows[0]?.sum !== needed) throw new ChangedMeanwhile()
  return null
}

/** Rejected with a reason: nobody is paid by this list, and the round is free for another. */
export async function rejectDistribution(
  house: House,
  { distributionId, by, reason }: { distributionId: DistributionId; by: By; reason: string },
): Promise<Done> {
  return act(
    house,
    { distributionId, by, name: 'rejected', from: ['awaiting_approval'], already: 'rejected', details: { reason } },
    async (inner, row) => {
      if (row.createdBy === by.person) return refused('four_eyes', 'Whoever made the distribution cancels it instead.')
      await sql`update payout set state = 'cancelled', released = true, state_at = now() where distribution_id = ${distributionId}`.execute(
        inner.db,
      )
      await sql`update distribution set state = 'rejected', closed_at = now(), pause_reason = ${reason} where id = ${distributionId}`.execute(
        inner.db,
      )
      await tellRejection(inner, distributionId)
      return done()
    },
  )
}
