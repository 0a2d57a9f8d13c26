/** How many people approve a list of a programme, from which sum on, by which role. */
import { z } from '@hono/zod-openapi'
import { approvalStepsOf, setApprovalSteps } from '../../db/approvalSteps.js'
import { basisOf, basisOut, replaced } from '../basis.js'
import { found, settled } from '../problem.js'
import { approvalSteps } from '../replaceable.js'
import { route } from '../route.js'
import { done, doneOut, pathId, shortText } from '../words.js'

const params = pathId<'programme'>()
const noun = 'programmes'
const steps = z
  .array(
    z.strictObject({
      fromMinor: z.string().regex(/^(0|[1-9][0-9]{0,14})$/, 'must be whole minor units as a string of digits'),
      approvers: z.number().int().min(1).max(10),
      role: shortText(40).nullable().default(null),
    }),
  )
  .max(10)
  .openapi({ description: 'taken one after the other by lists of at least this sum; none: one approver' })

const get = route({
  method: 'get',
  path: '/programmes/{id}/approval-steps',
  about: 'programme',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'Who approves lists of this programme',
  params,
  answer: z.object({
    steps: z.array(z.object({ fromMinor: z.string(), approvers: z.number().int(), role: z.string().nullable() })),
    basis: basisOut,
  }),
  handle: async ({ house, params }) => {
    const steps = found(await approvalStepsOf(house, params.id), 'programme')
    return { steps: [...steps], basis: basisOf(house, steps) }
  },
})

const set = route({
  method: 'post',
  path: '/programmes/{id}/approval-steps',
  about: 'programme',
  whole: true,
  noun,
  permission: 'programmes.approvalSteps',
  kind: 'stores',
  does: 'Set who approves lists that are frozen from now on',
  params,
  body: z.strictObject({ steps }),
  replaces: ({ params }) => replaced(approvalSteps, params.id),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await setApprovalSteps(house, { programmeId: params.id, steps: body.steps, by }))
    return done
  },
})

export const approvalStepRoutes = [get, set]
