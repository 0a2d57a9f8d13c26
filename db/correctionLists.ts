/** Lists of open corrections that were taken along: how each stands, and what came back of it. */
import { sql } from 'kysely'
import type { ExportId, ProgrammeId } from '../domain/ids.js'
import type { Reach } from '../domain/reach.js'
import type { House } from './database.js'
import { asSeen } from './reach.js'

/** - `waiting`: for a second person · `refused`: by that one · `good`: can be fetched · `over`: its day has passed */
export const correctionListStates = ['waiting', 'refused', 'good', 'over'] as const

export interface CorrectionList {
  readonly listId: ExportId
  /** null: of all places */
  readonly place: string | null
  readonly askedBy: string
  readonly askedAt: Date
  readonly goodUntil: Date | null
  readonly state: (typeof correctionListStates)[number]
  /** when it was fetched last, and how many people were on it then; null: never */
  readonly fetchedAt: Date | null
  readonly people: number | null
  /** rows that came back, of people within reach */
  readonly rowsBack: number
  readonly lastBackAt: Date | null
}

interface Seen {
  readonly listId: ExportId
  readonly place: string | null
  readonly askedBy: string
  readonly askedAt: Date
  readonly goodUntil: Date | null
  readonly isGood: boolean
  readonly rowsBack: number
  readonly lastBackAt: Date | null
}

/**
 * Newest first, as somebody of this reach sees them. What became of each beside that is looked up with the house’s eyes: it
 * stands in the record and among proposals, of which limited readers see nothing, and says nothing of anybody.
 */
export async function listCorrectionLists(
  house: House,
  reach: Reach,
  { programmeId, after, limit }: { programmeId: ProgrammeId; after?: ExportId | undefined; limit: number },
): Promise<{ lists: CorrectionList[]; next: ExportId | null }> {
  const { rows } = await asSeen(house, reach, house =>
    sql<Seen>`
    select e.id as "listId", e.place, e.asked_by as "askedBy", e.asked_at as "askedAt", e.good_until as "goodUntil",
           coalesce(e.good_until > now(), false) as "isGood", c."rowsBack", c."lastBackAt"
      from people_export e
      cross join lateral (select count(*)::int as "rowsBack", max(c.entered_at) as "lastBackAt"
                            from case_contact c where c.list_id = e.id) c
     where e.programme_id = ${programmeId} and e.what = 'corrections'
       and (${after ?? null}::uuid is null
            or (e.asked_at, e.id) < (select l.asked_at, l.id from people_export l where l.id = ${after ?? null}))
     order by e.asked_at desc, e.id desc limit ${limit + 1}`.execute(house.db),
  )
  const seen = rows.slice(0, limit)
  const become = await becomeOf(
    house,
    seen.map(({ listId }) => listId),
  )
  const lists = seen.map(({ isGood, ...each }) => {
    const { isRefused = false, fetchedAt = null, people = null } = become.get(each.listId) ?? {}
    return { ...each, state: stateOf({ goodUntil: each.goodUntil, isGood, isRefused }), fetchedAt, people }
  })
  return { lists, next: rows.length > limit ? (lists.at(-1)?.listId ?? null) : null }
}

function stateOf(given: { goodUntil: Date | null; isGood: boolean; isRefused: boolean }): CorrectionList['state'] {
  if (given.goodUntil !== null) return given.isGood ? 'good' : 'over'
  return given.isRefused ? 'refused' : 'waiting'
}

type Become = Pick<CorrectionList, 'fetchedAt' | 'people'> & { isRefused: boolean }

async function becomeOf(house: House, listIds: readonly ExportId[]): Promise<ReadonlyMap<ExportId, Become>> {
  const { rows } = await sql<Become & { listId: ExportId }>`
    select l.id as "listId", a.at as "fetchedAt", (a.details ->> 'people')::int as people,
           exists (select from proposal p where p.kind = 'export' and p.subject = l.id
                      and p.state in ('rejected','withdrawn','over')) as "isRefused"
      from unnest(${[...listIds]}::uuid[]) as l (id)
      left join lateral (select at, details from audit_event
                          where subject_kind = 'export' and subject_id = l.id::text and act = 'corrections taken along'
                          order by id desc limit 1) a on true`.execute(house.db)
  return new Map(rows.map(({ listId, ...each }) => [listId, each]))
}
