/** Every programme that somebody reaches, in one answer: what Home shows of it. */
import { z } from '@hono/zod-openapi'
import { glanceOf } from '../../db/read/glance.js'
import { route } from '../route.js'
import { anId, currencyOut, minorOut, moment } from '../words.js'
import { balancesOut } from './programmes.js'
import { readinessOut } from './readiness.js'

const whole = z.number().int()

const glance = route({
  method: 'get',
  path: '/programmes/at-a-glance',
  noun: 'programmes',
  permission: 'programmes.read',
  kind: 'reads',
  // Accounts, members of staff and other programmes’ needs are no programme’s own; whatever is about people is read with one’s own eyes.
  eyes: 'house',
  does: 'How each programme stands that one reaches: people, money, what is missing, and what is wrong now',
  more: 'Each part is null where one’s roles do not show it for this programme.',
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        name: z.string(),
        currency: currencyOut,
        people: z.object({ total: whole, byState: z.record(z.string(), whole) }),
        balances: balancesOut.nullable(),
        readiness: readinessOut.nullable(),
        cases: z.record(z.string(), whole).nullable().openapi({ description: 'open cases by kind' }),
        payouts: z
          .object({
            refused: whole,
            unknown: whole,
            distributionId: anId.nullable().openapi({ description: 'the one list that has them all' }),
          })
          .nullable()
          .openapi({ description: 'payouts that need somebody' }),
        pausedLists: z
          .array(z.object({ distributionId: anId, name: z.string(), why: z.string().nullable() }))
          .nullable(),
        accounts: z
          .array(
            z.object({
              fspAccountId: anId,
              paused: z.boolean(),
              pausedFor: z.string().nullable().openapi({ description: 'for whoever reads accounts' }),
              silentSince: moment.nullable().openapi({ description: 'callbacks should come since then, and do not' }),
            }),
          )
          .nullable()
          .openapi({ description: 'with which something is wrong, of those that it is paid from' }),
        shortLists: z
          .array(
            z.object({
              distributionId: anId,
              name: z.string(),
              shortMinor: minorOut.openapi({ description: 'missing at the FSP after all approved before it' }),
            }),
          )
          .nullable(),
        nextRound: z
          .object({ plannedDate: z.string(), at: moment })
          .nullable()
          .openapi({ description: 'of its calendar' }),
      }),
    ),
  }),
  handle: async ({ house, reachFor }) => {
    const items = await glanceOf(house, reachFor)
    return {
      items: items.map(({ programmeId, readiness, pausedLists, accounts, shortLists, ...each }) => ({
        ...each,
        id: programmeId,
        readiness: readiness && { ...readiness, steps: [...readiness.steps] },
        pausedLists: pausedLists && [...pausedLists],
        accounts: accounts && [...accounts],
        shortLists: shortLists && [...shortLists],
      })),
    }
  },
})

export const glanceRoutes = [glance]
