import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listen, type Listening } from '../../api/server.js'
import { anAccount, anApi, type TestApi } from './apiGround.js'

/** Callbacks as a provider delivers them: over a real socket, past the framework. */
let api: TestApi
let server: Listening
let accountId: string
let path: string
beforeAll(async () => {
  api = await anApi({})
  server = await listen(api.app, { host: '127.0.0.1', port: 0 })
  accountId = (await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })).json.id
  const urls = (await api.call('GET', `/fsp-accounts/${accountId}/callback-urls`, { as: 'administrator' })).json
  path = new URL(urls.notification).pathname
})
afterAll(async () => {
  await server.stop(1_000)
  await api.close()
})

const deliver = (body: string, over: { path?: string; type?: string; method?: string } = {}) =>
  fetch(`${server.url}${over.path ?? path}`, {
    method: over.method ?? 'POST',
    headers: { 'content-type': over.type ?? 'application/json' },
    ...(over.method === 'GET' ? {} : { body }),
  })
const stored = async (): Promise<number> => (await api.house.db.selectFrom('notice').select('id').execute()).length
const refused = async (): Promise<number> =>
  Number((await api.call('GET', `/fsp-accounts/${accountId}`, { as: 'administrator' })).json.callbacksRefused)

it('are stored before they are acknowledged, the same one once, and answered as JSON with an id to ask about', async () => {
  const answers = await Promise.all([1, 2, 2].map(n => deliver(`{"transactionId":"ATPid_${n}"}`)))
  for (const answer of answers) {
    expect([answer.status, await answer.json()]).toEqual([200, { received: true }])
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
  expect(await stored()).toBe(2)
})

it('without their token, type or content are refused as everywhere else, and counted', async () => {
  const before = await refused()
  const strange = await deliver('{}', { path: '/callbacks/guess/notification' })
  expect([strange.status, strange.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
  ])
  expect((await deliver('a=1', { type: 'application/x-www-form-urlencoded' })).status).toBe(415)
  expect((await deliver('')).status).toBe(400)
  expect((await deliver(`{"x":"${'y'.repeat(64 * 1024)}"}`)).status).toBe(413)
  expect(await refused()).toBe(before + 3)
  expect(await stored()).toBe(2)
})

it('oversized without saying so are cut off, and the connection is not used again', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const outgoing = request(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    })
    outgoing.on('response', answer => {
      expect(answer.headers.connection).toBe('close')
      resolve(answer.statusCode ?? 0)
      outgoing.destroy()
    })
    outgoing.on('error', reject)
    for (let i = 0; i < 20; i++) outgoing.write('y'.repeat(16 * 1024))
  })
  expect(status).toBe(413)
})

it('a validation that can not be read is answered with the provider’s no', async () => {
  const answer = await deliver('{}', { path: path.replace('notification', 'validation') })
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'Failed' }])
})

it('whatever is not plainly a callback goes the way of every other request', async () => {
  expect((await deliver('', { method: 'GET' })).status).toBe(405)
  expect((await deliver('{}', { path: '/callbacks/x/other' })).status).toBe(404)
  expect((await deliver('', { path: '/health', method: 'GET' })).status).toBe(200)
})
