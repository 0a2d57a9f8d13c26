/**
 * What carriers send us: how far a message is, and what people write. The token in the path names the account; where a
 * carrier signs, the signature must be right for the public address, whatever proxy stands before us. Stored, then acknowledged.
 */
import { carrierByToken } from '../db/messages/carrierAccounts.js'
import { storeCarrierNotice } from '../db/messages/notices.js'
import { isUuid } from '../domain/ids.js'
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

/** A message of a person with all its fields fits many times. */
const maxBytes = 256 * 1024

export const carrierRoutes = (around: Surroundings): OpenRoute[] =>
  (Object.keys(does) as Kind[]).map(kind => ({
    method: 'post',
    permission: 'callbacks.deliver',
    path: `/carriers/:token/${kind}`,
    does: does[kind],
    serve: c => take(c, kind, around),
  }))

async function take(c: ApiContext, kind: Kind, { house, settings, carrierFor }: Surroundings): Promise<Response> {
  const account = await carrierByToken(house, c.req.param('token') ?? '')
  if (!account) throw new HttpProblem('not_found', 'Nothing lives at this path. See /reference.')
  const body = await bytesOf(c, maxBytes)
  const contentType = c.req.header('content-type') ?? ''
  const { pathname, search } = new URL(c.req.url)
  const url = `${settings.publicUrl ?? new URL(c.req.url).origin}${pathname}${search}`
  const request = { method: 'POST', url, headers: c.req.header(), body }
  if (!carrierFor(account).isGenuine(request))
    throw new HttpProblem(
      'forbidden',
      'The signature is not right: check the token of the account and MKONO_PUBLIC_URL.',
    )
  const named = c.req.query('try') ?? ''
  await storeCarrierNotice(house, {
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
