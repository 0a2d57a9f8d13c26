/** Who bears what withdrawing a transfer costs, and what it costs at an FSP account. */
import { z } from '@hono/zod-openapi'
import { findFspAccount } from '../../db/fspAccounts.js'
import { addTariff, setChargeBearer, tariffsOf } from '../../db/withdrawalTariffs.js'
import { chargeBearers } from '../../domain/withdrawal.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, done, doneOut, minorIn, minorOut, moment, pathId } from '../words.js'
import { zeroOrMore } from './programmes.js'

const account = pathId<'fspAccount'>()
const whole = z.number().int()

const setBearer = route({
  method: 'post',
  path: '/programmes/{id}/withdrawal-charges',
  about: 'programme',
  whole: true,
  noun: 'programmes',
  permission: 'programmes.fspAccount',
  kind: 'stores',
  does: 'Say who bears what withdrawing a transfer costs: the person, or the programme, which then adds it to each transfer',
  more: 'For lists made from now on; frozen ones keep their amounts.',
  params: pathId<'programme'>(),
  body: z.strictObject({ bornBy: z.enum(chargeBearers) }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await setChargeBearer(house, { programmeId: params.id, bearer: body.bornBy, by }))
    return done
  },
})

const list = route({
  method: 'get',
  path: '/fsp-accounts/{id}/withdrawal-tariffs',
  about: 'house',
  noun: 'FSP accounts',
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'What withdrawing costs there, all versions, newest first',
  params: account,
  answer: z.object({
    items: z.array(
      z.object({
        tariffId: anId,
        version: whole,
        validFrom: z.string().openapi({ format: 'date' }),
        bands: z.array(z.object({ fromMinor: minorOut, toMinor: minorOut, chargeMinor: minorOut })),
        madeBy: z.string(),
        madeAt: moment,
      }),
    ),
  }),
  handle: async ({ house, params }) => {
    found(await findFspAccount(house, params.id), 'FSP account')
    return { items: await tariffsOf(house, params.id) }
  },
})

const add = route({
  method: 'post',
  path: '/fsp-accounts/{id}/withdrawal-tariffs',
  about: 'house',
  noun: 'FSP accounts',
  permission: 'fspAccounts.change',
  kind: 'stores',
  does: 'Add the next version of what withdrawing costs there, by bands of the amount withdrawn',
  more: 'Bands follow each other without a gap. Lists frozen from its first day on are priced with it.',
  params: account,
  body: z.strictObject({
    validFrom: z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'must be a day, e.g. 2026-11-20'),
    bands: z
      .array(z.strictObject({ fromMinor: minorIn, toMinor: minorIn, chargeMinor: zeroOrMore }))
      .min(1)
      .max(200),
  }),
  status: 201,
  answer: z.object({ version: whole }),
  handle: async ({ house, by, params, body }) =>
    settled(await addTariff(house, { fspAccountId: params.id, ...body, by })),
})

export const withdrawalRoutes = [setBearer, list, add]
