/** Many cases handed to somebody at once: those named, or all that a filter means. */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { CaseId, ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import type { Reach } from '../domain/reach.js'
import { recordActs } from './audit.js'
import { casesChosenBy, type CaseFilter } from './caseFilter.js'
import { mayOwn, ownerRoles } from './caseOwner.js'
import { inTransaction, type House } from './database.js'
import { asSeen } from './reach.js'

/** In one request; what is left is meant again by the same filter in the next one. */
export const assignedAtOnce = 1_000

export interface CasesAssigned {
  /** open ones that are meant and reached */
  readonly meant: number
  readonly assigned: number
  /** those that were handed over, by whose they were before; none in a dry run */
  readonly before: readonly { readonly owner: string; readonly ids: readonly CaseId[] }[]
  /** had this owner before */
  readonly unchanged: number
  /** for the next request, under a new key */
  readonly left: number
}

/**
 * Hands open cases to somebody, as far as whoever asks reaches them; the most pressing ones first.
 * @param dryRun only counts what would be done
 */
export async function assignCases(
  house: House,
  given: { who: CaseFilter; owner: string; reach: Reach; by: By; dryRun?: boolean },
): Promise<Done<CasesAssigned>> {
  const { who, owner, reach, by, dryRun } = given
  if (!mayOwn(owner)) return refused('invalid', `The owner is a person’s handle or one of: ${ownerRoles.join(', ')}.`)
  return inTransaction(house, async house => {
    const seen = await asSeen(house, reach, house => meant(house, { ...who, state: 'open' }, owner))
    const handed = dryRun === true ? null : await handOver(house, { ids: seen.ids, owner, by })
    return done({
      meant: seen.all,
      assigned: (handed ?? seen.ids).length,
      before: byOwner(handed ?? []),
      unchanged: seen.all - seen.others,
      left: seen.others - seen.ids.length,
    })
  })
}

/** All that are meant, how many of them are somebody else’s, and the first of those. */
async function meant(
  house: House,
  who: CaseFilter,
  owner: string,
): Promise<{ all: number; others: number; ids: CaseId[] }> {
  const { rows } = await sql<{ all: number; others: number; ids: CaseId[] | null }>`
    select count(*)::int as "all", (count(*) filter (where owner <> ${owner}))::int as others,
           (array_agg(id order by deadline_at, id) filter (where owner <> ${owner}))[1:${assignedAtOnce}] as ids
      from work_case where ${casesChosenBy(who)}`.execute(house.db)
  const [row] = rows
  return { all: row?.all ?? 0, others: row?.others ?? 0, ids: row?.ids ?? [] }
}

function byOwner(handed: readonly { id: CaseId; before: string }[]): CasesAssigned['before'] {
  const owners = new Map<string, CaseId[]>()
  for (const { id, before } of handed) owners.set(before, [...(owners.get(before) ?? []), id])
  return [...owners].map(([owner, ids]) => ({ owner, ids }))
}

async function handOver(house: House, { ids, owner, by }: { ids: readonly CaseId[]; owner: string; by: By }) {
  const { rows } = await sql<{ id: CaseId; before: string; programmeId: ProgrammeId | null }>`
    with before as (
      select id, owner from work_case
       where id = any (${[...ids]}::uuid[]) and state = 'open' and owner <> ${owner} order by id for update)
    update work_case c set owner = ${owner} from before b where b.id = c.id
    returning c.id, b.owner as before, c.programme_id as "programmeId"`.execute(house.db)
  await recordActs(
    house,
    rows.map(({ id, before, programmeId }) => ({
      by,
      act: 'case assigned',
      programmeId,
      subject: ['case', id] as const,
      details: { before, after: owner },
    })),
  )
  return rows
}
