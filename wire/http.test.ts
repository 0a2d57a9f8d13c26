import { createServer as createTlsServer } from 'node:https'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../test/contract/certificate.js'
import { close, listen, rawServer, type WireServer } from '../test/contract/wireServer.js'
import { exchange, type HttpRequest } from './http.js'

const open: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.stop()))
})

async function server(onRequest: (socket: Socket, request: string) => void): Promise<WireServer> {
  const started = await rawServer(onRequest)
  open.push(started)
  return started
}

function aPost(url: string, change: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    url: new URL(url),
    headers: { 'content-type': 'application/json' },
    body: '{"pay":"me"}',
    connectTimeoutMs: 2_000,
    answerTimeoutMs: 2_000,
    maxAnswerBytes: 1_000,
    ...change,
  }
}

const answers = (text: string) => (socket: Socket) => socket.end(text)
const whole = 'HTTP/1.1 201 Created\r\ncontent-length: 2\r\nX-Thing: a\r\n\r\n{}'

describe('before the first byte, whatever goes wrong proves that nothing was taken', () => {
  it('a refused connection', async () => {
    const gone = await rawServer(() => undefined)
    await gone.stop()
    expect(await exchange(aPost(gone.url))).toEqual({ is: 'notSent', why: 'refused' })
  })

  it('a host that does not exist', async () => {
    const result = await exchange(aPost('http://no-such-host.invalid/'))
    expect(result.is).toBe('notSent')
  })

  it('a server that speaks no TLS', async () => {
    const upset = createServer(socket => {
      socket.on('error', () => socket.destroy()).once('data', () => socket.end('this is no handshake'))
    })
    open.push({ stop: () => close(upset) })
    const port = await listen(upset)
    expect(await exchange(aPost(`https://127.0.0.1:${port}/`))).toEqual({ is: 'notSent', why: 'tls' })
  })

  it('a certificate that nobody vouches for', async () => {
    const secure = createTlsServer(selfSigned(), (_, response) => response.end())
    open.push({ stop: () => close(secure) })
    const port = await listen(secure)
    expect(await exchange(aPost(`https://localhost:${port}/`))).toEqual({ is: 'notSent', why: 'tls' })
  })

  it('a handshake that never ends', async () => {
    const silent = await server(() => undefined)
    const result = await exchange(aPost(silent.url.replace('http:', 'https:'), { connectTimeoutMs: 60 }))
    expect(result).toEqual({ is: 'notSent', why: 'timeout' })
  })

  it('a sender that slept past its time writes nothing on the open connection', async () => {
    const patient = await server(answers(whole))
    let now = 1_000
    const result = await exchange(
      aPost(patient.url, { sendByMs: 2_000, clock: () => now, beforeFirstByte: () => (now = 2_001) }),
    )
    expect(result).toEqual({ is: 'notSent', why: 'too_late' })
    expect(patient.received()).toBe('')
  })

  it('a request that may not leave in time, or of which nobody can say whether it may, writes nothing', async () => {
    const patient = await server(answers(whole))
    const away = () => Promise.reject(new Error('nobody answers'))
    for (const mayLeave of [() => Promise.resolve(false), away])
      expect(await exchange(aPost(patient.url, { mayLeave }))).toEqual({ is: 'notSent', why: 'too_late' })
    expect(patient.received()).toBe('')
  })

  it('a request that waited for its turn is sent, unless its time has passed meanwhile', async () => {
    const patient = await server(answers(whole))
    const mayLeave = () => new Promise<boolean>(resolve => setImmediate(() => resolve(true)))
    expect(await exchange(aPost(patient.url, { mayLeave, sendByMs: 1, clock: () => 2 }))).toMatchObject({
      why: 'too_late',
    })
    expect(patient.received()).toBe('')
    expect((await exchange(aPost(patient.url, { mayLeave }))).is).toBe('answer')
  })

  it('a sender that is just in time does write', async () => {
    const patient = await server(answers(whole))
    const result = await exchange(aPost(patient.url, { sendByMs: 2_000, clock: () => 2_000 }))
    expect(result.is).toBe('answer')
  })

  it('a hook that fails, fails the exchange and writes nothing', async () => {
    const patient = await server(answers(whole))
    const dies = () => {
      throw new Error('killed here')
    }
    await expect(exchange(aPost(patient.url, { beforeFirstByte: dies }))).rejects.toThrow('killed here')
    expect(patient.received()).toBe('')
  })
})

