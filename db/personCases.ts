/** Cases about a person and not about one of their payouts: numbers to correct, account checks to look at. */
import type { BeneficiaryId, CaseId } from '../domain/ids.js'
import { sql } from 'kysely'
import type { By } from '../domain/people.js'
import { closeCase } from './cases.js'
import type { House } from './database.js'
import type { CaseKind } from './schema.js'

/** Closes the open ones of these kinds; cases that belong to a payout or attempt are left to whoever ends that. */
export async function closePersonalCases(
  house: House,
  given: { ids: readonly BeneficiaryId[]; kinds: readonly CaseKind[]; by: By; resolution: string },
): Promise<number> {
  const cases = await house.db
    .selectFrom('work_case')
    .select('id')
    .where('state', '=', 'open')
    .where('kind', 'in', [...given.kinds])
    .where(sql<boolean>`beneficiary_id = any(${[...given.ids]}::uuid[])`)
    .where('payout_id', 'is', null)
    .where('attempt_id', 'is', null)
    .orderBy('id')
    .execute()
  for (const { id } of cases) await close(house, id, given.by, given.resolution)
  return cases.length
}

const close = async (house: House, caseId: CaseId, by: By, resolution: string): Promise<void> => {
  await closeCase(house, { caseId, by, resolution })
}
