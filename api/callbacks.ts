/**
 * What an FSP sends us. The token in the path names the account and is the only secret there is (facts 1.8: nothing is
 * signed). A notification is stored and acknowledged, nothing more: that needs only PostgreSQL, so it works while
 * Temporal is away. A validation is answered within the request. What is refused is counted on the account.
 *
 * Knows no framework: callbackRoutes.ts puts it into the described API, callbackDoor.ts before it, where it is fast.
 */
import { countRefusedCallback } from '../db/callbackRefusals.js'
import type { FspAccount } from '../db/fspAccounts.js'
import { gatherer } from '../db/gather.js'
import { storeNotices } from '../db/notices.js'
import type { RefusedFor } from '../db/schema.js'
import { validateTransfers } from '../db/validation.js'
import type { Connector } from '../fsp/contract.js'
import { addressList } from './addresses.js'
import { isJsonType } from './bodies.js'
import { openCallbackAccounts } from './callbackAccounts.js'
import { isTestWord, proofFor } from './callbackProof.js'
import { faceOf } from './log.js'
import { HttpProblem } from './problem.js'
import type { Surroundings } from './surroundings.js'

export const callbackKinds = ['notification', 'insights', 'validation'] as const
export type CallbackKind = (typeof callbackKinds)[number]

/** One request, however it came in. */
export interface Delivery {
  kind: CallbackKind
  /** of the path; nothing is known of it yet */
  token: string
  contentType: string
  /** of whoever calls, as far as our proxies can be believed */
  address: string
  /** @throws HttpProblem 413 beyond `maxBytes`, 400 when it breaks off */
  read(maxBytes: number): Promise<Uint8Array>
}

/** Always JSON. */
export interface CallbackAnswer {
  status: number
  body: string
}

export interface Callbacks {
  /** @throws HttpProblem 403, 404, 413, 415, 400; whatever the database throws when it does not take a notice */
  take(delivery: Delivery): Promise<CallbackAnswer>
  /** Our own question whether this address is ours (callbackTest.ts); null where it is nothing that we asked */
  prove(asked: Pick<Delivery, 'token' | 'read'> & { word: string }): Promise<CallbackAnswer | null>
}

/** Callbacks under a token that nobody has, since this process started: there is no account to count them on. */
export interface Strangers {
  count: number
}
export const strangers: Strangers = { count: 0 }

/** In a flood a callback waits a moment for others, and all are kept by one commit. */
const together = { most: 200, lingerMs: 10 }

const received: CallbackAnswer = { status: 200, body: JSON.stringify({ received: true }) }

export function openCallbacks(around: Surroundings): Callbacks {
  const { house } = around
  const accountOf = openCallbackAccounts(around)
  const keep = gatherer((notices: Parameters<typeof storeNotices>[1]) => storeNotices(house, notices), together)
  const validate = gatherer(
    (asked: Parameters<typeof validateTransfers>[1]) => validateTransfers(house, asked),
    together,
  )

  /** The account and the body, if this is really for us. */
  const delivered = async (delivery: Delivery) => {
    const known = await accountOf(delivery.token)
    if (!known) {
      strangers.count += 1
      throw new HttpProblem('not_found', 'Nothing lives at this path. See /reference.')
    }
    const { account, connector } = known
    try {
      requireSource(delivery, account)
      const contentType = delivery.contentType.slice(0, 100)
      if (!isJsonType(contentType.split(';')[0]?.trim().toLowerCase() ?? ''))
        throw new HttpProblem('media_type', 'Callbacks are taken as application/json.')
      const bytes = await delivery.read(around.settings.maxCallbackBytes)
      if (bytes.byteLength === 0) throw new HttpProblem('malformed', 'The callback is empty.')
      return { account, connector, raw: new TextDecoder().decode(bytes), contentType }
    } catch (error) {
      await countRefusedCallback(house, account.fspAccountId, whatWasWrong(error))
      throw error
    }
  }

  const store = async (delivery: Delivery, kind: 'notification' | 'account_check'): Promise<CallbackAnswer> => {
    const { account, raw, contentType } = await delivered(delivery)
    await keep({ fspAccountId: account.fspAccountId, kind, raw, contentType })
    await house.hooks.at('stored')
    return received
  }

  /**
   * “Did you ask for this payment?” Only a yes that was stored is a yes: whatever goes wrong on our side is answered with
   * the connector’s no, so that a fail-closed account pays nothing that we do not know.
   */
  const answer = async (delivery: Delivery): Promise<CallbackAnswer> => {
    const { account, connector, raw } = await delivered(delivery)
    try {
      const asked = connector.parseValidation(raw)
      if (asked.kind === 'malformed') {
        await countRefusedCallback(house, account.fspAccountId, 'malformed')
        return reply(connector, false)
      }
      const { valid } = await validate({ fspAccountId: account.fspAccountId, ask: asked })
      await house.hooks.at('validated')
      return reply(connector, valid)
    } catch (error) {
      around.log.error(faceOf(error), 'validation refused because it could not be checked')
      return reply(connector, false)
    }
  }

  /** Nobody's callback: nothing is stored or counted, and an allow-list of the FSP's addresses does not bar it. */
  const prove: Callbacks['prove'] = async ({ token, word, read }) => {
    if (!isTestWord(house.sealing, token, word) || !(await accountOf(token))) return null
    return { status: 200, body: JSON.stringify({ proof: proofFor(house.sealing, word, await read(1024)) }) }
  }

  return {
    prove,
    take: delivery => {
      switch (delivery.kind) {
        case 'notification':
          return store(delivery, 'notification')
        case 'insights':
          return store(delivery, 'account_check')
        case 'validation':
          return answer(delivery)
      }
    },
  }
}

function whatWasWrong(error: unknown): RefusedFor {
  const kind = error instanceof HttpProblem ? error.kind : 'malformed'
  if (kind === 'forbidden') return 'source'
  if (kind === 'media_type') return 'content_type'
  return kind === 'too_large' ? 'too_large' : 'malformed'
}

function requireSource({ address }: Delivery, account: FspAccount): void {
  if (account.sourceAllowList.length === 0) return
  if (addressList(account.sourceAllowList).includes(address)) return
  throw new HttpProblem('forbidden', 'Callbacks of this account are not taken from this address.')
}

function reply(connector: Connector, valid: boolean): CallbackAnswer {
  const { status, body } = connector.validationReply(valid)
  return { status, body: JSON.stringify(body) }
}
