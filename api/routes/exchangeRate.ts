/** The exchange rate by which a programme reports. Lists carry the one under which they were frozen. */
import { z } from '@hono/zod-openapi'
import { exchangeRateOf, setExchangeRate } from '../../db/exchangeRate.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { currencyIn, currencyOut, done, doneOut, pathId, shortText } from '../words.js'

const params = pathId<'programme'>()
const noun = 'programmes'

export const exchangeRateOut = z.object({
  currency: currencyOut,
  rate: z.string().openapi({
    description: 'units of the programme’s currency for one unit of this one, a decimal number as text',
    example: '129.35',
  }),
  on: z.string().openapi({ format: 'date', description: 'the day of the rate' }),
  source: z.string(),
})

const get = route({
  method: 'get',
  path: '/programmes/{id}/exchange-rate',
  about: 'programme',
  noun,
  permission: 'programmes.read',
  kind: 'reads',
  does: 'The exchange rate by which it reports; null: none',
  params,
  answer: z.object({ exchangeRate: exchangeRateOut.nullable() }),
  handle: async ({ house, params }) => found(await exchangeRateOf(house, params.id), 'programme'),
})

const set = route({
  method: 'post',
  path: '/programmes/{id}/exchange-rate',
  about: 'programme',
  whole: true,
  noun,
  permission: 'programmes.fund',
  kind: 'stores',
  does: 'Set the exchange rate that lists frozen from now on carry for reports; nothing is paid by it',
  params,
  body: z.strictObject({
    currency: currencyIn,
    rate: z.string().regex(/^[0-9]{1,12}([.][0-9]{1,12})?$/, 'must be a decimal number as text, e.g. "129.35"'),
    on: z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'must be a day, e.g. 2026-11-20'),
    source: shortText(200),
  }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await setExchangeRate(house, { programmeId: params.id, ...body, by }))
    return done
  },
})

export const exchangeRateRoutes = [get, set]
