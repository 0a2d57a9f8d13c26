/** Accounts at carriers: who transports our messages. */
import { z } from '@hono/zod-openapi'
import {
  changeCarrierAccount,
  createCarrierAccount,
  listCarrierAccounts,
  openCarrierAccount,
  setCarrierPaused,
} from '../../db/messages/carrierAccounts.js'
import { carrierProblems, knownCarriers } from '../../messaging/registry.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
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
  })
  .openapi('CarrierAccount')

function refuseWrong(account: { carrier: string; credentials: unknown; settings: unknown }): void {
  const errors = carrierProblems(account).map(({ field, says }) => ({ where: `body.${field}`, says }))
  if (errors.length > 0) throw new HttpProblem('invalid', 'Correct the fields named in “errors”.', { errors })
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
    carriers: z.array(z.object({ name: z.string(), title: z.string() })),
  }),
  handle: async ({ house }) => ({
    items: (await listCarrierAccounts(house)).map(({ carrierAccountId, ...row }) => ({
      ...row,
      id: carrierAccountId,
      settings: { ...row.settings },
      credentialNames: [...row.credentialNames],
    })),
    carriers: knownCarriers().map(({ name, title }) => ({ name, title })),
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
  answer: z.object({ statusPath: z.string(), incomingPath: z.string() }),
  handle: async ({ house, params }) =>
    pathsOf(found(await openCarrierAccount(house, params.id), 'carrier account').callbackToken),
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
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(found(await setCarrierPaused(house, { carrierAccountId: params.id, reason: null, by }), 'carrier account'))
    return done
  },
})

export const carrierAccountRoutes = [list, create, paths, change, pause, resume]
