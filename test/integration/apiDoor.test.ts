import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOpen } from '../../api/permissions.js'
import { isPermission } from '../../domain/permissions.js'
import { defaultRoles } from '../../domain/roles.js'
import { anApi, aProgramme, may, type TestApi } from './apiGround.js'

let api: TestApi
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())

describe('the door', () => {
  it('every path that answers names its permission', () => {
    const declared = new Set(
      api.app.declared.map(route => `${route.method.toUpperCase()} ${route.path.replace(/\{([^}]+)\}/g, ':$1')}`),
    )
    const served = api.app.routes.filter(route => route.method !== 'ALL').map(route => `${route.method} ${route.path}`)
    expect(served.filter(path => !declared.has(path))).toEqual([])
    expect(declared.size).toBe(served.length)
    expect(api.app.declared.filter(route => !isOpen(route.permission) && !isPermission(route.permission))).toEqual([])
  })

  it('a request without a token is asked for one, whatever it is about', async () => {
    for (const route of api.app.declared) {
      if (isOpen(route.permission)) continue
      const path = route.path.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000')
      const answer = await api.call(route.method.toUpperCase(), path, {
        as: null,
        ...(route.method === 'get' ? {} : { body: {} }),
      })
      expect([answer.status, route.path]).toEqual([401, route.path])
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  })

  it('a role may only what its permission says', async () => {
    for (const route of api.app.declared) {
      if (isOpen(route.permission) || route.path.startsWith('/codec')) continue
      const path = route.path.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000')
      for (const role of defaultRoles) {
        if (may(role, route.permission)) continue
        const answer = await api.call(route.method.toUpperCase(), path, { as: role })
        expect([answer.status, role, route.path]).toEqual([403, role, route.path])
      }
    }
  })

  it('a revoked or made-up token opens nothing', async () => {
    const answer = await api.app.request('/programmes', {
      headers: { authorization: 'Bearer mk_madeupmadeupmadeupmadeup' },
    })
    expect(answer.status).toBe(401)
  })

  it('too many wrong tokens from one address are slowed down', async () => {
    const strict = await anApi({ settings: { wrongTokensPerMinute: 3 } })
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await strict.call('GET', '/programmes', { as: null })).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    await strict.close()
  })

  it('one token that asks too fast is told how long to wait', async () => {
    const strict = await anApi({ settings: { ratePerSecond: 1, rateBurst: 2 } })
    await strict.call('GET', '/programmes')
    await strict.call('GET', '/programmes')
    const third = await strict.call('GET', '/programmes')
    expect(third.status).toBe(429)
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await strict.call('GET', '/programmes', { as: 'auditor' })).status).toBe(200)
    await strict.close()
  })

  it('says which methods a path knows, and that other paths are not there', async () => {
    const wrong = await api.call('DELETE', '/programmes')
    expect([wrong.status, wrong.headers.get('allow'), wrong.json.type]).toEqual([
      405,
      'GET, POST',
      'urn:mkono:problem:method-not-allowed',
    ])
    const nowhere = await api.call('GET', '/nowhere')
    expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
    expect(nowhere.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('idempotency keys', () => {
  it('every route that changes something refuses to do it without one', async () => {
    for (const route of api.app.declared) {
      if (!('kind' in route) || route.kind === 'reads') continue
      const path = route.path.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000')
      const role = defaultRoles.find(role => may(role, route.permission))
      const answer = await api.call(route.method.toUpperCase(), path, { as: role ?? null, key: null, body: {} })
      expect([answer.status, answer.json.type, path]).toEqual([400, 'urn:mkono:problem:key-missing', path])
    }
  })

  it('the same key and body get the same answer, another body is refused', async () => {
    const body = aProgramme()
    const first = await api.call('POST', '/programmes', { body, key: 'one-and-the-same' })
    const again = await api.call('POST', '/programmes', {
      body: Object.fromEntries(Object.entries(body).reverse()),
      key: 'one-and-the-same',
    })
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const other = await api.call('POST', '/programmes', { body: aProgramme(), key: 'one-and-the-same' })
    expect([other.status, other.json.type]).toEqual([409, 'urn:mkono:problem:key-reused'])
    const elsewhere = await api.call('POST', `/programmes/${first.json.id}/fund`, {
      body: { amountMinor: '1', reference: 'a' },
      key: 'one-and-the-same',
    })
    expect(elsewhere.status).toBe(409)
  })

  it('two requests at the same moment with one key do it once', async () => {
    const body = aProgramme()
    const both = await Promise.all(
      [1, 2, 3, 4].map(() => api.call('POST', '/programmes', { body, key: 'at-the-same-moment' })),
    )
    expect(new Set(both.map(each => each.text)).size).toBe(1)
    const found = await api.call('GET', '/programmes')
    expect(found.json.items.filter((each: { name: string }) => each.name === body.name)).toHaveLength(1)
  })

  it('two people may use the same key', async () => {
    const maker = await api.call('POST', '/programmes', { body: aProgramme(), key: 'a-common-key' })
    const operator = await api.call('POST', '/programmes', {
      body: aProgramme(),
      key: 'a-common-key',
      as: 'administrator',
    })
    expect([maker.status, operator.status]).toEqual([201, 201])
    expect(operator.json.id).not.toBe(maker.json.id)
  })

  it('what was refused stays refused under its key, and did nothing', async () => {
    const body = aProgramme()
    await api.call('POST', '/programmes', { body })
    const refused = await api.call('POST', '/programmes', { body: { ...body, rounds: 3 }, key: 'refused-once' })
    const again = await api.call('POST', '/programmes', { body: { ...body, rounds: 3 }, key: 'refused-once' })
    expect([refused.status, again.status, again.json.detail]).toEqual([409, 409, refused.json.detail])
  })
})
