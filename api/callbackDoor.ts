/**
 * Callbacks taken straight from the socket. An FSP delivers thousands a second when a distribution is paid, and what a
 * framework does for every request would cost more than keeping the callback. What is taken, refused and answered is
 * the same (callbacks.ts); whatever is not plainly a callback goes the way of every other request.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerAddress } from './addresses.js'
import type { CallbackAnswer, CallbackKind, Callbacks } from './callbacks.js'
import { faceOf, type Log } from './log.js'
import { HttpProblem, problemAnswer, refusedBy } from './problem.js'
import type { ApiSettings } from './settings.js'

/** Answers the request and says true, or leaves it alone. */
export type CallbackDoor = (request: IncomingMessage, response: ServerResponse) => boolean

const path = /^\/callbacks\/([A-Za-z0-9_-]{1,200})\/(notification|insights|validation)$/

export function callbackDoor(
  callbacks: Callbacks,
  { settings, log }: { settings: ApiSettings; log: Log },
): CallbackDoor {
  return (request, response) => {
    const [, token, kind] = (request.method === 'POST' && path.exec(request.url ?? '')) || []
    if (token === undefined || kind === undefined) return false
    void serve(token, kind as CallbackKind, request, response)
    return true
  }

  async function serve(
    token: string,
    kind: CallbackKind,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const began = performance.now()
    const requestId = randomUUID()
    const route = `/callbacks/:token/${kind}`
    const forwarded = request.headers['x-forwarded-for']
    let said: CallbackAnswer & { headers: Record<string, string> }
    try {
      const answer = await callbacks.take({
        kind,
        token,
        contentType: request.headers['content-type'] ?? '',
        address: callerAddress(
          request.socket.remoteAddress,
          Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
          settings.trustedProxies,
        ),
        read: maxBytes => bytesFrom(request, maxBytes),
      })
      said = { ...answer, headers: { 'content-type': 'application/json; charset=utf-8' } }
    } catch (error) {
      const problem = refusedBy(error)
      if (problem.kind === 'broken') log.error({ route, requestId, ...faceOf(error) }, 'broken')
      const { text, status, headers } = problemAnswer(problem, requestId)
      // Whatever is left of a body that was not read must not be taken for the next request.
      said = { status, body: text, headers: { ...headers, ...(request.complete ? {} : { connection: 'close' }) } }
    }
    response.writeHead(said.status, {
      ...said.headers,
      'content-length': Buffer.byteLength(said.body),
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
    })
    response.end(said.body)
    const ms = Math.round(performance.now() - began)
    log[said.status < 400 ? 'debug' : 'info']({ route, method: 'POST', status: said.status, ms, requestId }, 'answered')
  }
}

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
