/** Our accounts at FSPs. Credentials go in and never come out. */
import { z } from '@hono/zod-openapi'
import {
  callbackTokenOf,
  createFspAccount,
  findFspAccount,
  listFspAccounts,
  openFspAccount,
  type FspAccount,
} from '../../db/fspAccounts.js'
import type { House } from '../../db/database.js'
import { inSnapshot } from '../../db/snapshot.js'
import { noteBalance } from '../../db/float.js'
import { proposeAccountChange } from '../../db/fspAccountChanges.js'
import { toText } from '../../domain/money.js'
import { givesVouchers } from '../../domain/voucherFsps.js'
import { connectionResults } from '../../fsp/connection.js'
import { FspUnreachable } from '../../fsp/contract.js'
import { accountProblems, knownFsps } from '../../fsp/registry.js'
import { accountFieldOut, accountFields } from '../accountFields.js'
import { isAddressOrBlock } from '../addresses.js'
import { basisAt, basisOut, replaced } from '../basis.js'
import { requireCallbacks } from '../fspAccountFit.js'
import { found, HttpProblem, settled } from '../problem.js'
import { fspAccountSettings } from '../replaceable.js'
import { route } from '../route.js'
import { saidOut, told } from '../told.js'
import { anId, currencyIn, currencyOut, minorOut, moment, pathId, shortText } from '../words.js'

const noun = 'FSP accounts'
const params = pathId<'fspAccount'>()
const texts = z.record(z.string().max(60), z.string().max(4000))
const allowList = z
  .array(z.string().max(50).refine(isAddressOrBlock, 'must be an IP address or a CIDR block'))
  .max(200)
  .openapi({ description: 'callbacks are taken only from these addresses; empty: from any' })

const accountOut = z
  .object({
    id: anId,
    fspName: z.string(),
    name: z.string(),
    currency: currencyOut,
    country: z.string(),
    settings: z.record(z.string(), z.string()),
    credentialNames: z.array(z.string()).openapi({ description: 'which are set; their values are never told' }),
    sourceAllowList: z.array(z.string()),
    failClosed: z.boolean().openapi({ description: 'the FSP pays nothing that we have not validated' }),
    pausedReason: z.string().nullable(),
    pausedAt: moment.nullable(),
    callbacksRefused: z.string(),
    createdBy: z.string(),
    createdAt: moment,
    basis: basisOut,
    confirmedBy: z.string().nullable().openapi({ description: 'null: nothing leaves through it' }),
  })
  .openapi('FspAccount')
const toOut = async (house: House, { fspAccountId, ...row }: FspAccount) => ({
  ...row,
  id: fspAccountId,
  basis: await basisAt(house, fspAccountSettings, fspAccountId),
})

/** All that is wrong with an account, by field, before it is kept. */
function requireFit(account: Parameters<typeof accountProblems>[0]): void {
  const problems = accountProblems(account)
  if (problems.length === 0) return
  throw new HttpProblem('invalid', 'Correct the fields named in “errors” and send the request again.', {
    errors: problems.map(({ field, says }) => ({ where: `body.${field}`, says })),
  })
}

const kinds = route({
  method: 'get',
  path: '/fsps',
  noun,
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'FSPs that accounts can be made for, with the credentials and settings each needs',
  answer: z.object({
    items: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        credentials: z.array(z.string()),
        settings: z.array(z.string()),
        fields: z.array(accountFieldOut),
        gives: z.enum(['transfers', 'vouchers']),
      }),
    ),
  }),
  handle: async () => ({
    items: knownFsps().map(fsp => ({
      name: fsp.name,
      title: fsp.title,
      gives: fsp.gives,
      credentials: Object.keys(fsp.credentials.shape),
      settings: Object.keys(fsp.settings.shape),
      fields: accountFields(fsp),
    })),
  }),
})

const create = route({
  method: 'post',
  path: '/fsp-accounts',
  noun,
  permission: 'fspAccounts.create',
  kind: 'stores',
  does: 'Add an account at an FSP; nothing leaves through it before a second person confirms it',
  body: z.strictObject({
    fspName: shortText(60),
    name: shortText(120),
    currency: currencyIn,
    country: z.string().regex(/^[A-Z]{2}$/, 'must be ISO 3166, e.g. KE'),
    credentials: texts,
    settings: texts.default({}),
    sourceAllowList: allowList.default([]),
    failClosed: z.boolean().default(false),
  }),
  status: 201,
  answer: z.object({ id: anId, proposalId: anId }),
  handle: async ({ house, by, body }) => {
    requireFit(body)
    const { fspAccountId, proposalId } = settled(await createFspAccount(house, { ...body, by }))
    return { id: fspAccountId, proposalId }
  },
})

