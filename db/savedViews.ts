/**
 * Views of pages under a name: filters, order and columns, as their addresses say them. Somebody’s own, or shared with
 * whoever reaches the programme. Nothing personal is in them: what is looked for never stands in an address.
 */
import { sql } from 'kysely'
import { done, refused, type Done } from '../domain/done.js'
import type { ProgrammeId } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { recordAct } from './audit.js'
import { inTransaction, type House } from './database.js'

export const viewPages = ['people', 'payouts', 'work'] as const
export type ViewPage = (typeof viewPages)[number]

export interface SavedView {
  readonly viewId: string
  readonly name: string
  readonly search: Readonly<Record<string, string | number | boolean>>
  /** those that are shown; null: as the browser remembers them */
  readonly columns: readonly string[] | null
  readonly owner: string
  readonly shared: boolean
  readonly savedAt: Date
}

/** Of one person and page: more would be found by nobody. */
const mostViews = 50

interface Where {
  readonly page: ViewPage
  /** null: of all programmes */
  readonly programmeId: ProgrammeId | null
}

/** One’s own and those that others share there, by name. */
export async function listViews(
  house: House,
  { page, programmeId, person }: Where & { person: string },
): Promise<SavedView[]> {
  const rows = await house.db
    .selectFrom('saved_view')
    .selectAll()
    .where('page', '=', page)
    .where(sql<boolean>`programme_id is not distinct from ${programmeId}::uuid`)
    .where(where => where.or([where('owner', '=', person), where('shared', '=', true)]))
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(500)
    .execute()
  return rows.map(row => ({
    viewId: row.id,
    name: row.name,
    search: row.search,
    columns: row.columns,
    owner: row.owner,
    shared: row.shared,
    savedAt: row.saved_at,
  }))
}

/** Saves a view, or puts it in the place of one’s own of that name there. */
export async function saveView(
  house: House,
  given: Where & { name: string; search: SavedView['search']; columns: string[] | null; shared: boolean; by: By },
): Promise<Done<{ viewId: string }>> {
  const { page, programmeId, name, search, columns, shared, by } = given
  if (shared && programmeId === null)
    return refused('invalid', 'A view is shared within a programme: choose one first.')
  return inTransaction(house, async house => {
    const { rows } = await sql<{ id: string }>`
      insert into saved_view (programme_id, page, name, search, columns, owner, shared)
      values (${programmeId}, ${page}, ${name}, ${JSON.stringify(search)}, ${columns}::text[], ${by.person}, ${shared})
      on conflict (owner, programme_id, page, name)
        do update set search = excluded.search, columns = excluded.columns, shared = excluded.shared, saved_at = now()
      returning id`.execute(house.db)
    const viewId = rows[0]?.id
    if (viewId === undefined) throw new Error('A view was not stored.')
    const own = await house.db
      .selectFrom('saved_view')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('owner', '=', by.person)
      .where('page', '=', page)
      .executeTakeFirstOrThrow()
    if (Number(own.count) > mostViews) {
      await house.db.deleteFrom('saved_view').where('id', '=', viewId).execute()
      return refused('state', `You have ${mostViews} views of this page: remove one first.`)
    }
    if (shared)
      await recordAct(house, {
        by,
        act: 'view shared',
        programmeId,
        subject: ['view', viewId],
        details: { page, name },
      })
    return done({ viewId })
  })
}

/** Removes one’s own; those of others are theirs. */
export async function removeView(house: House, { viewId, by }: { viewId: string; by: By }): Promise<Done> {
  const gone = await house.db
    .deleteFrom('saved_view')
    .where('id', '=', viewId)
    .where('owner', '=', by.person)
    .returning('id')
    .executeTakeFirst()
  return gone ? done() : refused('not_found', 'You have no such view: it was removed, or is somebody else’s.')
}
