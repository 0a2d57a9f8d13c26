/** Cases about a person and not about one of their payouts: numbers to correct, account checks and pairs to look at. */
import type { BeneficiaryId, ProgrammeId } from '../domain/ids.js'
import { sql, type RawBuilder } from 'kysely'
import type { By } from '../domain/people.js'
import { closeThese } from './cases.js'
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
  const ids = cases.map(({ id }) => id)
  return closeThese(house, ids, given.by, given.resolution)
}

/** Those of pairs that were decided together with one of their people. */
export async function closePairCases(
  house: House,
  { pairIds, by, resolution }: { pairIds: readonly string[]; by: By; resolution: string },
): Promise<void> {
  if (pairIds.length === 0) return
  const cases = await house.db
    .selectFrom('work_case')
    .select('id')
    .where('state', '=', 'open')
    .where(sql<boolean>`pair_id = any(${[...pairIds]}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
  const ids = cases.map(({ id }) => id)
  await closeThese(house, ids, by, resolution)
}

/** Writes the case of each pair, from rows (id, says, says_code, says_values); one that is there stays as it is. */
export const pairCases = (programmeId: ProgrammeId, pairs: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into work_case (programme_id, kind, pair_id, says, says_code, says_values, owner, deadline_at, at_deadline)
  select ${programmeId}, 'possible_duplicate', p.id, p.says, p.says_code, p.says_values::jsonb, 'programme staff', now() + interval '7 days', 'escalate' from (${pairs}) p
  on conflict do nothing`