const list = route({
  method: 'get',
  path: '/fsp-accounts',
  noun,
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'All FSP accounts, without secrets',
  answer: z.object({ items: z.array(accountOut) }),
  handle: ({ house }) =>
    inSnapshot(house, async house => {
      const items: Awaited<ReturnType<typeof toOut>>[] = []
      for (const each of await listFspAccounts(house)) items.push(await toOut(house, each))
      return { items }
    }),
})

const get = route({
  method: 'get',
  path: '/fsp-accounts/{id}',
  about: 'house',
  noun,
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'One FSP account, without secrets',
  params,
  answer: accountOut,
  handle: ({ house, params }) =>
    inSnapshot(house, async house => toOut(house, found(await findFspAccount(house, params.id), 'FSP account'))),
})

const change = route({
  method: 'patch',
  path: '/fsp-accounts/{id}',
  about: 'house',
  noun,
  permission: 'fspAccounts.change',
  kind: 'stores',
  does: 'Propose a change of an account; credentials and settings that are given replace all there were, once a second person approves',
  params,
  body: z.strictObject({
    name: shortText(120).optional(),
    credentials: texts.optional(),
    settings: texts.optional(),
    sourceAllowList: allowList.optional(),
    failClosed: z.boolean().optional(),
  }),
  status: 202,
  replaces: ({ params }) => replaced(fspAccountSettings, params.id),
  answer: z.object({ proposalId: anId }),
  handle: async ({ house, by, params, body }) => {
    const before = found(await findFspAccount(house, params.id), 'FSP account')
    const { credentials } = await openFspAccount(house, params.id)
    requireFit({ ...before, credentials: body.credentials ?? credentials, settings: body.settings ?? before.settings })
    const { proposalId } = settled(await proposeAccountChange(house, { fspAccountId: params.id, ...body, by }))
    return { proposalId }
  },
})

const callbackUrls = route({
  method: 'get',
  path: '/fsp-accounts/{id}/callback-urls',
  about: 'house',
  noun,
  permission: 'fspAccounts.callbackUrls',
  kind: 'reads',
  does: 'The addresses to enter at the FSP; they are secrets',
  params,
  answer: z.object({ notification: z.string(), validation: z.string(), insights: z.string() }),
  handle: async ({ house, params, settings }) => {
    requireCallbacks(found(await findFspAccount(house, params.id), 'FSP account'))
    const token = found(await callbackTokenOf(house, params.id), 'FSP account')
    const url = (what: string): string => `${settings.publicUrl}/callbacks/${token}/${what}`
    return { notification: url('notification'), validation: url('validation'), insights: url('insights') }
  },
})

const balance = route({
  method: 'post',
  path: '/fsp-accounts/{id}/balance',
  about: 'house',
  noun,
  permission: 'fspAccounts.read',
  // What it tells is kept; asking twice harms nothing.
  kind: 'acts',
  does: 'What the account holds now, asked of the FSP',
  params,
  answer: z.object({ currency: currencyOut, balanceMinor: minorOut, says: z.string() }),
  handle: async ({ house, params, connectorFor }) => {
    const { fspName } = found(await findFspAccount(house, params.id), 'FSP account')
    const connector = givesVouchers(fspName) ? null : connectorFor(await openFspAccount(house, params.id))
    if (!connector?.balance) throw new HttpProblem('state', 'This FSP does not tell balances.')
    const amount = await connector.balance().catch((error: unknown) => {
      if (error instanceof FspUnreachable)
        throw new HttpProblem('fsp', 'The FSP did not tell the balance. Try again later.')
      throw error
    })
    await noteBalance(house, { fspAccountId: params.id, balance: amount, source: 'asked' })
    return { currency: amount.currency, balanceMinor: amount.minor, says: toText(amount) }
  },
})

const connection = route({
  method: 'get',
  path: '/fsp-accounts/{id}/connection',
  about: 'house',
  noun,
  permission: 'fspAccounts.read',
  kind: 'reads',
  does: 'Whether the FSP can be reached and lets this account in, asked now; nothing is moved',
  params,
  answer: z.object({ is: z.enum(connectionResults), says: z.string(), said: saidOut }),
  handle: async ({ house, params, testFsp }) => {
    found(await findFspAccount(house, params.id), 'FSP account')
    return told(await testFsp(await openFspAccount(house, params.id)))
  },
})

export const fspAccountRoutes = [kinds, create, list, get, change, callbackUrls, balance, connection]
