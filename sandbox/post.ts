import type { Answer } from './answer.js'
import { Connection } from './connection.js'

interface Place {
  url: URL
  /** The first lines of every request to it. */
  head: string
  origin: Origin
}

/** One address with its connections, and who waits for one, in turn. */
interface Origin {
  open: Set<Connection>
  free: Connection[]
  waiting: (() => void)[]
}

const mostPlaces = 1_000

/** The provider's outgoing side: POSTs over connections that are kept, follows no redirect, repeats nothing. */
export class Post {
  readonly #origins = new Map<string, Origin>()
  readonly #places = new Map<string, Place>()

  constructor(private readonly connections: number) {}

  /** Never throws; the timeout counts from when a connection is free. `headers`: further lines, each with its end. */
  async send(url: string, contentType: string, body: string, timeoutMs: number, headers = ''): Promise<Answer> {
    const place = this.#place(url)
    const length = Buffer.byteLength(body)
    const request = `${place.head}content-type: ${contentType}\r\ncontent-length: ${length}\r\n${headers}\r\n${body}`
    const { origin } = place
    while (origin.free.length === 0 && origin.open.size >= this.connections) {
      await new Promise<void>(resolve => origin.waiting.push(resolve))
    }
    let connection = origin.free.pop() ?? this.#open(place)
    let outcome = await connection.exchange(request, timeoutMs)
    if (outcome === 'stale') {
      // A kept connection that the other side had just closed took nothing; a fresh one tells the truth.
      connection = this.#open(place)
      outcome = await connection.exchange(request, timeoutMs)
    }
    if (connection.isFree) origin.free.push(connection)
    origin.waiting.shift()?.()
    return outcome === 'stale' ? { unreachable: 'connection closed' } : outcome
  }

  close(): void {
    for (const { open } of this.#origins.values()) for (const connection of [...open]) connection.close()
  }

  #open({ url, origin }: Place): Connection {
    const connection = new Connection(url, closed => {
      origin.open.delete(closed)
      origin.free = origin.free.filter(one => one !== closed)
    })
    origin.open.add(connection)
    return connection
  }

  #place(address: string): Place {
    const known = this.#places.get(address)
    if (known) return known
    const url = new URL(address)
    const origin = this.#origins.get(url.origin) ?? { open: new Set(), free: [], waiting: [] }
    this.#origins.set(url.origin, origin)
    const head = `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n`
    const place = { url, head, origin }
    if (this.#places.size >= mostPlaces) this.#places.clear()
    this.#places.set(address, place)
    return place
  }
}
