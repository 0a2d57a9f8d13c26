/** How far the set-up of a programme is. */
import { z } from '@hono/zod-openapi'
import { readinessOf, readinessReasons, readinessSteps } from '../../db/read/readiness.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { currencyOut, minorOut, pathId } from '../words.js'

const params = pathId<'programme'>()
const whole = z.number().int()

export const readinessOut = z.object({
  ready: z.boolean().openapi({ description: 'nothing that is needed is missing' }),
  steps: z.array(
    z.object({
      step: z.enum(readinessSteps),
      optional: z.boolean().openapi({ description: 'money can leave without it' }),
      why: z.enum(readinessReasons).nullable().openapi({ description: 'why it is not done; null: it is' }),
    }),
  ),
  people: z.object({
    total: whole,
    included: whole,
    payable: whole.openapi({ description: 'included, not held, and their account was checked' }),
  }),
  approvers: z.object({
    able: whole.openapi({ description: 'people who could approve a list' }),
    needed: whole.openapi({ description: 'people whom the largest list takes' }),
  }),
  rounds: z
    .object({
      planned: whole,
      listed: whole.openapi({ description: 'the last one with a list that was not called off' }),
    })
    .nullable()
    .openapi({ description: 'of rounds made by hand; null: the calendar makes them' }),
  currency: currencyOut,
  availableMinor: minorOut,
})

const readiness = route({
  method: 'get',
  path: '/programmes/{id}/readiness',
  about: 'programme',
  whole: true,
  // Accounts at FSPs and members of staff are no programme’s own: told as a yes, a no or a count.
  eyes: 'house',
  noun: 'programmes',
  permission: 'programmes.read',
  kind: 'reads',
  does: 'What still keeps the programme from paying, step by step',
  params,
  answer: readinessOut,
  handle: async ({ house, params }) => {
    const { steps, ...rest } = found(await readinessOf(house, params.id), 'programme')
    return { ...rest, steps: [...steps] }
  },
})

export const readinessRoutes = [readiness]
