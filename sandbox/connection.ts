import net from 'node:net'
import tls from 'node:tls'
import { AnswerReader, type Answer } from './answer.js'

/** `stale`: a kept connection that the other side had just closed; it took nothing. */
export type Outcome = Answer | 'stale'

interface Exchange {
  reader: AnswerReader
  timer: NodeJS.Timeout
  resolve: (outcome: Outcome) => void
}

/** One kept connection to the payer's system, for one request at a time. */
export class Connection {
  readonly #socket: net.Socket
  #exchange: Exchange | undefined
  #served = 0
  #isLast = false
  #isClosed = false

  /** `onClosed` is told when it can carry nothing more. */
  constructor(
    { protocol, hostname, port }: URL,
    private readonly onClosed: (connection: Connection) => void,
  ) {
    const host = hostname.replace(/^\[|\]$/g, '')
    this.#socket =
      protocol === 'https:'
        ? tls.connect({ host, port: Number(port || 443), ...(net.isIP(host) === 0 && { servername: host }) })
        : net.connect({ host, port: Number(port || 80), noDelay: true })
    this.#socket.on('data', piece => this.#read(piece))
    this.#socket.on('end', () => this.#close(undefined))
    this.#socket.on('error', error => this.#close('code' in error ? String(error.code) : error.name))
    this.#socket.on('close', () => this.#close(undefined))
  }

  /** Sends `request`, whole and as it is, and resolves with what came of it; never rejects. */
  exchange(request: string, timeoutMs: number): Promise<Outcome> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#close('no answer in time'), Math.max(timeoutMs, 1))
      this.#exchange = { reader: new AnswerReader(), timer, resolve }
      this.#socket.write(request)
    })
  }

  /** Whether it can take another request. */
  get isFree(): boolean {
    return !this.#isClosed && !this.#isLast && this.#exchange === undefined
  }

  close(): void {
    this.#close('closed')
  }

  #read(piece: Buffer): void {
    const reader = this.#exchange?.reader
    // Nobody was asked: whatever it says, the connection is not to be trusted with another request.
    if (!reader) return this.#close(undefined)
    try {
      const whole = reader.push(piece)
      if (!whole) return
      this.#isLast = whole.isLast
      this.#served += 1
      this.#settle(whole)
      if (whole.isLast) this.#close(undefined)
    } catch {
      this.#close('no HTTP/1.1')
    }
  }

  #close(reason: string | undefined): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.destroy()
    this.onClosed(this)
    const whole = reason === undefined ? this.#exchange?.reader.end() : undefined
    const isGone = reason === undefined || reason === 'ECONNRESET' || reason === 'EPIPE'
    const isStale = isGone && this.#served > 0 && this.#exchange?.reader.isUntouched === true
    this.#settle(whole ?? (isStale ? 'stale' : { unreachable: reason ?? 'connection closed' }))
  }

  #settle(outcome: Outcome): void {
    const exchange = this.#exchange
    this.#exchange = undefined
    clearTimeout(exchange?.timer)
    exchange?.resolve(outcome)
  }
}
