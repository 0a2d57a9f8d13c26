/** What carriers ask for messages, as staff write it down: estimates, where and while a carrier tells no price. */
import { z } from '@hono/zod-openapi'
import { openCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { pricesOf, setPrices } from '../../db/messages/prices.js'
import { pricedChannels, wrongWithPrices, type PriceLine } from '../../domain/messagePrice.js'
import { readPrice, writePrice } from '../../messaging/price.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { found, settled } from '../problem.js'
import { prices as pricesSet } from '../replaceable.js'
import { route } from '../route.js'
import { anId, done, doneOut, idOf, pathId } from '../words.js'

const lineOut = z.object({
  channel: z.enum(pricedChannels),
  prefix: z.string().openapi({
    example: '254',
    description: 'digits with which numbers begin, without plus; empty: all other numbers',
  }),
  currency: z.string().openapi({ example: 'KES' }),
  price: z
    .string()
    .openapi({ example: '0.8', description: 'of an SMS for each segment, of a WhatsApp message for the whole' }),
})
const lineIn = z
  .strictObject({
    channel: z.enum(pricedChannels),
    prefix: z.string().regex(/^(?:[1-9]\d{0,8})?$/, 'must be up to nine digits without plus, the country first'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters (ISO 4217)'),
    price: z.string().regex(/^\d{1,6}(?:\.\d{1,6})?$/, 'must be a decimal with at most six places, e.g. 0.8000'),
  })
  .transform(({ channel, prefix, currency, price }): PriceLine => {
    return { channel, prefix, currency, micros: readPrice(price, currency)?.micros ?? 0n }
  })
const linesIn = z
  .array(lineIn)
  .max(1_000)
  .superRefine((lines, context) => {
    for (const message of wrongWithPrices(lines)) context.addIssue({ code: 'custom', message })
  })
const linesOut = (lines: readonly PriceLine[]) =>
  lines.map(({ micros, ...line }) => ({ ...line, price: writePrice(micros) }))

const ofAccount = route({
  method: 'get',
  path: '/carrier-accounts/{id}/prices',
  about: 'house',
  noun: 'carriers',
  permission: 'carriers.read',
  kind: 'reads',
  does: 'What an account’s carrier asks for messages, as staff wrote it down',
  params: pathId<'carrierAccount'>(),
  answer: z.object({ prices: z.array(lineOut), basis: basisOut }),
  handle: async ({ house, params }) => {
    found(await openCarrierAccount(house, params.id), 'carrier account')
    const of = { carrierAccountId: params.id, programmeId: null }
    return { basis: await basisAt(house, pricesSet, of), prices: linesOut(await pricesOf(house, of)) }
  },
})

const setOfAccount = route({
  method: 'put',
  path: '/carrier-accounts/{id}/prices',
  about: 'house',
  noun: 'carriers',
  permission: 'carriers.manage',
  kind: 'stores',
  does: 'Write down the whole table of prices of an account, for what leaves from now on',
  params: pathId<'carrierAccount'>(),
  body: z.strictObject({ prices: linesIn }),
  replaces: ({ params }) => replaced(pricesSet, { carrierAccountId: params.id, programmeId: null }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await setPrices(house, { carrierAccountId: params.id, programmeId: null, lines: body.prices, by }))
    return done
  },
})

const programme = pathId<'programme'>()
const ofProgramme = route({
  method: 'get',
  path: '/programmes/{id}/message-prices',
  about: 'programme',
  whole: true,
  noun: 'messages',
  permission: 'messages.read',
  kind: 'reads',
  does: 'What one programme is asked for messages through an account; empty: the account’s own table counts',
  params: programme,
  query: z.strictObject({ carrierAccountId: idOf<'carrierAccount'>() }),
  answer: z.object({ carrierAccountId: anId, prices: z.array(lineOut), basis: basisOut }),
  handle: async ({ house, params, query: { carrierAccountId } }) => ({
    carrierAccountId,
    basis: await basisAt(house, pricesSet, { carrierAccountId, programmeId: params.id }),
    prices: linesOut(await pricesOf(house, { carrierAccountId, programmeId: params.id })),
  }),
})

const setOfProgramme = route({
  method: 'put',
  path: '/programmes/{id}/message-prices',
  about: 'programme',
  whole: true,
  noun: 'messages',
  permission: 'messages.setUp',
  kind: 'stores',
  does: 'Write down what this programme is asked through an account, in place of the account’s own table',
  params: programme,
  body: z.strictObject({ carrierAccountId: idOf<'carrierAccount'>(), prices: linesIn }),
  replaces: ({ params, body: { carrierAccountId } }) =>
    replaced(pricesSet, { carrierAccountId, programmeId: params.id }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    const { carrierAccountId, prices } = body
    settled(await setPrices(house, { carrierAccountId, programmeId: params.id, lines: prices, by }))
    return done
  },
})

export const messagePriceRoutes = [ofAccount, setOfAccount, ofProgramme, setOfProgramme]
