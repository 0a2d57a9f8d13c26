/** Account checks: can these numbers receive money by the programme’s FSP? */
import { z } from '@hono/zod-openapi'
import { checkStanding, markPending } from '../../db/accountChecks.js'
import { findProgramme } from '../../db/programmes.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { moment, pathId } from '../words.js'
import { whoIn } from './people.js'

const noun = 'account checks'
const params = pathId<'programme'>()
const whole = z.number().int()

const start = route({
  method: 'post',
  path: '/programmes/{id}/account-checks',
  about: 'programme',
  whole: true,
  noun,
  permission: 'accountChecks.start',
  kind: 'stores',
  does: 'Have numbers checked, in the background: all that are not ok yet, or those of who is meant',
  params,
  body: z.strictObject({
    who: whoIn.optional(),
    again: z.boolean().default(false).openapi({ description: 'also numbers that are ok; not payable until answered' }),
  }),
  status: 202,
  answer: z.object({ marked: whole }),
  handle: async ({ house, by, lives, params, body, afterwards }) => {
    const who = { ...body.who, programmeId: params.id }
    const { marked } = settled(await markPending(house, { who, again: body.again, by }))
    afterwards(() => lives.beginAccountCheck(params.id))
    return { marked }
  },
})

const standing = route({
  method: 'get',
  path: '/programmes/{id}/account-checks',
  about: 'programme',
  noun,
  permission: 'accountChecks.read',
  kind: 'reads',
  does: 'How the account checks of a programme stand',
  params,
  answer: z.object({
    unchecked: whole,
    pending: whole,
    ok: whole,
    cannotReceive: whole,
    unclear: whole,
    waiting: whole,
    nextAt: moment.nullable(),
  }),
  handle: async ({ house, params }) => {
    found(await findProgramme(house, params.id), 'programme')
    return checkStanding(house, params.id)
  },
})

export const accountCheckRoutes = [start, standing]
