/** A distribution against the statements of its account. */
import { z } from '@hono/zod-openapi'
import { inStatements } from '../../db/read/inStatements.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { anId, moment, pathId } from '../words.js'

const whole = z.number().int()

const standing = route({
  method: 'get',
  path: '/distributions/{id}/in-statements',
  about: 'distribution',
  whole: true,
  // Statements are their account’s, which is no programme’s own: told as counts, and until when they reach.
  eyes: 'house',
  noun: 'distributions',
  permission: 'payouts.read',
  kind: 'reads',
  does: 'How many of its paid transfers stand in a statement of its account, and what differs',
  params: pathId<'distribution'>(),
  answer: z.object({
    fspAccountId: anId,
    paid: whole.openapi({ description: 'transfers that count as paid' }),
    inStatement: whole.openapi({ description: 'of them: a statement has it' }),
    missing: whole.openapi({ description: 'of the others: a statement of their time was read, and lacks them' }),
    until: moment.nullable().openapi({ description: 'statements reach until then; null: none was taken in' }),
    differences: z
      .record(z.string(), whole)
      .openapi({ description: 'lines about its payouts that do not agree, by result' }),
  }),
  handle: async ({ house, params }) => {
    const { differences, ...rest } = found(await inStatements(house, params.id), 'distribution')
    return { ...rest, differences: { ...differences } }
  },
})

export const inStatementRoutes = [standing]
