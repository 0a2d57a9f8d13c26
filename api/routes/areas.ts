/** Where the areas of a programme lie, so that its insight can be drawn as a map. */
import { z } from '@hono/zod-openapi'
import { listAreas, mostAreas, setAreas } from '../../db/areas.js'
import { findProgramme } from '../../db/programmes.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { found, settled } from '../problem.js'
import { areas } from '../replaceable.js'
import { route } from '../route.js'
import { pathId, shortText } from '../words.js'

const shared = {
  path: '/programmes/{id}/areas',
  about: 'programme',
  noun: 'programmes',
  params: pathId<'programme'>(),
} as const
const latitude = z.number().min(-90).max(90).openapi({ description: 'degrees north (WGS 84)' })
const longitude = z.number().min(-180).max(180).openapi({ description: 'degrees east' })

const list = route({
  ...shared,
  method: 'get',
  permission: 'programmes.read',
  kind: 'reads',
  does: 'The places where people of the programme live, and where each lies as far as somebody has said',
  answer: z.object({
    items: z.array(z.object({ name: z.string(), position: z.object({ latitude, longitude }).nullable() })),
    basis: basisOut,
  }),
  handle: async ({ house, params }) => {
    found(await findProgramme(house, params.id), 'programme')
    return { basis: await basisAt(house, areas, params.id), items: await listAreas(house, params.id) }
  },
})

const put = route({
  ...shared,
  method: 'put',
  whole: true,
  permission: 'programmes.fields',
  kind: 'stores',
  does: 'Say where areas lie, in place of all that was said before; kept to about a hundred metres',
  body: z.strictObject({
    areas: z.array(z.strictObject({ name: shortText(200), latitude, longitude })).max(mostAreas),
  }),
  replaces: ({ params }) => replaced(areas, params.id),
  answer: z.object({ areas: z.number().int() }),
  handle: async ({ house, by, params, body }) => {
    found(await findProgramme(house, params.id), 'programme')
    const { areas: placed } = settled(await setAreas(house, { programmeId: params.id, areas: body.areas, by }))
    return { areas: placed }
  },
})

export const areaRoutes = [list, put]
