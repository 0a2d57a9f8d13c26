import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getRequestListener } from '@hono/node-server'
import { isTestWord, testParameter, testWord } from '../../api/callbackProof.js'
import { testCallbackAddress, type CallbackTest } from '../../api/callbackTest.js'
import { selfSigned } from '../contract/certificate.js'
import { anAccount, anApi, type TestApi } from './apiGround.js'

/** What stands at the public address: ours, until a test puts something else there. */
let api: TestApi
let front: Server
let behind: (request: IncomingMessage, response: ServerResponse) => void
let accountId: string
let token: string
const port = (server: Server): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  front = await listening(createServer((request, response) => behind(request, response)))
  api = await anApi({ settings: { publicUrl: `http://127.0.0.1:${port(front)}` } })
  const body = anAccount({ sourceAllowList: ['198.51.100.0/24'] })
  accountId = (await api.call('POST', '/fsp-accounts', { as: 'administrator', body })).json.id
  const urls = await api.call('GET', `/fsp-accounts/${accountId}/callback-urls`, { as: 'administrator' })
  token = new URL(urls.json.notification).pathname.split('/')[2] ?? ''
})
beforeEach(() => {
  const ours = getRequestListener(api.app.fetch)
  behind = (request, response) => {
    if (!api.app.door(request, response)) void ours(request, response)
  }
})
afterAll(async () => {
  front.closeAllConnections()
  front.close()
  await api.close()
})

async function listening<S extends Server>(server: S): Promise<S> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

const test = (over: { publicUrl?: string; patience?: number } = {}): Promise<CallbackTest> =>
  testCallbackAddress(api.house.sealing, { publicUrl: `http://127.0.0.1:${port(front)}`, token, ...over })
const answers = (status: number, body = '', headers: Record<string, string> = {}): void => {
  behind = (_request, response) => response.writeHead(status, headers).end(body)
}

describe('the test of the callback address', () => {
  it('finds ours, stores nothing, counts nothing, and an allow-list of the FSP does not bar it', async () => {
    const { status, json } = await api.call('POST', `/fsp-accounts/${accountId}/callback-test`, { as: 'administrator' })
    expect([status, json.is, json.mend]).toEqual([200, 'ours', null])
    expect(json.warnings).toEqual([expect.stringContaining('Only this very machine')])
    expect(await api.house.db.selectFrom('notice').select('id').execute()).toEqual([])
    expect(await api.house.db.selectFrom('callback_refusal').select('why').execute()).toEqual([])
    const acts = await api.house.db.selectFrom('audit_event').selectAll().where('act', 'like', 'callback%').execute()
    expect(acts).toMatchObject([{ person: 'the-administrator', subject_id: accountId, details: { is: 'ours' } }])
  })

  it('is refused a moment later, for it goes out to a network', async () => {
    const again = await api.call('POST', `/fsp-accounts/${accountId}/callback-test`, { as: 'administrator' })
    expect([again.status, again.headers.get('retry-after')]).toEqual([429, '5'])
  })

  it('shows neither token nor word in a log', async () => {
    await test()
    expect(api.logged()).not.toContain(token)
    expect(api.logged()).not.toContain(testParameter)
  })

  it('knows something else by its answer, also one that says yes to everything', async () => {
    answers(200, '{"received":true}')
    expect(await test()).toMatchObject({ is: 'not_ours', httpStatus: 200 })
    answers(200, JSON.stringify({ proof: 'f'.repeat(64) }))
    expect(await test()).toMatchObject({ is: 'not_ours' })
    answers(404, '<html>')
    expect(await test()).toMatchObject({ is: 'not_ours', httpStatus: 404 })
  })

  it('knows another Mkono by its own keys', async () => {
    const other = await anApi()
    const theirs = getRequestListener(other.app.fetch)
    behind = (request, response) => void theirs(request, response)
    expect(await test()).toMatchObject({ is: 'not_ours', httpStatus: 404 })
    await other.close()
  })

  it('tells a proxy without anything behind it from something that bars', async () => {
    answers(502)
    expect((await test()).says).toContain('does not reach Mkono behind it')
    answers(401)
    expect((await test()).mend).toContain('asks for a password')
  })

  it('follows no redirect', async () => {
    let followed = 0
    const elsewhere = await listening(createServer((_request, response) => response.end(String(++followed))))
    answers(301, '', { location: `http://127.0.0.1:${port(elsewhere)}/` })
    expect(await test()).toMatchObject({ is: 'redirected', httpStatus: 301 })
    expect(followed).toBe(0)
    elsewhere.close()
  })

  it('stops listening to an answer without end', async () => {
    behind = (_request, response) => {
      response.writeHead(200)
      const chunk = 'x'.repeat(1024)
      const more = (): void => void (response.writable && response.write(chunk, () => setImmediate(more)))
      response.on('close', () => response.destroy())
      more()
    }
    expect(await test()).toMatchObject({ is: 'not_ours' })
  })

  it('says which way it is not reached', async () => {
    const gone = await listening(createServer())
    const nobody = `http://127.0.0.1:${port(gone)}`
    await new Promise(resolve => gone.close(resolve))
    expect(await test({ publicUrl: nobody })).toMatchObject({ is: 'not_reachable', code: 'ECONNREFUSED' })
    behind = () => undefined
    expect(await test({ patience: 50 })).toMatchObject({ is: 'not_reachable', code: 'TIMEOUT' })
    behind = request => request.socket.destroy()
    expect(await test()).toMatchObject({ is: 'not_reachable', code: 'ECONNRESET' })
  })

  it('does not trust a certificate that nobody signed, and hears plain HTTP where TLS should be', async () => {
    const secure = await listening(createTlsServer(selfSigned(), (_request, response) => response.end()))
    expect(await test({ publicUrl: `https://127.0.0.1:${port(secure)}` })).toMatchObject({ is: 'tls' })
    secure.close()
    expect(await test({ publicUrl: `https://127.0.0.1:${port(front)}` })).toMatchObject({ is: 'tls' })
  })
})

describe('the word of a test', () => {
  const looks = () => api.house.sealing

  it('is ours, for this token, for a minute', () => {
    const word = testWord(looks(), token)
    expect(isTestWord(looks(), token, word)).toBe(true)
    expect(isTestWord(looks(), `${token}x`, word)).toBe(false)
    expect(isTestWord(looks(), token, word, Date.now() + 61_000)).toBe(false)
    expect(
      isTestWord(
        looks(),
        token,
        word.replace(/.$/, last => (last === '0' ? '1' : '0')),
      ),
    ).toBe(false)
    expect(isTestWord(looks(), token, 'nonsense')).toBe(false)
  })

  it('that somebody made up is a callback like every other: it is refused by the allow-list', async () => {
    const made = `${(Date.now() + 30_000).toString(36)}-${'a'.repeat(32)}-${'b'.repeat(64)}`
    const path = `/callbacks/${token}/notification?${testParameter}=${made}`
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port(front)}${path}`, { method: 'POST', headers, body: '{}' })
    expect(answer.status).toBe(403)
    const { json } = await api.call('GET', `/fsp-accounts/${accountId}/callback-health`, { as: 'auditor' })
    expect(json).toMatchObject({ state: 'never', refused: { source: 1, malformed: 0 } })
  })
})
