/** Whose a case is, always exactly one: a role word or a person’s handle; and how a person ends one by looking. */
import { endsByLooking } from '../domain/cases.js'
import { done, refused, type Done } from '../domain/done.js'
import type { BeneficiaryId, CaseId } from '../domain/ids.js'
import { isPersonHandle, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { closeCase, closedAlready } from './cases.js'
import { inTransaction, type House } from './database.js'

/** What cases are opened for when no person is named yet. */
export const ownerRoles = ['programme staff', 'finance', 'approver', 'operator'] as const

export const mayOwn = (owner: string): boolean =>
  (ownerRoles as readonly string[]).includes(owner) || isPersonHandle(owner)

/** Hands an open case to somebody else; its deadline stays. Handing it to its owner changes nothing. */
export async function assignCase(
  house: House,
  { caseId, owner, by }: { caseId: CaseId; owner: string; by: By },
): Promise<Done> {
  if (!mayOwn(owner)) return refused('invalid', `The owner is a person’s handle or one of: ${ownerRoles.join(', ')}.`)
  return inTransaction(house, async house => {
    const found = await house.db
      .selectFrom('work_case')
      .select(['state', 'owner', 'programme_id', 'closed_by', 'closed_at'])
      .where('id', '=', caseId)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return refused('not_found', 'There is no such case.')
    if (found.state === 'closed') return closedAlready(found)
    if (found.owner === owner) return done()
    await house.db.updateTable('work_case').set({ owner }).where('id', '=', caseId).execute()
    await recordAct(house, {
      by,
      act: 'case assigned',
      programmeId: found.programme_id,
      subject: ['case', caseId],
      details: { before: found.owner, after: owner },
    })
    return done()
  })
}

/**
 * A person has looked and says what it was. Every kind that looking does not end ends by the act it waits for. While a contradiction is open nothing follows for its payout; it moves no
 * money and changes no attempt, and what the FSP has not confirmed still holds the payout up.
 */
export async function closeByLooking(
  house: House,
  { caseId, by, resolution }: { caseId: CaseId; by: By; resolution: string },
): Promise<Done<{ beneficiaryId: BeneficiaryId | null }>> {
  return inTransaction(house, async house => {
    const found = await house.db
      .selectFrom('work_case')
      .select(['kind', 'beneficiary_id'])
      .where('id', '=', caseId)
      .executeTakeFirst()
    if (!found) return refused('not_found', 'There is no such case.')
    if (!endsByLooking(found.kind))
      return refused('state', 'This case ends by what it waits for, not by being looked at.')
    const closed = await closeCase(house, { caseId, by, resolution })
    return closed.ok ? done({ beneficiaryId: found.beneficiary_id }) : closed
  })
}
