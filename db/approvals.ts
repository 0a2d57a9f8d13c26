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
import { rolesFor } from './roles.js'

export interface ApprovalGiven {
  readonly by: string
  readonly role: string
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
    select person as by, role, given_at as at from approval_given
     where distribution_id = ${distributionId} and list_hash = ${list.listHash}
       and given_at > now() - ${approvalGoodForDays} * interval '1 day' order by given_at, person`.execute(house.db)
  const still: ApprovalGiven[] = []
  for (const each of rows) if ((await rolesOf(house, list, each.by))?.length !== 0) still.push(each)
  return still
}

/** By which roles somebody may approve this list now; null where that is not kept. */
const rolesOf = (house: House, { programmeId }: ListRow, person: string): Promise<string[] | null> =>
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
  const held = (await rolesOf(house, list, by.person)) ?? [by.role]
  if (held.length === 0) return refused('four_eyes', 'Only an approver approves a distribution.')
  const role = before.role ?? (held.includes(by.role) ? by.role : (held[0] ?? by.role))
  if (!held.includes(role)) return refused('four_eyes', `Now it is for somebody who is ${role} to approve this list.`)
  await sql`
    insert into approval_given (distribution_id, list_hash, person, role, made_by)
    values (${distributionId}, ${listHash}, ${by.person}, ${role}, ${list.createdBy})
    on conflict (distribution_id, list_hash, person) do update set given_at = now(), role = excluded.role`.execute(
    house.db,
  )
  return standing(list, [...before.approvals, { by: by.person, role, at: new Date() }])
}

export async function hasApproved(house: House, distributionId: DistributionId, person: string): Promise<boolean> {
  const { rows } = await sql`
    select from approval_given g join distribution d on d.id = g.distribution_id and d.list_hash = g.list_hash
     where g.distribution_id = ${distributionId} and g.person = ${person}`.execute(house.db)
  return rows.length > 0
}
