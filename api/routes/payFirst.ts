/** What a change of pay-first would do, before somebody makes it. */
import { z } from '@hono/zod-openapi'
import { countPayFirst } from '../../db/payFirst.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { minorOut, pathId } from '../words.js'
import { payFirstIn } from './distributions.js'

const whole = z.number().int()

const dryRun = route({
  method: 'post',
  path: '/distributions/{id}/pay-first/dry-run',
  about: 'distribution',
  whole: true,
  // What others need of the same account are programmes that a limited reader does not see: told as one sum.
  eyes: 'house',
  noun: 'distributions',
  permission: 'distributions.read',
  kind: 'reads',
  does: 'Count who would be paid now and who would wait, if only the first N were paid; null: all of them. Nothing changes',
  params: pathId<'distribution'>(),
  body: z.strictObject({ count: payFirstIn.nullable() }),
  answer: z.object({
    now: whole.openapi({ description: 'of those who have not left yet' }),
    nowMinor: minorOut,
    feeReserveMinor: minorOut.openapi({ description: 'the highest fees of those' }),
    waiting: whole,
    waitingMinor: minorOut,
    shortMinor: minorOut
      .nullable()
      .openapi({ description: 'missing at the FSP for those who would go now; null: nobody knows' }),
  }),
  handle: async ({ house, params, body }) =>
    found(await countPayFirst(house, { distributionId: params.id, count: body.count }), 'distribution'),
})

export const payFirstRoutes = [dryRun]
