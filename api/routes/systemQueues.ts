/** Whether what should move by itself does. */
import { z } from '@hono/zod-openapi'
import { queueNames, queuesOf } from '../../db/read/queues.js'
import { route } from '../route.js'
import { moment } from '../words.js'

const queues = route({
  method: 'get',
  path: '/system/queues',
  noun: 'system',
  permission: 'callbacks.standing',
  kind: 'reads',
  does: 'What is due and not done yet, by kind, and since when: where the oldest is minutes old, no worker works',
  answer: z.object({
    items: z.array(
      z.object({
        queue: z.enum(queueNames).openapi({
          description:
            'messages to people · mail to staff · callbacks to be applied · lives of lists, payouts, vouchers',
        }),
        due: z.number().int(),
        oldestDueAt: moment.nullable(),
      }),
    ),
  }),
  handle: async ({ house }) => ({ items: await queuesOf(house) }),
})

export const systemQueueRoutes = [queues]
