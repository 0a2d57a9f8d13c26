/** Views of pages under a name: one’s own, and those that are shared with a programme’s staff. */
import { z } from '@hono/zod-openapi'
import { listViews, removeView, saveView, viewPages } from '../../db/savedViews.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { reachesNothing, reachIn, type Reach } from '../../domain/reach.js'
import { HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, done, doneOut, idOf, moment, shortText } from '../words.js'

const noun = 'programmes'
const permission = 'programmes.read'
const page = z.enum(viewPages)
const word = z.string().regex(/^[a-zA-Z]{1,40}$/, 'must be a word of the page’s own')
const search = z
  .record(word, z.union([z.string().max(200), z.number(), z.boolean()]))
  .refine(words => Object.keys(words).length <= 20, 'has at most 20 words')
  .openapi({ description: 'as the address of the page says it: filters and order, never what is looked for' })

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
    columns: z.array(word).max(60).optional(),
    shared: z.boolean().default(false),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, reachFor, body: { programmeId = null, columns = null, ...view } }) => {
    refuseBeyond(reachFor(permission), programmeId)
    const { viewId } = settled(await saveView(house, { ...view, programmeId, columns, by }))
    return { id: viewId }
  },
})

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