describe('after the first byte, only a whole answer is an answer', () => {
  it('gives status, headers in lower case, and body', async () => {
    const good = await server(answers(whole))
    expect(await exchange(aPost(good.url))).toEqual({
      is: 'answer',
      status: 201,
      headers: { 'content-length': '2', 'x-thing': 'a' },
      body: '{}',
    })
    expect(good.received()).toMatch(/^POST \/ HTTP\/1\.1\r\n/)
    expect(good.received()).toMatch(/\r\n\r\n\{"pay":"me"\}$/)
  })

  it('understands chunks, interim answers and bodies that end with the connection', async () => {
    const texts = [
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      `HTTP/1.1 100 Continue\r\n\r\n${whole}`,
      'HTTP/1.1 200 OK\r\n\r\n{}',
    ]
    for (const text of texts) {
      const good = await server(answers(text))
      expect(await exchange(aPost(good.url))).toMatchObject({ is: 'answer', body: '{}' })
    }
  })

  it('counts bytes, not letters, of what it writes', async () => {
    const good = await server(answers(whole))
    await exchange(aPost(good.url, { body: '{"name":"Wanjikũ"}' }))
    expect(good.received()).toMatch(/content-length: 19\r\n/i)
  })

  it.each<[string, (socket: Socket) => void, string]>([
    ['a hang-up without a word', socket => socket.destroy(), 'reset'],
    ['a reset', socket => socket.resetAndDestroy(), 'reset'],
    ['half a head', answers('HTTP/1.1 201 Cre'), 'reset'],
    ['fewer bytes than promised', answers('HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{"numQu'), 'cut'],
    ['a missing last chunk', answers('HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'), 'cut'],
    [
      'more than the limit',
      answers(`HTTP/1.1 201 Created\r\ncontent-length: 2000\r\n\r\n${'x'.repeat(2_000)}`),
      'too_large',
    ],
    ['something that is no HTTP', answers('SSH-2.0-OpenSSH_9.6\r\n\r\n'), 'not_http'],
    [
      'a change of protocol',
      answers('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
      'not_http',
    ],
  ])('%s is a lost answer', async (_, behave, why) => {
    const bad = await server(behave)
    expect(await exchange(aPost(bad.url))).toEqual({ is: 'lost', why })
  })

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['stops in the middle', socket => socket.write('HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{"n')],
  ])('an answer that %s until the time is over is lost', async (_, behave) => {
    const slow = await server(behave)
    expect(await exchange(aPost(slow.url, { answerTimeoutMs: 60 }))).toEqual({ is: 'lost', why: 'timeout' })
  })
})

describe('nothing is sent twice', () => {
  it('a redirect is an answer and is not followed', async () => {
    const elsewhere = await server(answers(whole))
    const redirecting = await server(
      answers(`HTTP/1.1 307 Temporary Redirect\r\nlocation: ${elsewhere.url}\r\ncontent-length: 0\r\n\r\n`),
    )
    expect(await exchange(aPost(redirecting.url))).toMatchObject({ is: 'answer', status: 307 })
    expect(elsewhere.connections()).toBe(0)
    expect(redirecting.connections()).toBe(1)
  })

  it('every request has a connection of its own, even where the server would keep it', async () => {
    const keeping = await server(socket =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\n{}'),
    )
    await exchange(aPost(keeping.url))
    await exchange(aPost(keeping.url))
    expect(keeping.connections()).toBe(2)
  })

  it('a lost answer is not asked for again', async () => {
    const hanging = await server(socket => socket.destroy())
    await exchange(aPost(hanging.url))
    expect(hanging.connections()).toBe(1)
  })
})

it('over TLS, too, the clock is looked at on the open connection and the answer comes whole', async () => {
  const identity = selfSigned()
  let requests = 0
  const secure = createTlsServer(identity, (_, response) => {
    requests += 1
    response.writeHead(201).end('{}')
  })
  open.push({ stop: () => close(secure) })
  const url = `https://localhost:${await listen(secure)}/pay`
  const late = await exchange(aPost(url, { ca: identity.cert, sendByMs: 1, clock: () => 2 }))
  expect(late).toEqual({ is: 'notSent', why: 'too_late' })
  expect(requests).toBe(0)
  expect(await exchange(aPost(url, { ca: identity.cert }))).toMatchObject({ is: 'answer', status: 201, body: '{}' })
  expect(requests).toBe(1)
})
