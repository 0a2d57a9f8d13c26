/** Whose a case is. It always has exactly one owner: a role word or a person’s handle. */
import { done, refused, type Done } from '../domain/done.js'
import type { CaseId } from '../domain/ids.js'
import { isPersonHandle, type By } from '../domain/people.js'
import { recordAct } from './audit.js'
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
      .select(['state', 'owner', 'programme_id'])
      .where('id', '=', caseId)
      .forUpdate()
      .executeTakeFirst()
    if (!found) return refused('not_found', 'There is no such case.')
    if (found.state === 'closed') return refused('state', 'The case is closed: there is nothing to do any more.')
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
