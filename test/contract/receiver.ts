/** Receives what a sandbox sends by itself, and lets tests wait for it as an event. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Arrival } from './harness.js'
import { close, listen } from './wireServer.js'

/** A busy machine may take its time. */
const patienceMs = 60_000

type Reply = { status: number; body: unknown }

export class Receiver {
  readonly #arrivals: Arrival[] = []
  readonly #waiting = new Set<() => void>()
  readonly #server = createServer((request, response) => this.#receive(request, response))
  #url = ''
  /** How questions sent to `/validation` are answered. */
  answer: (raw: string) => Reply = () => ({ status: 500, body: '' })

  async start(): Promise<void> {
    this.#url = `http://127.0.0.1:${await listen(this.#server)}`
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return close(this.#server)
  }

  get noticeUrl(): string {
    return `${this.#url}/notice`
  }

  get validationUrl(): string {
    return `${this.#url}/validation`
  }

  /** The first `count` notices that contain `text`, as soon as they are there; rejects where they do not come. */
  until(text: string, count: number): Promise<readonly Arrival[]> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer)
        this.#waiting.delete(look)
      }
      const timer = setTimeout(() => {
        finish()
        reject(new Error(`Fewer than ${count} notices of this attempt came within ${patienceMs} ms.`))
      }, patienceMs)
      const look = () => {
        const found = this.#arrivals.filter(({ raw }) => raw.includes(`"${text}"`))
        if (found.length < count) return
        finish()
        resolve(found.slice(0, count))
      }
      this.#waiting.add(look)
      look()
    })
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const raw = Buffer.concat(pieces).toString()
      if (request.url === '/validation') {
        const { status, body } = this.answer(raw)
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
        return
      }
      this.#arrivals.push({ raw, contentType: request.headers['content-type'] ?? '' })
      response.writeHead(200).end()
      for (const look of [...this.#waiting]) look()
    })
  }
}
