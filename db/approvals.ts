/**
 * Who has approved a frozen list so far. What somebody said counts for that very list (its hash), for two weeks, and as long
 * as they may approve at all: whoever loses the permission meanwhile has said nothing.
 */
import { sql } from 'kysely'
import {
  approvalGoodForDays,
  standingOf,
  stepsOf,
  type ApprovalStanding,
  type ApprovalStep,
} from '../domain/approval.js'
import { refused, type Refused } from '../domain/done.js'
import type { DistributionId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { House } from './database.js'
import { rolesFor, type RoleHeld } from './roles.js'

export interface ApprovalGiven {
  readonly by: string
  readonly role: string
  /** in whose place: it is their yes, and counts once with their own */
  readonly onBehalfOf: string | null
  readonly at: Date
}

export interface Approvals extends ApprovalStanding {
  readonly steps: readonly ApprovalStep[]
  /** those that count, in the order in which they were given */
  readonly approvals: readonly ApprovalGiven[]
}

interface ListRow {
  programmeId: string
  steps: ApprovalStep[]
  totalMinor: bigint
  listHash: Buffer | null
  createdBy: string
}

const listOf = async (house: House, distributionId: DistributionId): Promise<ListRow | null> => {
  const { rows } = await sql<ListRow>`
    select programme_id as "programmeId", approval_steps as steps, total_minor as "totalMinor", list_hash as "listHash",
           created_by as "createdBy" from distribution where id = ${distributionId}`.execute(house.db)
  return rows[0] ?? null
}

/** How far the approval of a list is; null where there is no such distribution. */
export async function approvalsOf(house: House, distributionId: DistributionId): Promise<Approvals | null> {
  const list = await listOf(house, distributionId)
  return list && standing(list, await counting(house, distributionId, list))
}

const standing = ({ steps, totalMinor }: ListRow, approvals: readonly ApprovalGiven[]): Approvals => ({
  ...standingOf(steps, totalMinor, approvals),
  steps: stepsOf(steps, totalMinor),
  approvals,
})

async function counting(house: House, distributionId: DistributionId, list: ListRow): Promise<ApprovalGiven[]> {
  const { rows } = await sql<ApprovalGiven>`
    select person as by, role, on_behalf_of as "onBehalfOf", given_at as at from approval_given
     where distribution_id = ${distributionId} and list_hash = ${list.listHash}
       and given_at > now() - ${approvalGoodForDays} * interval '1 day' order by given_at, person`.execute(house.db)
  const still: ApprovalGiven[] = []
  for (const each of rows) if (await mayStill(house, list, each)) still.push(each)
  return still
}

/** A yes in somebody’s place outlives the day until which it was theirs to give, but not that person’s own role. */
async function mayStill(house: House, list: ListRow, { by, onBehalfOf }: ApprovalGiven): Promise<boolean> {
  const held = await rolesOf(house, list, onBehalfOf ?? by)
  return held === null || held.some(each => onBehalfOf === null || each.onBehalfOf === null)
}

/** By which roles somebody may approve this list now; null where that is not kept. */
const rolesOf = (house: House, { programmeId }: ListRow, person: string): Promise<RoleHeld[] | null> =>
  rolesFor(house, { person, permission: 'distributions.approve', programmeId })

/**
 * Adds what somebody says to what others said, under the lock of the distribution.
 * @returns how far the approval is with it
 */
export async function giveApproval(
  house: House,
  { distributionId, by, listHash }: { distributionId: DistributionId; by: By; listHash: Buffer },
): Promise<Approvals | Refused> {
  const list = await listOf(house, distributionId)
  if (!list) return refused('not_found', 'There is no such distribution.')
  const before = standing(list, await counting(house, distributionId, list))
  if (before.approvals.some(each => each.by === by.person)) return before
  // What they hold in this very programme: a role in another one takes no step here.
  const held = (await rolesOf(house, list, by.person)) ?? [{ role: by.role, onBehalfOf: null }]
  const taken = takenBy(list, before, held, by)
  if ('ok' in taken) return taken
  const given = { by: by.person, ...taken, at: new Date() }
  const whose = taken.onBehalfOf ?? by.person
  await sql`
    delete from approval_given where distribution_id = ${distributionId} and list_hash = ${listHash}
       and coalesce(on_behalf_of, person) = ${whose}`.execute(house.db)
  await sql`
    insert into approval_given (distribution_id, list_hash, person, role, on_behalf_of, made_by)
    values (${distributionId}, ${listHash}, ${by.person}, ${taken.role}, ${taken.onBehalfOf}, ${list.createdBy})
    on conflict (distribution_id, list_hash, person) do update
      set given_at = now(), role = excluded.role, on_behalf_of = excluded.on_behalf_of`.execute(house.db)
  return standing(list, [...before.approvals, given])
}

/** By which of their roles somebody takes the open step; why they can not, where none does. */
function takenBy(list: ListRow, before: Approvals, held: readonly RoleHeld[], by: By): RoleHeld | Refused {
  if (held.length === 0) return refused('four_eyes', 'Only an approver approves a distribution.')
  const fitting = held.filter(({ role }) => before.role === null || role === before.role)
  // Their own role first, the one they act by; whoever stands in for several says the yes that is not given yet.
  const own = fitting.filter(each => each.onBehalfOf === null && each.role === by.role)
  const barred: Refused[] = []
  for (const taken of [...own, ...fitting]) {
    const no = alreadySaid(list, before.approvals, { by: by.person, ...taken })
    if (!no) return taken
    barred.push(no)
  }
  return barred[0] ?? refused('four_eyes', `Now it is for somebody who is ${before.role} to approve this list.`)
}

/**
 * Does it wait for this person: could they say the next yes now? Not where they, or the one in whose place they would say
 * it, have said or made it.
 */
export async function waitsFor(house: House, distributionId: DistributionId, person: string): Promise<boolean> {
  const list = await listOf(house, distributionId)
  if (!list || list.createdBy === person) return false
  const before = standing(list, await counting(house, distributionId, list))
  if (before.complete || before.approvals.some(each => each.by === person)) return false
  const held = await rolesOf(house, list, person)
  if (held === null) return true
  return !('ok' in takenBy(list, before, held, { person, role: held[0]?.role ?? '' }))
}

/** Somebody and whoever stands in for them are one: they have one yes between them, and none to a list that one of them made. */
function alreadySaid(
  { createdBy }: ListRow,
  before: readonly ApprovalGiven[],
  given: Pick<ApprovalGiven, 'by' | 'onBehalfOf'>,
): Refused | null {
  const whose = given.onBehalfOf ?? given.by
  if (whose === createdBy)
    return refused('four_eyes', 'Nobody approves a list on behalf of whoever made it: ask another person.')
  const said = before.find(each => (each.onBehalfOf ?? each.by) === whose)
  if (!said) return null
  return given.onBehalfOf === null
    ? refused('four_eyes', `${said.by} has approved this list on your behalf already.`)
    : refused('four_eyes', `The approval of ${whose}, for whom you stand in, is given already.`)
}

export async function hasApproved(house: House, distributionId: DistributionId, person: string): Promise<boolean> {
  const { rows } = await sql`
    select from approval_given g join distribution d on d.id = g.distribution_id and d.list_hash = g.list_hash
     where g.distribution_id = ${distributionId} and ${person} in (g.person, g.on_behalf_of)`.execute(house.db)
  return rows.length > 0
}
