/** What waits for whoever asks. */
import { z } from '@hono/zod-openapi'
import type { Proposal } from '../../db/proposals.js'
import { waitingFor } from '../../db/waiting.js'
import { personal } from '../personal.js'
import { route } from '../route.js'
import { anId, currencyOut, minorOut, moment } from '../words.js'

const whole = z.number().int()

const proposalOut = z.object({
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
})

const list = route({
  method: 'get',
  path: '/waiting',
  noun: 'staff',
  permission: 'programmes.read',
  kind: 'reads',
  // Whose turn it is depends on what people hold, which no limited reader sees; what is listed is what they may decide.
  eyes: 'house',
  does: 'What waits for one’s own decision: lists to approve, corrected numbers, proposals of others; and what one proposed oneself',
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
    proposals: z.array(proposalOut),
    own: z.array(proposalOut).openapi({ description: 'what one proposed oneself: to be taken back, or awaited' }),
  }),
  handle: async ({ house, by, reachFor }) => {
    const { distributions, corrections, proposals, own } = await waitingFor(house, { person: by.person, reachFor })
    return { distributions, corrections, proposals: proposals.map(told), own: own.map(told) }
  },
})

const told = ({ state: _, ...each }: Proposal): Omit<Proposal, 'state'> => each

export const waitingRoutes = [list]
