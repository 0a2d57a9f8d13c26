/**
 * Twilio's own client, whose requests leave through `exchange`. The client brings axios, of which nobody can say after a
 * failure whether bytes had left: a connection that was refused and one that was cut look alike once it pools them. Our
 * own opener knows, looks at the clock on the open connection, follows no redirect and repeats nothing. So the client
 * makes the request (address, form, credentials), and what came back is read from the wire: its exceptions drop headers
 * and hold the words of the answer.
 *
 * The client is big (1 s and 29 MB on a small machine), so it is loaded when the first message goes.
 */
import type makeTwilio from 'twilio'
import type { RequestClient } from 'twilio'
import { exchange, type HttpRequest, type HttpResult } from '../../wire/http.js'
import type { TwilioAccount } from './settings.js'

type Client = ReturnType<typeof makeTwilio>

/** A whole page of a list is within it. */
const mostAnswerBytes = 8 * 1024 * 1024

/** Where the client believes it speaks to; only its paths are taken, so that no answer can lead elsewhere. */
export const clientsHost = 'https://api.twilio.com'
const contentHost = 'https://content.twilio.com'

/** What our opener takes of a request as the client makes it. */
interface ClientRequest {
  method: string
  uri: string
  username?: string
  password?: string
  headers?: Readonly<Record<string, string>>
  params?: Readonly<Record<string, unknown>>
  data?: Readonly<Record<string, unknown>>
}

/** Where tests let time pass, or a process die, right before the first byte of a message leaves. */
export type Hooks = Pick<HttpRequest, 'beforeFirstByte' | 'clock'>

/**
 * Has the client ask one thing and gives what came back over the wire. `notAsked`: the client itself found fault with
 * what it was given. Never rejects.
 */
export async function throughTwilio(
  account: TwilioAccount,
  limits: Hooks & { sendByMs?: number },
  ask: (client: Client) => Promise<unknown>,
): Promise<HttpResult | { is: 'notAsked' }> {
  const { default: make } = await import('twilio')
  let result: HttpResult | undefined
  const line = {
    request: async (asked: ClientRequest) => {
      result = await exchange(requestOf(account, asked, limits))
      if (result.is !== 'answer') throw new Error('The request had no answer.')
      return { statusCode: result.status, body: result.body, headers: result.headers }
    },
  }
  try {
    const client = make(account.apiKeySid ?? account.accountSid, account.apiKeySecret ?? account.authToken, {
      accountSid: account.accountSid,
      // The client asks nothing else of it.
      httpClient: line as unknown as RequestClient,
    })
    client.api.baseUrl = clientsHost
    client.content.baseUrl = contentHost
    await ask(client)
  } catch {
    // The wire's own result says it all.
  }
  return result ?? { is: 'notAsked' }
}

function requestOf(account: TwilioAccount, asked: ClientRequest, limits: Hooks & { sendByMs?: number }): HttpRequest {
  const target = new URL(asked.uri)
  const query = new URLSearchParams([...target.searchParams, ...pairs(asked.params)]).toString()
  const credentials = Buffer.from(`${asked.username ?? ''}:${asked.password ?? ''}`).toString('base64')
  const { connectTimeoutMs, answerTimeoutMs } = account
  return {
    method: asked.method.toUpperCase() === 'POST' ? 'POST' : 'GET',
    url: new URL(
      (target.origin === contentHost ? account.contentUrl : account.url) + target.pathname + (query && `?${query}`),
    ),
    headers: { ...asked.headers, authorization: `Basic ${credentials}` },
    ...(asked.data && { body: new URLSearchParams(pairs(asked.data)).toString() }),
    connectTimeoutMs,
    answerTimeoutMs,
    maxAnswerBytes: mostAnswerBytes,
    ...limits,
  }
}

/** Lists become the same key several times, as Twilio's forms have it. */
function pairs(values: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(values ?? {}).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || value === null) return []
    return (Array.isArray(value) ? value : [value]).map(one => [name, String(one)])
  })
}
