/**
 * What carriers send us: how far a message is, and what people write. The token in the path names the account; where a
 * carrier signs, the signature must be right for the public address, whatever proxy stands before us. Stored, then acknowledged.
 */
import { gatherer } from '../db/gather.js'
import { carrierByToken, type OpenCarrierAccount } from '../db/messages/carrierAccounts.js'
import { storeCarrierNotices, type NewCarrierNotice } from '../db/messages/notices.js'
import { isUuid } from '../domain/ids.js'
import type { Carrier } from '../messaging/contract.js'
import { bytesOf } from './bodies.js'
import { HttpProblem } from './problem.js'
import type { ApiContext } from './mount.js'
import type { OpenRoute } from './openRoute.js'
import type { Surroundings } from './surroundings.js'

const does = {
  status: 'How far a message is; stored and acknowledged',
  incoming: 'What a person wrote; stored and acknowledged',
} as const
type Kind = keyof typeof does

/** In a flood a callback waits a moment for others, and all are kept by one commit. */
const together = { most: 200, lingerMs: 10 }

/** A message of a person with all its fields fits many times. */
const maxBytes = 256 * 1024

export function carrierRoutes(around: Surroundings): OpenRoute[] {
  const accountOf = openCarrierAccounts(around)
  const keep = gatherer((notices: readonly NewCarrierNotice[]) => storeCarrierNotices(around.house, notices), together)
  return (Object.keys(does) as Kind[]).map(kind => ({
    method: 'post',
    permission: 'callbacks.deliver',
    path: `/carriers/:token/${kind}`,
    does: does[kind],
    serve: c => take(c, kind, around, { accountOf, keep }),
  }))
}

interface Known {
  readonly account: OpenCarrierAccount
  readonly carrier: Carrier
}
type AccountOf = (token: string) => Promise<Known | null>

const rememberMs = 2_000

/** Three callbacks a message come for the same few accounts: what was read counts for a moment. Unknown tokens are never remembered. */
function openCarrierAccounts({ house, carrierFor }: Surroundings): AccountOf {
  const known = new Map<string, Known & { untilMs: number }>()
  return async token => {
    const remembered = known.get(token)
    if (remembered && remembered.untilMs > Date.now()) return remembered
    known.delete(token)
    const account = await carrierByToken(house, token)
    if (!account) return null
    const found = { account, carrier: carrierFor(account), untilMs: Date.now() + rememberMs }
    known.set(token, found)
    return found
  }
}

async function take(
  c: ApiContext,
  kind: Kind,
  { house, settings }: Surroundings,
  { accountOf, keep }: { accountOf: AccountOf; keep: (notice: NewCarrierNotice) => Promise<boolean> },
): Promise<Response> {
  const known = await accountOf(c.req.param('token') ?? '')
  if (!known) throw new HttpProblem('not_found', 'Nothing lives at this path. See /reference.')
  const body = await bytesOf(c, maxBytes)
  const contentType = c.req.header('content-type') ?? ''
  const { pathname, search } = new URL(c.req.url)
  const url = `${settings.publicUrl ?? new URL(c.req.url).origin}${pathname}${search}`
  const request = { method: 'POST', url, headers: c.req.header(), body }
  const { account, carrier } = known
  if (!carrier.isGenuine(request))
    throw new HttpProblem(
      'forbidden',
      'The signature is not right: check the token of the account and MKONO_PUBLIC_URL.',
    )
  const named = c.req.query('try') ?? ''
  await keep({
    carrierAccountId: account.carrierAccountId,
    kind,
    raw: JSON.stringify({
      url: `${pathname}${search}`.replace(account.callbackToken, '…'),
      body: new TextDecoder().decode(body),
    }),
    contentType,
    tryId: isUuid(named) ? named : null,
  })
  await house.hooks.at('heard')
  // Nothing is to be answered to the person: an empty answer says so to every carrier (facts 3.5).
  return c.body(null, 204)
}
