/**
 * `wire/connection.ts` for wire/http.ts: a connection in memory, with the simulated provider at its other end. Everything
 * above it is the product's: the look at the clock before the first byte, the reading of what comes back.
 */
import { Duplex } from 'node:stream'
import { clock } from '../clock.js'
import type { Process } from '../process.js'
import { provider, type Reply, type Request } from '../provider.js'
import { turns } from '../turns.js'
import { intersolve } from '../vouchers/intersolve.js'
import { where, within } from '../where.js'

export type NotConnected = 'dns' | 'refused' | 'tls' | 'timeout' | 'unreachable'
type Opened = { ok: true; socket: Duplex } | { ok: false; why: NotConnected }

export async function openConnection(target: { url: URL }): Promise<Opened> {
  const { process } = where()
  if (!process) throw new Error('Nobody asks the FSP.')
  const refused = await turns.take('answer', `connects for ${target.url.pathname}`, async () =>
    whoseIs(target.url.pathname).refusesConnection(),
  )
  return refused ? { ok: false, why: 'refused' } : { ok: true, socket: new Line(process) }
}

/** Both are at one host, told apart by the path. */
const whoseIs = (path: string): Pick<typeof provider, 'serve' | 'refusesConnection'> =>
  path === '/intersolve' ? intersolve : provider

class Line extends Duplex {
  private text = ''
  private asked = false

  constructor(private readonly process: Process) {
    super()
  }

  override _read(): void {
    // Bytes come when the provider sends them.
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.text += piece.toString('utf8')
    const request = this.asked ? undefined : parsed(this.text)
    if (request) {
      this.asked = true
      // The very moment of the clock’s check: nobody can come between it and these bytes.
      let reply: Reply | undefined
      const what = `${request.method} ${request.path}`
      turns.atOnce(this.process, 'send', what, () => {
        reply = whoseIs(request.path).serve(request)
      })
      if (reply) this.await(reply, what)
    }
    done()
  }

  private await(reply: Reply, what: string): void {
    if (reply.is === 'silence') return
    clock.set(
      () =>
        within({ process: this.process }, () => {
          void turns
            .take('answer', `answer to ${what}`, () => Promise.resolve())
            .then(() => {
              if (reply.is === 'reset') return this.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
              this.push(reply.bytes)
              this.push(null)
              return this
            })
        }),
      reply.afterMs,
      undefined,
      null,
    )
  }

  // What Node's HTTP client expects of a socket.
  setTimeout = (): this => this
  setKeepAlive = (): this => this
  setNoDelay = (): this => this
  ref = (): this => this
  unref = (): this => this
}

/** A whole request, or undefined while more must come. */
function parsed(text: string): Request | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body = text.slice(end + 4)
  if (Buffer.byteLength(body) < Number(headers['content-length'] ?? 0)) return undefined
  const [method = '', target = ''] = first.split(' ')
  const url = new URL(target, 'http://fsp')
  return { method, path: url.pathname, query: url.searchParams, headers, body }
}
