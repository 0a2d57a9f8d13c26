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

const listOut = z.object({
  distributionId: anId,
  programmeId: anId,
  name: z.string(),
  round: whole,
  payouts: whole,
  totalMinor: minorOut,
  currency: currencyOut,
  frozenAt: moment,
})

const list = route({
  method: 'get',
  path: '/waiting',
  noun: 'staff',
  permission: 'programmes.read',
  kind: 'reads',
  // Whose turn it is depends on what people hold, which no limited reader sees; what is listed is what they may decide.
  eyes: 'house',
  does: 'What waits for one: lists to approve or to start, corrected numbers, proposals of others, messages to answer or to read out, own cases; and what one proposed oneself',
  answer: z.object({
    distributions: z.array(listOut),
    corrections: z.array(z.object({ programmeId: anId, count: whole })),
    proposals: z.array(proposalOut),
    own: z.array(proposalOut).openapi({ description: 'what one proposed oneself: to be taken back, or awaited' }),
    starts: z.array(listOut).openapi({ description: 'approved lists that one may start' }),
    messages: z
      .array(z.object({ programmeId: anId, count: whole }))
      .openapi({ description: 'what people wrote that one may answer' }),
    readOut: z
      .array(z.object({ programmeId: anId, count: whole }))
      .openapi({ description: 'messages that no phone takes, to be read out to the person' }),
    cases: z.object({ open: whole, overdue: whole }).openapi({ description: 'open cases that are one’s own' }),
  }),
  handle: async ({ house, by, reachFor }) => {
    const { proposals, own, ...rest } = await waitingFor(house, { person: by.person, reachFor })
    return { ...rest, proposals: proposals.map(told), own: own.map(told) }
  },
})

const told = ({ state: _, ...each }: Proposal): Omit<Proposal, 'state'> => each

export const waitingRoutes = [list]
