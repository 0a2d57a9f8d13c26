/** Views of pages under a name: one’s own, and those that are shared with a programme’s staff. */
import { z } from '@hono/zod-openapi'
import { listViews, removeView, saveView, viewPages, type ViewPage } from '../../db/savedViews.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { reachesNothing, reachIn, type Reach } from '../../domain/reach.js'
import { HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, done, doneOut, idOf, moment, shortText } from '../words.js'

const noun = 'programmes'
const permission = 'programmes.read'
const page = z.enum(viewPages)
const word = z.string().regex(/^[a-zA-Z]{1,40}$/, 'must be a word of the page’s own')
/** Columns may be a programme’s own fields, too. */
const column = z.string().regex(/^([a-zA-Z]{1,40}|custom\.[a-z][a-z0-9_]{0,39})$/, 'must be a word of the page’s own')
/** What a view of each page can say: filters and order. Whom or what one looks for is no part of it. */
export const viewWords = {
  people: ['state', 'check', 'place', 'held', 'alike', 'language', 'list', 'field', 'value', 'sort', 'down'],
  payouts: ['state', 'reason', 'inNoStatement'],
  work: ['programme', 'kind', 'owner', 'place', 'state', 'overdue', 'escalated', 'days'],
} as const satisfies Record<ViewPage, readonly string[]>
const search = z
  .record(word, z.union([z.string().max(200), z.number(), z.boolean()]))
  .openapi({ description: 'as the address of the page says it: filters and order, never what is looked for' })
/** Which name a thing of the house by its id. */
const ids: ReadonlySet<string> = new Set(['programme', 'list'])
/** A place or a reason may have a digit or two, but nobody’s number or ID stands in a view. */
const looksPersonal = (value: unknown): boolean =>
  typeof value === 'string' && /\d{5}/.test(value.replace(/[\s.-]/g, ''))

const list = route({
  method: 'get',
  path: '/views',
  noun,
  permission,
  kind: 'reads',
  does: 'One’s own saved views of a page, and those that others share in the programme',
  query: z.strictObject({ page, programmeId: idOf<'programme'>().optional() }),
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        name: z.string(),
        search: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        columns: z.array(z.string()).nullable().openapi({ description: 'null: as the browser remembers them' }),
        owner: z.string(),
        mine: z.boolean(),
        shared: z.boolean(),
        savedAt: moment,
      }),
    ),
  }),
  handle: async ({ house, by, query }) => {
    const where = { page: query.page, programmeId: query.programmeId ?? null, person: by.person }
    const views = await listViews(house, where)
    return { items: views.map(({ viewId, ...view }) => ({ ...view, id: viewId, mine: view.owner === by.person })) }
  },
})

const save = route({
  method: 'post',
  path: '/views',
  noun,
  permission,
  kind: 'stores',
  does: 'Save a view under a name, for oneself or for the programme’s staff; the same name is replaced',
  body: z.strictObject({
    page,
    programmeId: idOf<'programme'>().optional(),
    name: shortText(60),
    search,
    columns: z.array(column).max(200).optional(),
    shared: z.boolean().default(false),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, reachFor, body: { programmeId = null, columns = null, ...view } }) => {
    refuseBeyond(reachFor(permission), programmeId)
    refuseOthersWords(view)
    const { viewId } = settled(await saveView(house, { ...view, programmeId, columns, by }))
    return { id: viewId }
  },
})

function refuseOthersWords({ page, search }: { page: ViewPage; search: Readonly<Record<string, unknown>> }): void {
  const known: readonly string[] = viewWords[page]
  const other = Object.keys(search).find(word => !known.includes(word))
  if (other !== undefined)
    throw new HttpProblem('invalid', `A view of this page says ${known.join(', ')}; it has no “${other}”.`)
  const personal = Object.entries(search).find(([word, value]) => !ids.has(word) && looksPersonal(value))
  if (personal)
    throw new HttpProblem('invalid', `“${personal[0]}” reads like a number of somebody’s: views hold nothing personal.`)
}

/** A programme that somebody does not reach is not there. */
function refuseBeyond(reach: Reach, programmeId: ProgrammeId | null): void {
  if (programmeId === null || reach.everywhere) return
  if (reachesNothing(reachIn(reach, programmeId)))
    throw new HttpProblem('not_found', 'There is no such programme. Check its id.')
}

const remove = route({
  method: 'post',
  path: '/views/remove',
  noun,
  permission,
  kind: 'stores',
  does: 'Remove a view of one’s own',
  body: z.strictObject({ id: idOf<'view'>() }),
  answer: doneOut,
  handle: async ({ house, by, body }) => {
    settled(await removeView(house, { viewId: body.id, by }))
    return done
  },
})

export const savedViewRoutes = [list, save, remove]
