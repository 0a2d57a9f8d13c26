/** Who could say the next yes to a list that waits for approval: told its maker, written to by e-mail. */
import { sql } from 'kysely'
import type { DistributionId } from '../domain/ids.js'
import { approvalsOf, waitsFor } from './approvals.js'
import { approversOf, type Approver } from './approvers.js'
import type { House } from './database.js'

/** By handle. Nobody: for a list that waits for no yes, or where nobody holds what the open step takes. */
export async function nextApprovers(house: House, distributionId: DistributionId): Promise<Approver[]> {
  const approvals = await approvalsOf(house, distributionId)
  const { rows } = await sql<{ programmeId: string; createdBy: string; waits: boolean }>`
    select programme_id as "programmeId", created_by as "createdBy", state in ('freezing','awaiting_approval') as waits
      from distribution where id = ${distributionId}`.execute(house.db)
  const [list] = rows
  if (!approvals || !list?.waits || approvals.complete) return []
  const able = await approversOf(house, {
    permission: 'distributions.approve',
    programmeId: list.programmeId,
    role: approvals.role,
    but: [list.createdBy, ...approvals.approvals.map(({ by }) => by)],
  })
  const next: Approver[] = []
  // Nor whoever could only repeat the yes of the one for whom they stand in.
  for (const each of able) if (await waitsFor(house, distributionId, each.handle)) next.push(each)
  return next
}
