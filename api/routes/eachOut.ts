/** What an act on many answers. */
import { z } from '@hono/zod-openapi'
import { saidOut } from '../told.js'

export const eachOut = z.object({
  asked: z.number().int(),
  done: z.number().int(),
  refused: z
    .array(z.object({ id: z.string(), why: z.string(), problem: z.string(), said: saidOut }))
    .openapi({ description: 'the first 500 that could not be done, and why' }),
})
