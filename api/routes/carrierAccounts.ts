/** Accounts at carriers: who transports our messages. */
import { z } from '@hono/zod-openapi'
import {
  changeCarrierAccount,
  createCarrierAccount,
  listCarrierAccounts,
  openCarrierAccount,
  setCarrierPaused,
  type CarrierAccountShown,
} from '../../db/messages/carrierAccounts.js'
import type { House } from '../../db/database.js'
import { inSnapshot } from '../../db/snapshot.js'
import { channels } from '../../domain/message.js'
import { connectionResults, testCarrier } from '../../messaging/connection.js'
import { carrierProblems, knownCarriers } from '../../messaging/registry.js'
import { accountFieldOut, accountFields } from '../accountFields.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { found, HttpProblem, settled } from '../problem.js'
import { carrierSettings } from '../replaceable.js'
import { route } from '../route.js'
import { saidOut, told } from '../told.js'
import { anId, done, doneOut, moment, pathId, reasonIn, shortText } from '../words.js'

const noun = 'carriers'
const params = pathId<'carrierAccount'>()
const texts = z.record(z.string().max(60), z.string().max(2_000))

const accountOut = z
  .object({
    id: anId,
    carrier: z.string(),
    name: z.string(),
    settings: z.record(z.string(), z.string()),
    credentialNames: z.array(z.string()),
    pausedReason: z.string().nullable(),
    pausedAt: moment.nullable(),
    createdBy: z.string(),
    createdAt: moment,
    basis: basisOut,
  })
  .openapi('CarrierAccount')

function refuseWrong(account: { carrier: string; credentials: unknown; settings: unknown }): void {
  const errors = carrierProblems(account).map(({ field, says }) => ({ where: `body.${field}`, says }))
  if (errors.length > 0) throw new HttpProblem('invalid', 'Correct the fields named in “errors”.', { errors })
}

async function toOut(house: House, { carrierAccountId, settings, credentialNames, ...row }: CarrierAccountShown) {
  const basis = await basisAt(house, carrierSettings, carrierAccountId)
  return { ...row, id: carrierAccountId, settings: { ...settings }, credentialNames: [...credentialNames], basis }
}

const list = route({
  method: 'get',
  path: '/carrier-accounts',
  noun,
  permission: 'carriers.read',
  kind: 'reads',
  does: 'Accounts at carriers of messages, and which carriers there are',
  answer: z.object({
    items: z.array(accountOut),
    carriers: z.array(z.object({ name: z.string(), title: z.string(), fields: z.array(accountFieldOut) })),
  }),
  handle: async ({ house }) => ({
    items: await inSnapshot(house, async house => {
      const items: Awaited<ReturnType<typeof toOut>>[] = []
      for (const each of await listCarrierAccounts(house)) items.push(await toOut(house, each))
      return items
    }),
    carriers: knownCarriers().map(carrier => ({
      name: carrier.name,
      title: carrier.title,
      fields: accountFields(carrier),
    })),
  }),
})

const create = route({
  method: 'post',
  path: '/carrier-accounts',
  noun,
  permission: 'carriers.manage',
  kind: 'stores',
  does: 'Add an account at a carrier',
  body: z.strictObject({
    carrier: shortText(40),
    name: shortText(120),
    credentials: texts,
    settings: texts.default({}),
  }),
  status: 201,
  answer: z.object({
    id: anId,
    statusPath: z.string().openapi({ description: 'below our public address; messages name it by themselves' }),
    incomingPath: z.string().openapi({ description: 'to be set at the carrier as where incoming messages go' }),
  }),
  handle: async ({ house, by, body }) => {
    refuseWrong(body)
    const { carrierAccountId, callbackToken } = settled(await createCarrierAccount(house, { ...body, by }))
    return { id: carrierAccountId, ...pathsOf(callbackToken) }
  },
})

const pathsOf = (token: string) => ({
  statusPath: `/carriers/${token}/status`,
  incomingPath: `/carriers/${token}/incoming`,
})

