/**
 * What an FSP sends us. The token in the path names the account and is the only secret there is (facts 1.8: nothing is
 * signed). A notification is stored and acknowledged, nothing more: that needs only PostgreSQL, so it works while
 * Temporal is away. A validation is answered within the request. What is refused is counted on the account.
 */
import { countRefusedCallback, type FspAccount } from '../db/fspAccounts.js'
import { storeNotices } from '../db/notices.js'
import { validateTransfers, type Validated } from '../db/validation.js'
import type { Connector } from '../fsp/contract.js'
import { addressList } from './addresses.js'
import { addressOf } from './authenticate.js'
import { bytesOf, isJsonType } from './bodies.js'
import { openCallbackAccounts, type CallbackAccount } from './callbackAccounts.js'
import { faceOf } from './log.js'
import { gatherer } from '../db/gather.js'
import type { ApiContext } from './mount.js'
import type { OpenRoute } from './openRoute.js'
import { HttpProblem } from './problem.js'
import type { Surroundings } from './surroundings.js'

/** Callbacks under a token that nobody has, since this process started: there is no account to count them on. */
export interface Strangers {
  count: number
}
export const strangers: Strangers = { count: 0 }

export function callbackRoutes(around: Surroundings): OpenRoute[] {
  const accountOf = openCallbackAccounts(around)
  const keep = gatherer((notices: Parameters<typeof storeNotices>[1]) => storeNotices(around.house, notices))
  const validate = gatherer((asked: Parameters<typeof validateTransfers>[1]) => validateTransfers(around.house, asked))
  const post = { method: 'post', permission: 'callbacks.deliver' } as const
  const store = (kind: 'notification' | 'account_check') => async (c: ApiContext) => {
    const { account, raw, contentType } = await delivered(c, around, accountOf)
    await keep({ fspAccountId: account.fspAccountId, kind, raw, contentType })
    return c.json({ received: true })
  }
  return [
    {
      ...post,
      path: '/callbacks/:token/notification',
      does: 'What became of a transfer; stored and acknowledged',
      serve: store('notification'),
    },
    {
      ...post,
      path: '/callbacks/:token/insights',
      does: 'A late answer to an account check; stored and acknowledged',
      serve: store('account_check'),
    },
    {
      ...post,
      path: '/callbacks/:token/validation',
      does: 'Shall this transfer be paid? Answered within the request',
      serve: c => validated(c, around, accountOf, validate),
    },
  ]
}

type AccountOf = (token: string) => Promise<CallbackAccount | null>

/** The account and the body, if this is really for us. @throws HttpProblem 403, 404, 413, 415 */
async function delivered(c: ApiContext, around: Surroundings, accountOf: AccountOf) {
  const known = await accountOf(c.req.param('token') ?? '')
  if (!known) {
    strangers.count += 1
    throw new HttpProblem('not_found', 'Nothing lives at this path. See /reference.')
  }
  const { account, connector } = known
  try {
    requireSource(c, account, around)
    const contentType = c.req.header('content-type') ?? ''
    if (!isJsonType(contentType.split(';')[0]?.trim().toLowerCase() ?? '')) {
      throw new HttpProblem('media_type', 'Callbacks are taken as application/json.')
    }
    const bytes = await bytesOf(c, around.settings.maxCallbackBytes)
    if (bytes.byteLength === 0) throw new HttpProblem('malformed', 'The callback is empty.')
    return { account, connector, raw: new TextDecoder().decode(bytes), contentType: contentType.slice(0, 100) }
  } catch (error) {
    await countRefusedCallback(around.house, account.fspAccountId)
    throw error
  }
}

function requireSource(c: ApiContext, account: FspAccount, around: Surroundings): void {
  if (account.sourceAllowList.length === 0) return
  if (addressList(account.sourceAllowList).includes(addressOf(c, around.settings))) return
  throw new HttpProblem('forbidden', 'Callbacks of this account are not taken from this address.')
}

/**
 * “Did you ask for this payment?” Only a yes that was stored is a yes: whatever goes wrong on our side is answered with
 * the connector’s no, so that a fail-closed account pays nothing that we do not know.
 */
async function validated(
  c: ApiContext,
  around: Surroundings,
  accountOf: AccountOf,
  validate: (asked: Parameters<typeof validateTransfers>[1][number]) => Promise<Validated>,
): Promise<Response> {
  const { account, connector, raw } = await delivered(c, around, accountOf)
  try {
    const asked = connector.parseValidation(raw)
    if (asked.kind === 'malformed') {
      await countRefusedCallback(around.house, account.fspAccountId)
      return reply(connector, false)
    }
    const { valid } = await validate({ fspAccountId: account.fspAccountId, ask: asked })
    return reply(connector, valid)
  } catch (error) {
    around.log.error({ route: c.get('route'), ...faceOf(error) }, 'validation refused because it could not be checked')
    return reply(connector, false)
  }
}

function reply(connector: Connector, valid: boolean): Response {
  const { status, body } = connector.validationReply(valid)
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } })
}
