/** The proof that everything adds up. */
import { z } from '@hono/zod-openapi'
import { verifyBooks } from '../../db/verify.js'
import { route } from '../route.js'
import { idOf } from '../words.js'

const noun = 'ledger'

const verify = route({
  method: 'get',
  path: '/ledger/verify',
  noun,
  permission: 'ledger.verify',
  kind: 'reads',
  does: 'Prove the books: postings, accounts, payouts, attempts and frozen lists against each other',
  query: z.strictObject({ programmeId: idOf<'programme'>().optional() }),
  answer: z.object({
    ok: z.boolean(),
    checks: z.array(
      z.object({
        name: z.string(),
        ok: z.boolean(),
        found: z.string(),
        expected: z.string().optional(),
        examples: z.array(z.string()),
      }),
    ),
  }),
  handle: async ({ house, query }) => {
    const { ok, checks } = await verifyBooks(house, query)
    return {
      ok,
      checks: checks.map(({ name, ok, found, expected, examples }) => ({
        name,
        ok,
        found: String(found),
        expected: expected === undefined ? undefined : String(expected),
        examples: examples.map(String),
      })),
    }
  },
})

export const ledgerRoutes = [verify]
