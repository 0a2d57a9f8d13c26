/** What an act on a calendar would do, before somebody does it. */
import { z } from '@hono/zod-openapi'
import { tryCalendarAct } from '../../db/calendarActs.js'
import { settled } from '../problem.js'
import { route } from '../route.js'
import { notPayableTold, saidOf, saidOut } from '../told.js'
import { pathId } from '../words.js'
import { ahead, pricingFor, roundName } from './rounds.js'

const dryRun = route({
  method: 'post',
  path: '/programmes/{id}/rounds/dry-run',
  about: 'programme',
  whole: true,
  noun: 'distributions',
  permission: 'rounds.plan',
  kind: 'reads',
  does: 'What pausing, resuming, leaving a round out or bringing it forward would do to the rounds to come; nothing is changed',
  params: pathId<'programme'>(),
  body: z.discriminatedUnion('act', [
    z.strictObject({ act: z.enum(['pause', 'resume', 'run_now']) }),
    z.strictObject({ act: z.literal('skip'), plannedDate: roundName }),
  ]),
  answer: z.object({
    round: ahead.shape.rounds.element.nullable().openapi({
      description:
        'that is left out or brought forward; pausing: the first that does not open; resuming: the next one; null: none',
    }),
    leftOut: z.array(z.string()).openapi({ description: 'resuming: planned dates that came in the pause' }),
    now: ahead,
    then: ahead.openapi({ description: 'pausing: if it is still paused at the time of that round' }),
    approvedAhead: z.object({ goes: z.boolean(), why: z.string().nullable(), said: saidOut }).nullable().openapi({
      description: 'bringing forward: whether the list is approved and paid at once, or why it waits for people',
    }),
  }),
  handle: async ({ house, params, body, connectorFor }) => {
    const pricing = await pricingFor(house, params.id, connectorFor)
    const tried = settled(await tryCalendarAct(house, { programmeId: params.id, pricing, ...body }))
    const { round, leftOut, now, then, approvedAhead } = tried
    return {
      round,
      leftOut: [...leftOut],
      now: notPayableTold(now),
      then: notPayableTold(then),
      approvedAhead: approvedAhead && { ...approvedAhead, said: saidOf(approvedAhead.why) },
    }
  },
})

export const calendarActRoutes = [dryRun]
