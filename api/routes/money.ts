/** The money of a programme for those who account for it: every entry, what was paid by month, what stands where; also as files. */
import { z } from '@hono/zod-openapi'
import { recordAct } from '../../db/audit.js'
import { balances } from '../../db/ledger.js'
import { findProgramme, type Programme } from '../../db/programmes.js'
import { journal, journalBlocks } from '../../db/read/journal.js'
import { spendingOf } from '../../db/read/spending.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { money, toDecimal } from '../../domain/money.js'
import { ledgerAccounts } from '../../domain/payout.js'
import type { TableFormat } from '../../sheets/stream.js'
import { found } from '../problem.js'
import { route, type Ask } from '../route.js'
import { tableFiles } from '../tableFiles.js'
import {
  anId,
  currencyOut,
  defaultLimit,
  flagInQuery,
  idOf,
  minorOut,
  moment,
  momentIn,
  page,
  pathId,
} from '../words.js'

const noun = 'ledger'
const params = pathId<'programme'>()
const whole = z.number().int()
const account = z.enum(ledgerAccounts)
const ofProgramme = { about: 'programme', whole: true, noun, permission: 'ledger.read', params } as const

/** Which entries; everything given must hold. */
const entriesIn = {
  distributionId: idOf<'distribution'>().optional(),
  payoutId: idOf<'payout'>().optional(),
  account: account.optional(),
  from: momentIn.optional(),
  until: momentIn.optional(),
}

const entries = route({
  ...ofProgramme,
  method: 'get',
  path: '/programmes/{id}/journal',
  kind: 'reads',
  does: 'Entries in the order they were posted, or the newest first; each moves one amount from one account to another',
  more: '`from` is the first moment, `until` the first one that is too late.',
  query: z.strictObject({
    ...entriesIn,
    newestFirst: flagInQuery.optional(),
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
        distributionName: z.string().nullable(),
        payoutId: anId.nullable(),
        attemptId: anId.nullable(),
        beneficiaryId: anId.nullable(),
        ref: z.string().nullable().openapi({ example: 'ISI-0042', description: 'what staff call the person' }),
        reference: z.string().nullable().openapi({ description: 'under which money given was booked' }),
      }),
    ),
    next: z.string().nullable(),
  }),
  handle: async ({ house, params, query }) => {
    const { currency } = found(await findProgramme(house, params.id), 'programme')
    const page = await journal(house, { programmeId: params.id, ...query, limit: query.limit ?? defaultLimit })
    return { currency, items: page.entries, next: page.next }
  },
})

const spending = route({
  ...ofProgramme,
  method: 'get',
  path: '/programmes/{id}/spending',
  // The name of an account at an FSP is no programme’s own.
  eyes: 'house',
  kind: 'reads',
  does: 'What was paid out and what it cost, by month and FSP account, newest month first',
  answer: z.object({
    currency: currencyOut,
    items: z.array(
      z.object({
        month: z.string().openapi({ example: '2026-11', description: 'by UTC' }),
        fspAccount: z.string().nullable(),
        attempts: whole.openapi({ description: 'handed over in that month, whatever became of them' }),
        paid: whole.openapi({ description: 'transfers that were paid, less those that came back in that month' }),
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

/** Who takes money’s numbers out of the house is written down, as for any file. */
async function fileOf(
  { house, by, params }: Ask<{ id: ProgrammeId }, object, object>,
  what: string,
  format: TableFormat,
): Promise<Programme> {
  const programme = found(await findProgramme(house, params.id), 'programme')
  const subject = ['programme', params.id] as const
  await recordAct(house, { by, act: 'file fetched', programmeId: params.id, subject, details: { what, format } })
  return programme
}

const decimalOf =
  ({ currency }: Programme) =>
  (minor: bigint): string =>
    toDecimal(money(minor, currency))

/** An account of the ledger as the file says it. */
const named = (account: string): string => account.replaceAll('_', ' ')

const journalFiles = tableFiles({
  ...ofProgramme,
  path: '/programmes/{id}/journal',
  does: 'The entries that the same filters show',
  query: z.strictObject(entriesIn),
  handle: async (ask, format) => {
    const programme = await fileOf(ask, 'journal', format)
    const decimal = decimalOf(programme)
    const filter = { programmeId: ask.params.id, ...ask.query }
    return {
      name: 'Journal',
      columns: [
        { head: 'entry', width: 10 },
        { head: 'booked at (UTC)', width: 20 },
        { head: 'from', width: 12 },
        { head: 'to', width: 12 },
        { head: `amount (${programme.currency})`, kind: 'amount' },
        { head: 'why', width: 18 },
        { head: 'distribution', width: 24 },
        { head: 'person', width: 12 },
        { head: 'reference of the gift', width: 20 },
        { head: 'payout', width: 38 },
      ],
      blocks: async function* (house) {
        for await (const block of journalBlocks(house, filter))
          yield block.map(each => [
            each.id.toString(),
            utcOf(each.postedAt),
            named(each.from),
            named(each.to),
            decimal(each.amountMinor),
            named(each.kind),
            each.distributionName,
            each.ref,
            each.reference,
            each.payoutId,
          ])
      },
    }
  },
})

const spendingFiles = tableFiles({
  ...ofProgramme,
  path: '/programmes/{id}/spending',
  eyes: 'house',
  does: 'What was paid out and what it cost, by month and FSP account, with the sum',
  handle: async (ask, format) => {
    const programme = await fileOf(ask, 'spending', format)
    const decimal = decimalOf(programme)
    return {
      name: 'Paid by month',
      columns: [
        { head: 'month (UTC)' },
        { head: 'account at the provider', width: 28 },
        { head: 'attempts', kind: 'whole' },
        { head: 'paid', kind: 'whole' },
        { head: `paid out (${programme.currency})`, kind: 'amount', width: 18 },
        { head: `fees (${programme.currency})`, kind: 'amount' },
      ],
      blocks: async function* (house) {
        const all = await spendingOf(house, ask.params.id)
        yield all.map(each => [
          each.month,
          each.fspAccount,
          each.attempts,
          each.paid,
          decimal(each.paidMinor),
          decimal(each.feesMinor),
        ])
        const sum = (of: (each: (typeof all)[number]) => bigint): bigint =>
          all.reduce((sum, each) => sum + of(each), 0n)
        const count = (of: (each: (typeof all)[number]) => number): number =>
          all.reduce((sum, each) => sum + of(each), 0)
        yield [
          [
            'in all',
            null,
            count(each => each.attempts),
            count(each => each.paid),
            decimal(sum(each => each.paidMinor)),
            decimal(sum(each => each.feesMinor)),
          ],
        ]
      },
    }
  },
})

const balanceFiles = tableFiles({
  ...ofProgramme,
  path: '/programmes/{id}/balances',
  does: 'What stands in each account of its ledger',
  handle: async (ask, format) => {
    const programme = await fileOf(ask, 'balances', format)
    const decimal = decimalOf(programme)
    return {
      name: 'Balances',
      columns: [
        { head: 'as of (UTC)', width: 20 },
        { head: 'account', width: 16 },
        { head: `stands there (${programme.currency})`, kind: 'amount', width: 20 },
      ],
      blocks: async function* (house) {
        const asOf = utcOf(new Date())
        const standing = await balances(house, ask.params.id)
        yield ledgerAccounts.map(account => [asOf, named(account), decimal(standing[account])])
      },
    }
  },
})

/** `2026-11-27 09:30:00`, as spreadsheets know a moment. */
const utcOf = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')

export const moneyRoutes = [entries, spending, ...journalFiles, ...spendingFiles, ...balanceFiles]
