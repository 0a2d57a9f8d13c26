/** What waits for whoever asks. */
import { z } from '@hono/zod-openapi'
import { waitingFor } from '../../db/waiting.js'
import { personal } from '../personal.js'
import { route } from '../route.js'
import { anId, currencyOut, minorOut, moment } from '../words.js'

const whole = z.number().int()

const list = route({
  method: 'get',
  path: '/waiting',
  noun: 'staff',
  permission: 'programmes.read',
  kind: 'reads',
  // Whose turn it is depends on what people hold, which no limited reader sees; what is listed is what they may decide.
  eyes: 'house',
  does: 'What waits for one’s own decision: lists to approve, corrected numbers, proposals of others',
  answer: z.object({
    distributions: z.array(
      z.object({
        distributionId: anId,
        programmeId: anId,
        name: z.string(),
        round: whole,
        payouts: whole,
        totalMinor: minorOut,
        currency: currencyOut,
        frozenAt: moment,
      }),
    ),
    corrections: z.array(z.object({ programmeId: anId, count: whole })),
    proposals: z.array(
      z.object({
        proposalId: anId,
        kind: z.string(),
        programmeId: anId.nullable(),
        subject: z.string().nullable(),
        name: z.string().nullable(),
        summary: z.record(z.string(), z.unknown()),
        reason: personal('text').nullable(),
        proposedBy: z.string(),
        proposedAt: moment,
        goodUntil: moment.nullable(),
      }),
    ),
  }),
  handle: async ({ house, by, reachFor }) => {
    const { distributions, corrections, proposals } = await waitingFor(house, { person: by.person, reachFor })
    return { distributions, corrections, proposals: proposals.map(({ state: _, ...each }) => each) }
  },
})

export const waitingRoutes = [list]
