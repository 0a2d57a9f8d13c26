/**
 * One HTTP request for a matter of money. It opens the connection first, looks at the clock once more, and only then
 * writes. Whatever goes wrong before that is proof that nothing was taken (`notSent`); whatever goes wrong after it is
 * ambiguous (`lost`) unless an answer came whole. It follows no redirect, repeats nothing, reuses no connection (the
 * reset of a stale one would be ambiguous) and knows no proxy.
 */
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { openConnection, type NotConnected } from './connection.js'

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: URL
  headers: Readonly<Record<string, string>>
  body?: string
  connectTimeoutMs: number
  /** from the first byte until the answer is whole */
  answerTimeoutMs: number
  /** a longer answer is given up */
  maxAnswerBytes: number
  /** epoch milliseconds after which no byte may leave; checked on the open connection, immediately before writing */
  sendByMs?: number
  /** awaited on the open connection; false: nothing may leave in time */
  mayLeave?: () => Promise<boolean>
  /** certificate authority (PEM) to trust instead of the system's */
  ca?: string
  /** called on the open connection right before the clock is looked at: where tests let time pass or a process die */
  beforeFirstByte?: () => void
  clock?: () => number
}

export type NotSent = NotConnected | 'too_late'
export type Lost = 'reset' | 'timeout' | 'cut' | 'too_large' | 'not_http'

export type HttpResult =
  /** came whole; header names in lower case; the body read as UTF-8 */
  | { is: 'answer'; status: number; headers: Readonly<Record<string, string>>; body: string }
  | { is: 'notSent'; why: NotSent }
  | { is: 'lost'; why: Lost }

/** Sends one request. Never rejects over what the network or the FSP does. */
export async function exchange(asked: HttpRequest): Promise<HttpResult> {
  const connection = await openConnection(asked)
  if (!connection.ok) return { is: 'notSent', why: connection.why }
  const { socket } = connection
  if (asked.mayLeave && !(await allowed(socket, asked.mayLeave))) {
    socket.destroy()
    return { is: 'notSent', why: 'too_late' }
  }
  return writeAndRead(asked, socket)
}

/** A connection that breaks while it waits is noticed before anything is written on it; who can not be asked says no. */
async function allowed(socket: Socket, mayLeave: () => Promise<boolean>): Promise<boolean> {
  socket.on('error', () => undefined)
  try {
    return await mayLeave()
  } catch {
    return false
  }
}

function writeAndRead(asked: HttpRequest, socket: Socket): Promise<HttpResult> {
  const { url, body, clock = Date.now } = asked
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      method: asked.method,
      host: url.hostname,
      port: url.port || (url.protocol === 'https:' ? 443 : 80),
      path: url.pathname + url.search,
      headers: headersOf(asked),
      createConnection: () => socket,
    })
    let wrote = false
    let answerBegan = false
    let timer: NodeJS.Timeout | undefined
    /** The first word counts; what the network says while being torn down does not. */
    const end = (result: HttpResult) => {
      clearTimeout(timer)
      resolve(result)
      request.destroy()
      socket.destroy()
    }
    // A failure before the first byte (the peer hung up while we looked at the clock) still proves that nothing left.
    request.on('error', error =>
      end(wrote ? { is: 'lost', why: lossOf(error) } : { is: 'notSent', why: 'unreachable' }),
    )
    // Once an answer has begun, only the answer says how it ended: Node may close the request first.
    request.on('close', () => {
      if (!answerBegan) end(wrote ? { is: 'lost', why: 'reset' } : { is: 'notSent', why: 'unreachable' })
    })
    request.on('upgrade', () => end({ is: 'lost', why: 'not_http' }))
    request.on('response', answer => {
      answerBegan = true
      collect(answer, asked.maxAnswerBytes, end)
    })
    request.on('socket', () => {
      try {
        asked.beforeFirstByte?.()
      } catch (error) {
        reject(error instanceof Error ? error : new Error('The hook before the first byte failed.'))
        end({ is: 'notSent', why: 'unreachable' })
        return
      }
      if (asked.sendByMs !== undefined && clock() > asked.sendByMs) return end({ is: 'notSent', why: 'too_late' })
      if (socket.destroyed) return end({ is: 'notSent', why: 'unreachable' })
      wrote = true
      timer = setTimeout(() => end({ is: 'lost', why: 'timeout' }), asked.answerTimeoutMs)
      finish(request, body)
    })
  })
}

function headersOf({ headers, body, url }: HttpRequest): Record<string, string> {
  return {
    host: url.host,
    connection: 'close',
    'accept-encoding': 'identity',
    ...headers,
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
  }
}

/** Head and body leave in one piece, so that a server either sees the whole request or none that it could act upon. */
function finish(request: ClientRequest, body: string | undefined): void {
  if (body === undefined) request.end()
  else request.end(body, 'utf8')
}

function collect(answer: IncomingMessage, maxAnswerBytes: number, end: (result: HttpResult) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  answer.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > maxAnswerBytes) end({ is: 'lost', why: 'too_large' })
    else pieces.push(piece)
  })
  answer.on('error', () => end({ is: 'lost', why: 'cut' }))
  answer.on('close', () => end({ is: 'lost', why: 'cut' }))
  answer.on('end', () => {
    // `complete` is false when fewer bytes came than Content-Length says, or the last chunk is missing.
    if (!answer.complete) return end({ is: 'lost', why: 'cut' })
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    )
    end({ is: 'answer', status: answer.statusCode ?? 0, headers, body: Buffer.concat(pieces).toString('utf8') })
  })
}

function lossOf(error: NodeJS.ErrnoException): Lost {
  return error.code?.startsWith('HPE_') ? 'not_http' : 'reset'
}
