/** How far the set-up of a programme is, and where its money went. */
import { z } from '@hono/zod-openapi'
import { findProgramme } from '../../db/programmes.js'
import { readinessOf, readinessReasons, readinessSteps } from '../../db/read/readiness.js'
import { spendingOf } from '../../db/read/spending.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { currencyOut, minorOut, pathId } from '../words.js'

const params = pathId<'programme'>()
const whole = z.number().int()

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
  answer: z.object({
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
    currency: currencyOut,
    availableMinor: minorOut,
  }),
  handle: async ({ house, params }) => {
    const { steps, ...rest } = found(await readinessOf(house, params.id), 'programme')
    return { ...rest, steps: [...steps] }
  },
})

const spending = route({
  method: 'get',
  path: '/programmes/{id}/spending',
  about: 'programme',
  whole: true,
  // The name of an account at an FSP is no programme’s own.
  eyes: 'house',
  noun: 'ledger',
  permission: 'ledger.read',
  kind: 'reads',
  does: 'What was paid out and what it cost, by month and FSP account, newest month first',
  params,
  answer: z.object({
    currency: currencyOut,
    items: z.array(
      z.object({
        month: z.string().openapi({ example: '2026-11', description: 'by UTC' }),
        fspAccount: z.string().nullable(),
        paidMinor: minorOut,
        feesMinor: minorOut,
      }),
    ),
  }),
  handle: async ({ house, params }) => ({
    currency: found(await findProgramme(house, params.id), 'programme').currency,
    items: await spendingOf(house, params.id),
  }),
})

export const readinessRoutes = [readiness, spending]
