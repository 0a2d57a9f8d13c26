/** The books: the journal of a programme, and the proof that everything adds up. */
import { z } from '@hono/zod-openapi'
import { journal } from '../../db/ledger.js'
import { findProgramme } from '../../db/programmes.js'
import { verifyBooks } from '../../db/verify.js'
import { ledgerAccounts } from '../../domain/payout.js'
import { found } from '../problem.js'
import { route } from '../route.js'
import { anId, currencyOut, defaultLimit, idOf, minorOut, moment, page, pathId } from '../words.js'

const noun = 'ledger'
const account = z.enum(ledgerAccounts)

const entries = route({
  method: 'get',
  path: '/programmes/{id}/journal',
  about: 'programme',
  whole: true,
  noun,
  permission: 'ledger.read',
  kind: 'reads',
  does: 'Entries in the order they were posted; each moves one amount from one account to another',
  params: pathId<'programme'>(),
  query: z.strictObject({
    distributionId: idOf<'distribution'>().optional(),
    payoutId: idOf<'payout'>().optional(),
    account: account.optional(),
    limit: page.limit,
    after: z
      .string()
      .regex(/^[0-9]{1,18}$/, 'must be the `next` of the page before')
      .transform(text => BigInt(text))
      .optional()
      .openapi({ type: 'string' }),
  }),
  answer: z.object({
    currency: currencyOut,
    items: z.array(
      z.object({
        id: z.string(),
        postedAt: moment,
        from: account,
        to: account,
        amountMinor: minorOut,
        kind: z.string(),
        distributionId: anId.nullable(),
        payoutId: anId.nullable(),
        attemptId: anId.nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
  handle: async ({ house, params, query }) => {
    const { currency } = found(await findProgramme(house, params.id), 'programme')
    const page = await journal(house, { programmeId: params.id, ...query, limit: query.limit ?? defaultLimit })
    const items = page.entries.map(entry => ({
      ...entry,
      distributionId: entry.distributionId ?? null,
      payoutId: entry.payoutId ?? null,
      attemptId: entry.attemptId ?? null,
    }))
    return { currency, items, next: page.next }
  },
})

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

export const ledgerRoutes = [entries, verify]