const paths = route({
  method: 'get',
  path: '/carrier-accounts/{id}/callback-paths',
  about: 'house',
  noun,
  permission: 'carriers.manage',
  kind: 'reads',
  does: 'Where the carrier calls us back: secret, for its settings alone',
  params,
  answer: z.object({
    statusPath: z.string(),
    incomingPath: z.string(),
    statusUrl: z.string(),
    incomingUrl: z.string(),
  }),
  handle: async ({ house, params, settings }) => {
    const paths = pathsOf(found(await openCarrierAccount(house, params.id), 'carrier account').callbackToken)
    const { publicUrl } = settings
    return { ...paths, statusUrl: publicUrl + paths.statusPath, incomingUrl: publicUrl + paths.incomingPath }
  },
})

const abilities = route({
  method: 'get',
  path: '/carrier-accounts/{id}/abilities',
  about: 'house',
  noun,
  permission: 'carriers.read',
  kind: 'reads',
  does: 'On which ways an account carries messages, and what its carrier can be asked',
  params,
  answer: z.object({
    channels: z.array(z.enum(channels)),
    canFind: z.boolean().openapi({
      description: 'it lists what it sent; otherwise each programme says whether a lost message is sent again',
    }),
    hasTemplates: z.boolean(),
    signs: z
      .boolean()
      .openapi({ description: 'its callbacks are signed; otherwise only their secret address protects them' }),
    messagesPerSecond: z.number().int(),
  }),
  handle: async ({ house, params, carrierFor }) => {
    const of = carrierFor(found(await openCarrierAccount(house, params.id), 'carrier account')).describe()
    const { canFind, hasTemplates, signs, messagesPerSecond } = of
    return { channels: [...of.channels], canFind, hasTemplates, signs, messagesPerSecond }
  },
})

const connection = route({
  method: 'get',
  path: '/carrier-accounts/{id}/connection',
  about: 'house',
  noun,
  permission: 'carriers.read',
  kind: 'reads',
  does: 'Whether the carrier can be reached and lets this account in, asked now; nothing is sent',
  params,
  answer: z.object({ is: z.enum(connectionResults), says: z.string(), said: saidOut }),
  handle: async ({ house, params, carrierFor }) =>
    told(await testCarrier(carrierFor(found(await openCarrierAccount(house, params.id), 'carrier account')))),
})

const change = route({
  method: 'put',
  path: '/carrier-accounts/{id}',
  about: 'house',
  noun,
  permission: 'carriers.manage',
  kind: 'stores',
  does: 'New credentials and settings; what paused the account is over with them',
  params,
  body: z.strictObject({
    credentials: texts.optional().openapi({ description: 'left out: those that are kept, which nobody can read' }),
    settings: texts.default({}),
  }),
  replaces: ({ params }) => replaced(carrierSettings, params.id),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    const { carrier, credentials: kept } = found(await openCarrierAccount(house, params.id), 'carrier account')
    const { credentials = { ...kept }, settings } = body
    refuseWrong({ carrier, credentials, settings })
    if (!(await changeCarrierAccount(house, { carrierAccountId: params.id, credentials, settings, by })))
      throw new HttpProblem('not_found', 'There is no such carrier account. Check its id.')
    return done
  },
})

const pause = route({
  method: 'post',
  path: '/carrier-accounts/{id}/pause',
  about: 'house',
  noun,
  permission: 'carriers.manage',
  kind: 'stores',
  does: 'No message leaves through it until it is resumed; nothing is lost',
  params,
  body: z.strictObject({ reason: reasonIn }),
  undoes: true,
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    const { reason } = body
    settled(found(await setCarrierPaused(house, { carrierAccountId: params.id, reason, by }), 'carrier account'))
    return done
  },
})

const resume = route({
  method: 'post',
  path: '/carrier-accounts/{id}/resume',
  about: 'house',
  noun,
  permission: 'carriers.manage',
  kind: 'stores',
  does: 'Messages leave through it again',
  params,
  undoes: true,
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(found(await setCarrierPaused(house, { carrierAccountId: params.id, reason: null, by }), 'carrier account'))
    return done
  },
})

export const carrierAccountRoutes = [list, create, paths, abilities, connection, change, pause, resume]
