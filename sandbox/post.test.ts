import { createServer, type Server, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { AnswerReader, type Whole } from './answer.js'
import { Post } from './post.js'

function read(text: string, cuts: readonly number[] = []): Whole | undefined {
  const bytes = Buffer.from(text)
  const places = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].sort((one, other) => one - other)
  const reader = new AnswerReader()
  let from = 0
  let whole: Whole | undefined
  for (const to of [...places, bytes.length]) {
    whole = reader.push(bytes.subarray(from, to)) ?? whole
    from = to
  }
  return whole ?? reader.end()
}

describe('an answer', () => {
  test.each<[string, string, Whole | undefined]>([
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '', isLast: false }],
    [
      'of a told length',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhéo!',
      { status: 200, body: 'héo!', isLast: false },
    ],
    [
      'in chunks, the last with a trailer',
      'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n',
      { status: 200, body: 'abc0123456789', isLast: false },
    ],
    ['until the end', 'HTTP/1.1 500 Oh\r\n\r\nno length', { status: 500, body: 'no length', isLast: true }],
    [
      'that closes its connection, after one that only announces it',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
      { status: 503, body: '', isLast: true },
    ],
    ['cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort', undefined],
  ])('%s is read the same in whatever pieces it comes', (_name, text, expected) => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), cuts => {
        expect(read(text, cuts)).toEqual(expected)
      }),
    )
  })

  test('that is no HTTP is refused, and of a long body the beginning stands', () => {
    expect(() => read('SSH-2.0-x\r\n\r\n')).toThrow()
    const long = read(`HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n${'x'.repeat(200_000)}`)
    expect(long?.body).toHaveLength(65_536)
  })
})

let server: Server
const sockets = new Set<Socket>()

/** Answers the n-th request on each connection by `reply`. */
async function listening(reply: (socket: Socket, nth: number) => void): Promise<string> {
  server = createServer(socket => {
    sockets.add(socket)
    let nth = 0
    socket.on('data', () => reply(socket, (nth += 1)))
    socket.on('error', () => undefined)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/n`
}

describe('posting', () => {
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  test('goes over few connections, and over a fresh one when the kept one took nothing', async () => {
    let connections = 0
    const url = await listening((socket, nth) => {
      if (nth === 1) connections += 1
      if (nth === 3) socket.resetAndDestroy()
      else socket.write('HTTP/1.1 204 No Content\r\n\r\n')
    })
    const post = new Post(1)
    const all = await Promise.all(Array.from({ length: 4 }, () => post.send(url, 'text/plain', 'x', 5_000)))
    expect(all.map(answer => 'status' in answer && answer.status)).toEqual([204, 204, 204, 204])
    expect(connections).toBe(2)
    post.close()
  })

  test('says why there was no answer, once and not again', async () => {
    let requests = 0
    const url = await listening(socket => {
      requests += 1
      if (requests === 1) socket.destroy()
      if (requests === 2) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort')
    })
    const post = new Post(1)
    const unreachable = (answer: object) => 'unreachable' in answer && answer.unreachable
    expect(unreachable(await post.send(url, 'text/plain', 'x', 5_000))).toBe('connection closed')
    expect(unreachable(await post.send(url, 'text/plain', 'x', 5_000))).toBe('connection closed')
    expect(unreachable(await post.send(url, 'text/plain', 'x', 20))).toBe('no answer in time')
    expect(requests).toBe(3)
    expect(unreachable(await post.send('http://127.0.0.1:1/', 'text/plain', 'x', 5_000))).toBe('ECONNREFUSED')
    post.close()
  })
})
