/** How callbacks are coming in: what waits, what was refused. The callbacks themselves arrive in ../callbacks.ts. */
import { z } from '@hono/zod-openapi'
import { noticeStanding } from '../../db/read/notices.js'
import { strangers } from '../callbacks.js'
import { route } from '../route.js'
import { anId, moment } from '../words.js'

const standing = route({
  method: 'get',
  path: '/callbacks/standing',
  noun: 'callbacks',
  permission: 'callbacks.standing',
  kind: 'reads',
  does: 'Stored callbacks by account and state, the oldest that waits, and how many were refused',
  answer: z.object({
    unknownTokens: z.number().int().openapi({ description: 'with a token nobody has, since this process started' }),
    accounts: z.array(
      z.object({
        fspAccountId: anId,
        name: z.string(),
        refused: z.string(),
        byState: z.record(z.string(), z.number().int()),
        oldestWaitingAt: moment.nullable(),
      }),
    ),
  }),
  handle: async ({ house }) => ({ unknownTokens: strangers.count, accounts: await noticeStanding(house) }),
})

export const callbackStandingRoutes = [standing]
