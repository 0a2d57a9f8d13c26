import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Payload } from '@temporalio/common'
import { payloadCodec } from '../../temporal/codec.js'
import { anAccount, anApi, type TestApi } from './apiGround.js'

let api: TestApi
let accountId: string
let token: string
const codecKey = 'k'.repeat(40)
beforeAll(async () => {
  api = await anApi({ settings: { codecKey, codecOrigins: ['http://ui.example'], trustedProxies: ['10.0.0.0/8'] } })
  accountId = (await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })).json.id
  token = await tokenOf(accountId)
})
afterAll(() => api.close())

const tokenOf = async (id: string): Promise<string> => {
  const { json } = await api.call('GET', `/fsp-accounts/${id}/callback-urls`, { as: 'administrator' })
  return new URL(json.notification).pathname.split('/')[2] ?? ''
}
const refusedCount = async (id = accountId): Promise<string> =>
  (await api.call('GET', `/fsp-accounts/${id}`, { as: 'administrator' })).json.callbacksRefused
const deliver = (
  body: string,
  over: { what?: string; type?: string; token?: string; headers?: Record<string, string> } = {},
) =>
  api.call('POST', `/callbacks/${over.token ?? token}/${over.what ?? 'notification'}`, {
    ...{ as: null, key: null, raw: body, type: over.type ?? 'application/json', headers: over.headers ?? {} },
  })
const stored = () =>
  api.house.db
    .selectFrom('notice')
    .selectAll()
    .where('fsp_account_id', '=', accountId as never)
    .execute()

describe('callbacks', () => {
  it('are stored sealed and acknowledged, the same one once', async () => {
    const body = '{"transactionId":"ATPid_1","destination":"+254712345678","status":"Success"}'
    for (let i = 0; i < 3; i++) expect((await deliver(body)).status).toBe(200)
    const [notice, ...others] = await stored()
    expect([others.length, notice?.repeats, notice?.kind]).toEqual([0, 2, 'notification'])
    expect(notice?.raw_enc.includes('254712345678')).toBe(false)
    expect((await deliver(body, { what: 'insights' })).status).toBe(200)
    expect(await stored()).toHaveLength(2)
  })

  it('are stored even when they are not JSON inside: what arrived is evidence', async () => {
    expect((await deliver('{not json')).status).toBe(200)
  })

  it('of a token that nobody has are not there, and are counted', async () => {
    const before = (await api.call('GET', '/callbacks/standing')).json.unknownTokens
    const answers = await Promise.all(['guess', 'a'.repeat(43), '%00'].map(token => deliver('{}', { token })))
    expect(answers.map(answer => answer.status)).toEqual([404, 404, 404])
    expect((await api.call('GET', '/callbacks/standing')).json.unknownTokens).toBe(before + 3)
  })

  it('with a wrong content type, without a body or oversized are refused and counted', async () => {
    const before = Number(await refusedCount())
    expect((await deliver('a=1', { type: 'application/x-www-form-urlencoded' })).status).toBe(415)
    expect((await deliver('')).status).toBe(400)
    expect((await deliver(`{"x":"${'y'.repeat(64 * 1024)}"}`)).status).toBe(413)
    expect(Number(await refusedCount())).toBe(before + 3)
  })

  it('oversized without saying so are cut off all the same', async () => {
    const endless = new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(16 * 1024)) })
    const answer = await api.app.request(`/callbacks/${token}/notification`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as never)
    expect(answer.status).toBe(413)
  })

  it('come only from listed addresses where a list is set; X-Forwarded-For counts from our proxies only', async () => {
    const { json } = await api.call('POST', '/fsp-accounts', {
      as: 'administrator',
      body: anAccount({ sourceAllowList: ['198.51.100.0/24'] }),
    })
    const listed = await tokenOf(json.id)
    const from = (remoteAddress: string, forwarded?: string) =>
      api.app.request(
        `/callbacks/${listed}/notification`,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
          },
          body: `{"n":${Math.random()}}`,
        },
        { incoming: { socket: { remoteAddress } } },
      )
    expect((await from('198.51.100.7')).status).toBe(200)
    expect((await from('::ffff:198.51.100.7')).status).toBe(200)
    expect((await from('203.0.113.1')).status).toBe(403)
    expect((await from('203.0.113.1', '198.51.100.7')).status).toBe(403)
    expect((await from('10.0.0.1', '203.0.113.1, 198.51.100.7')).status).toBe(200)
    expect((await from('10.0.0.1', '198.51.100.7, 203.0.113.1')).status).toBe(403)
    expect(await refusedCount(json.id)).toBe('3')
  })

  it('a bad entry in an address list never gets in', async () => {
    const answer = await api.call('POST', '/fsp-accounts', {
      as: 'administrator',
      body: anAccount({ sourceAllowList: ['10.0.0.0/99'] }),
    })
    expect([answer.status, answer.json.errors[0].where]).toEqual([422, 'body.sourceAllowList.0'])
  })

  it('a question about a transfer that we do not know is answered with no, also when it is nonsense', async () => {
    const known = '{"transactionId":"ATPid_9","phoneNumber":"+254712345678","currencyCode":"KES","amount":5000}'
    for (const body of [
      known,
      '{}',
      'nonsense',
      '{"transactionId":"\\u0000"}',
      `{"transactionId":"a","phoneNumber":"+254712345678","currencyCode":"KES","amount":1e999}`,
    ]) {
      const answer = await deliver(body, { what: 'validation' })
      expect([answer.status, answer.json]).toEqual([200, { status: 'Failed' }])
    }
  })

  it('are taken in while Temporal is away', async () => {
    api.lives.reachable = async () => false
    expect((await api.call('GET', '/ready', { as: null })).json).toEqual({
      ready: false,
      database: true,
      temporal: false,
    })
    expect((await deliver('{"while":"away"}')).status).toBe(200)
    api.lives.reachable = async () => true
    expect((await api.call('GET', '/ready', { as: null })).status).toBe(200)
  })
})

