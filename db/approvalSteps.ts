/** The approval rules of a programme: read by whoever may read it, changed for the lists that are frozen from then on. */
import { wrongWithSteps, type ApprovalStep } from '../domain/approval.js'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'
import { permissionsOf } from './roles.js'

export async function approvalStepsOf(house: House, programmeId: ProgrammeId): Promise<readonly ApprovalStep[] | null> {
  const found = await house.db
    .selectFrom('programme')
    .select('approval_steps')
    .where('id', '=', programmeId)
    .executeTakeFirst()
  return found?.approval_steps ?? null
}

/** Lists that are frozen already keep the steps they were frozen with. */
export async function setApprovalSteps(
  house: House,
  { programmeId, steps, by }: { programmeId: ProgrammeId; steps: readonly ApprovalStep[]; by: By },
): Promise<Done> {
  const wrong = wrongWithSteps(steps)
  if (wrong !== null) return refused('invalid', wrong)
  for (const { role } of steps)
    if (role !== null && !(await permissionsOf(house, role)).includes('distributions.approve'))
      return refused('invalid', `Nobody approves by the role ${role}: it is not there, or does not allow it.`)
  return inTransaction(house, async house => {
    const before = await approvalStepsOf(house, programmeId)
    if (!before) return refused('not_found', 'There is no such programme.')
    await house.db
      .updateTable('programme')
      .set({ approval_steps: JSON.stringify(steps) })
      .where('id', '=', programmeId)
      .execute()
    const details = { before, after: steps }
    await recordAct(house, {
      by,
      act: 'approval steps changed',
      programmeId,
      subject: ['programme', programmeId],
      details,
    })
    return done()
  })
}
