/**
 * What carriers send us: how far a message is, and what people write. The token in the path names the account; where a
 * carrier signs, the signature must be right for the public address, whatever proxy stands before us. Stored, then acknowledged.
 *
 * Knows no framework: carrierRoutes.ts puts it into the described API, callbackDoor.ts before it, where it is fast.
 */
import { gatherer } from '../db/gather.js'
import { carrierByToken, type OpenCarrierAccount } from '../db/messages/carrierAccounts.js'
import { storeCarrierNotices, type NewCarrierNotice } from '../db/messages/notices.js'
import { isUuid } from '../domain/ids.js'
import type { Carrier } from '../messaging/contract.js'
import { HttpProblem } from './problem.js'
import type { Surroundings } from './surroundings.js'

export const carrierCallbackKinds = ['status', 'incoming'] as const
export type CarrierCallbackKind = (typeof carrierCallbackKinds)[number]

/** One request, however it came in. */
export interface CarrierDelivery {
  readonly kind: CarrierCallbackKind
  /** of the path; nothing is known of it yet */
  readonly token: string
  /** as it was called here; the public address has another origin */
  readonly url: URL
  /** names in lower case */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** @throws HttpProblem 413 beyond `maxBytes`, 400 when it breaks off */
  read(maxBytes: number): Promise<Uint8Array>
}

export interface CarrierCallbacks {
  /**
   * Returns once it is stored; there is nothing to answer.
   * @throws HttpProblem 403, 404, 413, 400; whatever the database throws when it does not take it
   */
  take(delivery: CarrierDelivery): Promise<void>
}

/** A message of a person with all its fields fits many times. */
const maxBytes = 256 * 1024

/** In a flood a callback waits a moment for others, and all are kept by one commit. */
const together = { most: 200, lingerMs: 10 }

export function openCarrierCallbacks(around: Surroundings): CarrierCallbacks {
  const { house, settings } = around
  const accountOf = openCarrierAccounts(around)
  const keep = gatherer((notices: readonly NewCarrierNotice[]) => storeCarrierNotices(house, notices), together)
  return {
    take: async ({ kind, token, url: called, headers, read }) => {
      const known = await accountOf(token)
      if (!known) throw new HttpProblem('not_found', 'Nothing lives at this path. See /reference.')
      const body = await read(maxBytes)
      const { pathname, search, origin } = called
      const url = `${settings.publicUrl ?? origin}${pathname}${search}`
      const { account, carrier } = known
      if (!carrier.isGenuine({ method: 'POST', url, headers, body }))
        throw new HttpProblem(
          'forbidden',
          'The signature is not right: check the token of the account and MKONO_PUBLIC_URL.',
        )
      const named = called.searchParams.get('try') ?? ''
      await keep({
        carrierAccountId: account.carrierAccountId,
        kind,
        raw: JSON.stringify({
          url: `${pathname}${search}`.replace(account.callbackToken, '…'),
          body: new TextDecoder().decode(body),
        }),
        contentType: headers['content-type'] ?? '',
        tryId: isUuid(named) ? named : null,
      })
      await house.hooks.at('heard')
    },
  }
}

interface Known {
  readonly account: OpenCarrierAccount
  readonly carrier: Carrier
}

const rememberMs = 2_000

/** Three callbacks a message come for the same few accounts: what was read counts for a moment. Unknown tokens are never remembered. */
function openCarrierAccounts({ house, carrierFor }: Surroundings): (token: string) => Promise<Known | null> {
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