describe('the codec', () => {
  const text = (value: string) => Buffer.from(value).toString('base64')
  const open = { payloads: [{ metadata: { encoding: text('json/plain') }, data: text('{"v":1}') }] }

  it('opens what our own codec closed, and the other way round', async () => {
    const codec = payloadCodec(api.house.sealing.payloadKeys() as never)
    const [closed] = await codec.encode([
      { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"v":1}') },
    ] as Payload[])
    const wire = {
      metadata: Object.fromEntries(
        Object.entries(closed?.metadata ?? {}).map(([k, v]) => [k, Buffer.from(v).toString('base64')]),
      ),
      data: Buffer.from(closed?.data ?? []).toString('base64'),
    }
    for (const path of ['/codec/decode', `/codec/by-key/${codecKey}/decode`]) {
      expect((await api.call('POST', path, { as: 'administrator', body: { payloads: [wire] } })).json).toEqual(open)
    }
    const encoded = await api.call('POST', '/codec/encode', { body: open })
    expect((await api.call('POST', '/codec/decode', { body: encoded.json })).json).toEqual(open)
  })

  it('is closed without token or key', async () => {
    expect((await api.call('POST', '/codec/decode', { as: null, body: open })).status).toBe(401)
    expect((await api.call('POST', '/codec/by-key/wrong/decode', { as: null, body: open })).status).toBe(404)
    const shut = await anApi()
    expect((await shut.call('POST', '/codec/by-key/null/decode', { as: null, body: open })).status).toBe(404)
    await shut.close()
  })

  it('answers pages of configured origins only', async () => {
    const asking = (origin: string) =>
      api.app.request('/codec/decode', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      })
    expect((await asking('http://ui.example')).headers.get('access-control-allow-origin')).toBe('http://ui.example')
    expect((await asking('http://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    const answer = await api.call('POST', '/codec/encode', { body: open, headers: { origin: 'http://ui.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://ui.example')
  })

  it('logs who used it and how much, never what', async () => {
    await api.call('POST', '/codec/encode', { as: 'auditor', body: open })
    expect(api.logged()).toContain('"codec":"encode","payloads":1,"person":"the-auditor"')
    expect(api.logged()).not.toContain(codecKey)
    expect(api.logged()).not.toContain(text('{"v":1}'))
  })

  it('tells what was damaged from what is broken', async () => {
    const damaged = { payloads: [{ metadata: { encoding: text('binary/encrypted') }, data: text('short') }] }
    expect((await api.call('POST', '/codec/decode', { body: damaged })).status).toBe(422)
  })
})
