/**
 * Callbacks taken straight from the socket. An FSP delivers thousands a second when a distribution is paid, and a carrier
 * three for each message; what a framework does for every request would cost more than keeping the callback. What is taken,
 * refused and answered is the same (callbacks.ts, carrierCallbacks.ts); whatever is not plainly a callback goes the way of
 * every other request.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerAddress } from './addresses.js'
import type { CallbackKind, Callbacks } from './callbacks.js'
import type { CarrierCallbackKind, CarrierCallbacks } from './carrierCallbacks.js'
import { faceOf, type Log } from './log.js'
import { HttpProblem, problemAnswer, refusedBy } from './problem.js'
import type { ApiSettings } from './settings.js'

/** Answers the request and says true, or leaves it alone. */
export type CallbackDoor = (request: IncomingMessage, response: ServerResponse) => boolean

const ofFsp = /^\/callbacks\/([A-Za-z0-9_-]{1,200})\/(notification|insights|validation)$/
const ofCarrier = /^\/carriers\/([A-Za-z0-9_-]{1,200})\/(status|incoming)(?:\?[\x21-\x7e]*)?$/

/** `body` null: there is nothing to say. */
interface Said {
  readonly status: number
  readonly body: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export function callbackDoor(
  { callbacks, carrierCallbacks }: { callbacks: Callbacks; carrierCallbacks: CarrierCallbacks },
  { settings, log }: { settings: ApiSettings; log: Log },
): CallbackDoor {
  return (request, response) => {
    if (request.method !== 'POST') return false
    const url = request.url ?? ''
    const [, token, kind] = ofFsp.exec(url) ?? []
    if (token !== undefined && kind !== undefined) {
      void serve(`/callbacks/:token/${kind}`, request, response, () => fromFsp(token, kind as CallbackKind, request))
      return true
    }
    const [, secret, what] = ofCarrier.exec(url) ?? []
    if (secret === undefined || what === undefined) return false
    void serve(`/carriers/:token/${what}`, request, response, () =>
      fromCarrier(secret, what as CarrierCallbackKind, request),
    )
    return true
  }

  async function fromFsp(token: string, kind: CallbackKind, request: IncomingMessage): Promise<Said> {
    const answer = await callbacks.take({
      kind,
      token,
      contentType: request.headers['content-type'] ?? '',
      address: callerAddress(
        request.socket.remoteAddress,
        whole(request.headers['x-forwarded-for']),
        settings.trustedProxies,
      ),
      read: maxBytes => bytesFrom(request, maxBytes),
    })
    return { ...answer, headers: { 'content-type': 'application/json; charset=utf-8' } }
  }

  /** Nothing is to be answered to the person: an empty answer says so to every carrier (facts 3.5). */
  async function fromCarrier(token: string, kind: CarrierCallbackKind, request: IncomingMessage): Promise<Said> {
    await carrierCallbacks.take({
      kind,
      token,
      url: new URL(request.url ?? '', originOf(request)),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, whole(value)])),
      read: maxBytes => bytesFrom(request, maxBytes),
    })
    return { status: 204, body: null }
  }

  async function serve(
    route: string,
    request: IncomingMessage,
    response: ServerResponse,
    take: () => Promise<Said>,
  ): Promise<void> {
    const began = performance.now()
    const requestId = randomUUID()
    let said: Said
    try {
      said = await take()
    } catch (error) {
      const problem = refusedBy(error)
      if (problem.kind === 'broken') log.error({ route, requestId, ...faceOf(error) }, 'broken')
      const { text, status, headers } = problemAnswer(problem, requestId)
      // Whatever is left of a body that was not read must not be taken for the next request.
      said = { status, body: text, headers: { ...headers, ...(request.complete ? {} : { connection: 'close' }) } }
    }
    response.writeHead(said.status, {
      ...said.headers,
      ...(said.body !== null && { 'content-length': Buffer.byteLength(said.body) }),
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
    })
    response.end(said.body ?? undefined)
    const ms = Math.round(performance.now() - began)
    log[said.status < 400 ? 'debug' : 'info']({ route, method: 'POST', status: said.status, ms, requestId }, 'answered')
  }
}

/** Whatever a client calls us: it counts only where no public address is set. */
function originOf({ headers }: IncomingMessage): string {
  const named = `http://${headers.host ?? ''}`
  return URL.canParse(named) ? named : 'http://localhost'
}

const whole = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value

/** The bytes of the body, at most `maxBytes`, whatever Content-Length says. */
function bytesFrom(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new HttpProblem('too_large', `At most ${maxBytes} bytes are taken here. Send it in parts.`)
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? '0') > maxBytes) return reject(tooLarge())
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= maxBytes) parts.push(part)
      else {
        request.pause()
        reject(tooLarge())
      }
    })
    request.on('end', () => resolve(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, size)))
    const broke = () => reject(new HttpProblem('malformed', 'The request broke off. Send it again.'))
    request.on('error', broke)
    request.on('aborted', broke)
  })
}
