/**
 * What became of the work, in numbers to be drawn: of one programme, or of all that whoever asks reaches. Every number is
 * about people they reach, and none about fewer than five of one area (domain/insight.ts).
 */
import { z } from '@hono/zod-openapi'
import { failuresByReason } from '../../db/insight/failures.js'
import { firstPayments } from '../../db/insight/firstPayment.js'
import { messagesDelivered } from '../../db/insight/messagesDelivered.js'
import { reachOverTime } from '../../db/insight/reachOverTime.js'
import { success as arrivedOf } from '../../db/insight/success.js'
import { vouchersUsed, voucherStandings } from '../../db/insight/vouchersUsed.js'
import type { House } from '../../db/database.js'
import { findProgramme } from '../../db/programmes.js'
import { withRoom, type Among } from '../../db/insight/among.js'
import { spans } from '../../domain/insight.js'
import type { Permission } from '../../domain/permissions.js'
import { found } from '../problem.js'
import { route, type Noun, type Route } from '../route.js'
import { currencyOut, minorOut, pathId } from '../words.js'
import type { Wire } from '../wire.js'

const whole = z.number().int()

interface Insight<Query, Answer> {
  name: string
  noun: Noun
  permission: Permission
  does: string
  more?: string
  query?: z.ZodType<Query>
  answer: z.ZodType<Answer>
  read(house: House, among: Among, query: Query): Promise<Wire<Answer>>
}

/** The same twice: `/programmes/{id}/insight/<name>`, and `/insight/<name>` of every programme within reach. */
function insight<Answer, Query = object>({ name, read, does, ...more }: Insight<Query, Answer>): Route[] {
  const shared = { ...more, method: 'get', kind: 'reads' } as const
  return [
    route({
      ...shared,
      path: `/programmes/{id}/insight/${name}`,
      about: 'programme',
      does,
      params: pathId<'programme'>(),
      handle: async ({ house, params, query }) => {
        found(await findProgramme(house, params.id), 'programme')
        return withRoom(house, house => read(house, params.id, query))
      },
    }),
    route({
      ...shared,
      path: `/insight/${name}`,
      does: `${does}; of every programme within reach`,
      handle: async ({ house, query }) => withRoom(house, house => read(house, null, query)),
    }),
  ]
}

const reach = insight({
  name: 'reach',
  noun: 'programmes',
  permission: 'distributions.read',
  does: 'People paid over time, each counted once, and what they were paid',
  query: z.strictObject({ by: z.enum(spans).default('month').openapi({ description: 'periods by UTC' }) }),
  answer: z.object({
    items: z.array(
      z.object({
        from: z.string().openapi({ example: '2026-11-23', description: 'its first day; a week begins on Monday' }),
        people: whole.openapi({ description: 'paid for the first time' }),
        peopleSoFar: whole,
        payments: whole,
        amounts: z.array(z.object({ currency: currencyOut, amountMinor: minorOut })),
      }),
    ),
  }),
  read: async (house, among, { by }) => ({ items: await reachOverTime(house, among, by) }),
})

const minutes = whole.nullable().openapi({ description: 'null: nobody was paid yet' })

const firstPayment = insight({
  name: 'first-payment',
  noun: 'programmes',
  permission: 'distributions.read',
  does: 'How long people waited from their registration to their first payment',
  answer: z.object({
    people: whole.openapi({ description: 'who was paid' }),
    medianMinutes: minutes,
    p90Minutes: minutes,
    waiting: whole.openapi({ description: 'included, and not paid yet' }),
    spans: z.array(z.object({ from: whole.openapi({ description: 'in days' }), to: whole.nullable(), people: whole })),
  }),
  read: firstPayments,
})

const arrived = {
  paid: whole,
  failed: whole.openapi({ description: 'refused, reversed or given up' }),
  open: whole.openapi({ description: 'on its way, or unknown' }),
}

const success = insight({
  name: 'success',
  noun: 'programmes',
  permission: 'distributions.read',
  does: 'How much of what was sent arrived, by FSP account and by area',
  more: 'Areas with fewer than five people are told together, whoever asks: charts are passed on.',
  answer: z.object({
    byAccount: z.array(z.object({ fspAccount: z.string(), currency: currencyOut, ...arrived, paidMinor: minorOut })),
    byArea: z.array(
      z.object({
        area: z.string().nullable().openapi({ description: 'null: areas with too few people to be told alone' }),
        areas: whole.openapi({ description: 'how many it stands for' }),
        people: whole,
        peoplePaid: whole,
        ...arrived,
        position: z
          .object({ latitude: z.number(), longitude: z.number() })
          .nullable()
          .openapi({ description: 'degrees north and east; null: nobody has said where it lies' }),
      }),
    ),
  }),
  read: arrivedOf,
})

const failures = insight({
  name: 'failures',
  noun: 'programmes',
  permission: 'distributions.read',
  does: 'Why payments failed, and how many of them were paid after all',
  answer: z.object({ items: z.array(z.object({ reason: z.string(), payouts: whole, paidLater: whole })) }),
  read: async (house, among) => ({ items: await failuresByReason(house, among) }),
})

const vouchers = insight({
  name: 'vouchers',
  noun: 'vouchers',
  permission: 'vouchers.read',
  does: 'What became of vouchers: used, partly, not at all, or never delivered',
  answer: z.object({
    items: z.array(
      z.object({
        standing: z.enum(voucherStandings),
        currency: currencyOut,
        count: whole,
        amountMinor: minorOut,
        leftMinor: minorOut.openapi({ description: 'of those whose balance is known' }),
      }),
    ),
  }),
  read: async (house, among) => ({ items: await vouchersUsed(house, among) }),
})

const messages = insight({
  name: 'messages',
  noun: 'messages',
  permission: 'messages.read',
  does: 'How many messages arrived, month by month',
  answer: z.object({
    items: z.array(
      z.object({
        month: z.string().openapi({ example: '2026-11' }),
        delivered: whole,
        sent: whole,
        failed: whole,
        waiting: whole,
      }),
    ),
  }),
  read: async (house, among) => ({ items: await messagesDelivered(house, among) }),
})

export const insightRoutes = [...reach, ...firstPayment, ...success, ...failures, ...vouchers, ...messages]
