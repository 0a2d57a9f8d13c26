/** Servers that behave badly at the level of bytes, for tests of what a connector makes of that. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface WireServer {
  url: string
  /** everything that clients wrote, in order of arrival */
  received(): string
  connections(): number
  stop(): Promise<void>
}

/** Calls `onRequest` once a client's request is whole (head and, by Content-Length, body). */
export async function rawServer(onRequest: (socket: Socket, request: string) => void): Promise<WireServer> {
  const sockets = new Set<Socket>()
  let received = ''
  let connections = 0
  const server = createTcpServer(socket => {
    sockets.add(socket)
    connections += 1
    let request = ''
    let told = false
    socket.on('error', () => socket.destroy())
    socket.on('data', bytes => {
      received += bytes.toString('latin1')
      request += bytes.toString('latin1')
      if (!told && isWhole(request)) {
        told = true
        onRequest(socket, request)
      }
    })
  })
  const port = await listen(server)
  const stop = () => {
    for (const socket of sockets) socket.destroy()
    return close(server)
  }
  return { url: `http://127.0.0.1:${port}`, received: () => received, connections: () => connections, stop }
}

function isWhole(request: string): boolean {
  const end = request.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(request.slice(0, end))?.[1] ?? 0)
  return request.length - end - 4 >= length
}

export interface Asked {
  method: string
  path: string
  query: Readonly<Record<string, string>>
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

/** A well-behaved server that answers what `answer` says. */
export async function jsonServer(
  answer: (asked: Asked) => { status?: number; headers?: Record<string, string>; body: unknown },
): Promise<{ url: string; asked: readonly Asked[]; stop(): Promise<void> }> {
  const asked: Asked[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://here')
      const one: Asked = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
      }
      asked.push(one)
      const { status = 200, headers = {}, body } = answer(one)
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
    })
  })
  const port = await listen(server)
  const stop = () => {
    server.closeAllConnections()
    return close(server)
  }
  return { url: `http://127.0.0.1:${port}`, asked, stop }
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

export const close = (server: Server): Promise<void> => new Promise(resolve => server.close(() => resolve()))
