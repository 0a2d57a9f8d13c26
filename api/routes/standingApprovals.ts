/** What two people approve ahead, so that rounds up to a sum go without being asked. */
import { z } from '@hono/zod-openapi'
import { decideStanding, endStanding, listStanding, proposeStanding } from '../../db/standingApprovals.js'
import { settled } from '../problem.js'
import { route } from '../route.js'
import { anId, done, doneOut, minorIn, minorOut, moment, momentIn, pathId, reasonIn } from '../words.js'
import { decisions } from './decisions.js'

const noun = 'distributions'
const params = pathId<'programme'>()

const list = route({
  method: 'get',
  path: '/programmes/{id}/standing-approvals',
  about: 'programme',
  whole: true,
  noun,
  permission: 'distributions.read',
  kind: 'reads',
  does: 'What was approved ahead, newest first, and which lists it let go',
  params,
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        roundUpToMinor: minorOut.openapi({ description: 'one list, with its highest fees' }),
        inAllMinor: minorOut,
        usedMinor: minorOut,
        until: moment,
        proposedBy: z.string(),
        approvedBy: z.string(),
        approvedAt: moment,
        endedAt: moment.nullable(),
        endedBy: z.string().nullable(),
        uses: z.array(z.object({ distributionId: anId, minor: minorOut, at: moment })),
      }),
    ),
  }),
  handle: async ({ house, params }) => ({
    items: (await listStanding(house, params.id)).map(
      ({ standingApprovalId, programmeId: _of, approvedRole: _by, ...row }) => ({ ...row, id: standingApprovalId }),
    ),
  }),
})

const propose = route({
  method: 'post',
  path: '/programmes/{id}/standing-approvals',
  about: 'programme',
  whole: true,
  noun,
  permission: 'distributions.make',
  kind: 'stores',
  does: 'Propose that rounds up to a sum go by themselves until a day; somebody who approves lists decides it',
  params,
  body: z.strictObject({ roundUpToMinor: minorIn, inAllMinor: minorIn, until: momentIn, reason: reasonIn.optional() }),
  status: 201,
  answer: z.object({ proposalId: anId }),
  handle: async ({ house, by, params, body }) => {
    const { proposalId } = settled(await proposeStanding(house, { programmeId: params.id, ...body, by }))
    return { proposalId }
  },
})

const end = route({
  method: 'post',
  path: '/programmes/{id}/standing-approvals/end',
  about: 'programme',
  whole: true,
  noun,
  // Whoever may stop a list may stop this: less is never a matter for two.
  permission: 'distributions.pause',
  kind: 'stores',
  does: 'End what is approved ahead; the next list waits for people',
  params,
  body: z.strictObject({ reason: reasonIn }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await endStanding(house, { programmeId: params.id, ...body, by }))
    return done
  },
})

export const standingApprovalRoutes = [
  list,
  propose,
  end,
  ...decisions({
    path: '/standing-approvals',
    noun,
    about: 'proposal',
    whole: true,
    decides: 'distributions.approve',
    proposes: 'distributions.make',
    what: 'that rounds go by themselves up to a sum',
    decide: decideStanding,
  }),
]
