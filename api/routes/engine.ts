/** Where the lives can be watched: the address of Temporal’s own pages, for those who may read what stands in them. */
import { z } from '@hono/zod-openapi'
import { route } from '../route.js'

const pages = route({
  method: 'get',
  path: '/temporal-ui',
  noun: 'codec',
  permission: 'codec.read',
  kind: 'reads',
  does: 'Where the Temporal UI shows the lives; the id of a life follows the address',
  answer: z.object({
    workflowsAt: z
      .string()
      .nullable()
      .openapi({ example: 'http://127.0.0.1:8233/namespaces/default/workflows/', description: 'null: not known here' }),
  }),
  handle: async ({ settings }) => ({ workflowsAt: settings.workflowsAt }),
})

export const engineRoutes = [pages]
