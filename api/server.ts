/** The application behind a socket, with limits on how slowly a client may talk. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Answering, Api } from './app.js'

export interface Listening {
  /** as reached on this machine, e.g. http://127.0.0.1:8080 */
  url: string
  /** takes no more requests, lets those under way end (at most `graceMs`), then closes every connection */
  stop(graceMs?: number): Promise<void>
}

/** Longer than the longest wait for a life, so that its 503 is told by us and not cut off by the socket. */
const requestTimeoutMs = 60_000

/** @throws the socket's error, e.g. EADDRINUSE */
export function listen(
  api: Pick<Api & Answering, 'fetch' | 'door' | 'streams'>,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const everythingElse = getRequestListener(api.fetch, { hostname: host })
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      if (!api.door(request, response)) void everythingElse(request, response)
    })
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve({
        url: urlOf(server.address() as AddressInfo),
        stop: graceMs => {
          const stopped = stop(server, graceMs ?? 10_000)
          // They would go on for as long as somebody looks.
          api.streams.end()
          return stopped
        },
      })
    })
    server.headersTimeout = 15_000
    server.requestTimeout = requestTimeoutMs
    server.keepAliveTimeout = 10_000
    server.maxHeadersCount = 100
    server.maxRequestsPerSocket = 10_000
    // A request that can not even be read as HTTP gets a plain refusal and no detail.
    server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    })
  })
}

const urlOf = ({ address, family, port }: AddressInfo): string => {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${port}`
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(cut)
}
