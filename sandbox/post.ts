import http from 'node:http'
import https from 'node:https'

/** What came of a POST: an answer, or the reason why there was none. */
export type Answer = { status: number; body: string } | { unreachable: string }

const longestAnswerBytes = 65_536

/** The provider's outgoing side: POSTs over connections that are kept, follows no redirect, repeats nothing. */
export class Post {
  readonly #http: http.Agent
  readonly #https: https.Agent

  constructor(connections: number) {
    this.#http = new http.Agent({ keepAlive: true, maxSockets: connections })
    this.#https = new https.Agent({ keepAlive: true, maxSockets: connections })
  }

  /** Never throws. */
  async send(url: string, contentType: string, body: string, timeoutMs: number): Promise<Answer> {
    const first = await this.#once(url, contentType, body, timeoutMs)
    // A kept connection that the other side had just closed took nothing; a fresh one tells the truth.
    return first === 'stale' ? this.#fresh(url, contentType, body, timeoutMs) : first
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }

  async #fresh(url: string, contentType: string, body: string, timeoutMs: number): Promise<Answer> {
    const answer = await this.#once(url, contentType, body, timeoutMs)
    return answer === 'stale' ? { unreachable: 'connection closed' } : answer
  }

  #once(url: string, contentType: string, body: string, timeoutMs: number): Promise<Answer | 'stale'> {
    return new Promise(resolve => {
      const secure = url.startsWith('https:')
      const bytes = Buffer.from(body)
      const headers = { 'content-type': contentType, 'content-length': bytes.length }
      const options = { method: 'POST', headers, signal: AbortSignal.timeout(Math.max(timeoutMs, 1)) }
      const request = secure
        ? https.request(url, { ...options, agent: this.#https })
        : http.request(url, { ...options, agent: this.#http })
      request.on('response', response => collect(response, resolve))
      request.on('error', error => {
        const code = 'code' in error ? String(error.code) : error.name
        resolve(request.reusedSocket && code === 'ECONNRESET' ? 'stale' : { unreachable: code })
      })
      request.end(bytes)
    })
  }
}

function collect(response: http.IncomingMessage, resolve: (answer: Answer) => void): void {
  const parts: Buffer[] = []
  let length = 0
  response.on('data', (part: Buffer) => {
    length += part.length
    if (length <= longestAnswerBytes) parts.push(part)
  })
  response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }))
  response.on('error', () => resolve({ unreachable: 'answer cut off' }))
}
