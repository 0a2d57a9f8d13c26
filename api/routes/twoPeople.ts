/** What of a programme takes two people. */
import { z } from '@hono/zod-openapi'
import { mayTakeTwo, setTwoPeople, twoPeopleOf } from '../../db/twoPeople.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { found, settled } from '../problem.js'
import { twoPeople } from '../replaceable.js'
import { route } from '../route.js'
import { pathId, proposedOut } from '../words.js'

const params = pathId<'programme'>()
const noun = 'programmes'
const what = z.array(z.enum(mayTakeTwo)).max(mayTakeTwo.length)

const get = route({
  method: 'get',
  path: '/programmes/{id}/two-people',
  about: 'programme',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'What takes two people in this programme, beside what always does',
  params,
  answer: z.object({ what, basis: basisOut }),
  handle: async ({ house, params }) => ({
    basis: await basisAt(house, twoPeople, params.id),
    what: found(await twoPeopleOf(house, params.id), 'programme'),
  }),
})

const set = route({
  method: 'post',
  path: '/programmes/{id}/two-people',
  about: 'programme',
  whole: true,
  noun,
  permission: 'programmes.approvalSteps',
  kind: 'stores',
  does: 'Set whether changes of roles and files of people take two; where roles do, less is decided by a second person',
  params,
  body: z.strictObject({ what }),
  replaces: ({ params }) => replaced(twoPeople, params.id),
  answer: proposedOut,
  handle: async ({ house, by, params, body }) => {
    const { proposalId } = settled(await setTwoPeople(house, { programmeId: params.id, what: body.what, by }))
    return { proposalId }
  },
})

export const twoPeopleRoutes = [get, set]
