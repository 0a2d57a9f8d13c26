import { request } from 'node:http'
import { connect } from 'node:net'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen, type Listening } from '../../api/server.js'
import { LivesUnreachable } from '../../temporal/client.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'

let api: TestApi
let distributionId: string
beforeAll(async () => {
  api = await anApi()
  const account = await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })
  const programme = await api.call('POST', '/programmes', { body: aProgramme({ fspAccountId: account.json.id }) })
  const body = { round: 1, name: 'November' }
  distributionId = (await api.call('POST', `/programmes/${programme.json.id}/distributions`, { body })).json.id
})
afterAll(() => api.close())
beforeEach(() => {
  api.lives.asked.length = 0
  api.lives.answer = async () => ({ ok: true })
})

const start = (key = randomUUID() as string) => api.call('POST', `/distributions/${distributionId}/start`, { key })
const asked = () => api.lives.asked.filter(({ what }) => what.endsWith('.start'))
const updateIds = () => asked().map(({ args }) => (args[1] as { updateId: string }).updateId)

describe('acts that a life does', () => {
  it('carry who acts and an update id of their own, made from the key', async () => {
    expect((await start('a-key-for-starting')).status).toBe(200)
    expect(asked()[0]?.args[0]).toEqual({ person: 'the-programme_manager', role: 'programme_manager' })
    expect((await start('another-key-for-it')).status).toBe(200)
    expect(new Set(updateIds()).size).toBe(2)
    expect(updateIds().join()).not.toContain('manager')
  })

  it('are asked once for one key, and answered again from memory', async () => {
    const first = await start('asked-only-once')
    const again = await start('asked-only-once')
    expect([again.text, again.headers.get('idempotent-replayed'), asked().length]).toEqual([first.text, 'true', 1])
  })

  it('without a worker get 503 and when to ask again; the same key then finds the same update', async () => {
    api.lives.answer = async () => {
      throw new LivesUnreachable()
    }
    const late = await start('while-the-worker-is-down')
    expect([late.status, late.headers.get('retry-after'), late.json.type]).toEqual([
      503,
      '10',
      'urn:mkono:problem:unavailable',
    ])
    expect(late.json.detail).toContain('is not lost')
    api.lives.answer = async () => ({ ok: true })
    expect((await start('while-the-worker-is-down')).status).toBe(200)
    expect(new Set(updateIds()).size).toBe(1)
  })

  it('that the life refuses say why, and say it again', async () => {
    const why = 'Whoever made the distribution can not approve it.'
    api.lives.answer = async () => ({ ok: false, problem: 'four_eyes', why })
    const refused = await start('refused-by-the-life')
    api.lives.answer = async () => ({ ok: true })
    const again = await start('refused-by-the-life')
    expect([refused.status, refused.json.detail, again.status, again.json.detail]).toEqual([403, why, 403, why])
  })

  it('that break on our side can be asked again, and tell nothing of the inside', async () => {
    api.lives.answer = async () => {
      throw new Error('Planted Name at +254712345678')
    }
    const broken = await start('broken-inside')
    expect([broken.status, broken.text.includes('Planted')]).toEqual([500, false])
    expect(api.logged()).not.toContain('Planted')
    api.lives.answer = async () => ({ ok: true })
    expect((await start('broken-inside')).status).toBe(200)
  })

  it('begin no life for an id that somebody made up', async () => {
    for (const path of ['distributions', 'payouts', 'beneficiaries', 'corrections', 'unknown-ends']) {
      const act = {
        distributions: 'start',
        payouts: 'retry',
        beneficiaries: 'release',
        corrections: 'approve',
        'unknown-ends': 'decide',
      }[path]
      const as = path === 'corrections' || path === 'unknown-ends' ? 'finance_approver' : 'programme_manager'
      const answer = await api.call('POST', `/${path}/${randomUUID()}/${act}`, {
        as,
        ...(act === 'decide' ? { body: { confirm: true } } : {}),
      })
      expect([path, answer.status]).toEqual([path, 404])
    }
    expect(api.lives.asked).toEqual([])
  })

  it('a distribution that was made stands, even when its life could not be begun', async () => {
    const programme = await api.call('POST', '/programmes', {
      body: aProgramme({ fspAccountId: (await api.call('GET', '/fsp-accounts')).json.items[0].id }),
    })
    api.lives.answer = async () => {
      throw new LivesUnreachable()
    }
    const made = await api.call('POST', `/programmes/${programme.json.id}/distributions`, {
      body: { round: 1, name: 'x' },
    })
    expect(made.status).toBe(201)
    expect((await api.call('GET', `/distributions/${made.json.id}`)).json.state).toBe('freezing')
    expect(api.logged()).toContain('left to the caretaker')
  })
})

describe('without the database', () => {
  it('everything says when to ask again, callbacks too, so that nothing is lost', async () => {
    const lonely = await anApi()
    const { json } = await lonely.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })
    const urls = await lonely.call('GET', `/fsp-accounts/${json.id}/callback-urls`, { as: 'administrator' })
    await lonely.dropDatabase()
    const callback = await lonely.call('POST', new URL(urls.json.notification).pathname, { as: null, body: { a: 1 } })
    const read = await lonely.call('GET', '/programmes')
    const made = await lonely.call('POST', '/programmes', { body: aProgramme() })
    expect([callback.status, read.status, made.status]).toEqual([503, 503, 503])
    expect(read.headers.get('retry-after')).toBe('5')
    expect((await lonely.call('GET', '/ready', { as: null })).json).toMatchObject({ ready: false, database: false })
    expect((await lonely.call('GET', '/health', { as: null })).status).toBe(200)
    await lonely.close()
  })
})

describe('the description', () => {
  it('is OpenAPI 3.1 and tells every declared route', async () => {
    const { json } = await api.call('GET', '/openapi.json', { as: null })
    expect(json.openapi).toBe('3.1.0')
    const told = Object.entries<object>(json.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method} ${path}`),
    )
    const declared = api.app.declared.filter(route => !('serve' in route) || route.does !== undefined)
    expect(told.sort()).toEqual(
      declared.map(route => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`).sort(),
    )
    const ids = Object.values<Record<string, { operationId: string }>>(json.paths).flatMap(each =>
      Object.values(each).map(one => one.operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is a page that needs nothing from anywhere else', async () => {
    const page = await api.call('GET', '/reference', { as: null })
    expect(page.text).toContain('/distributions/{id}/approve')
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'sha256-/)
  })
})

describe('behind a socket', () => {
  let listening: Listening
  beforeAll(async () => {
    listening = await listen(api.app, { host: '127.0.0.1', port: 0 })
  })
  afterAll(() => listening.stop(100))

  const send = (head: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(listening.url).port), '127.0.0.1', () => socket.write(head))
      let said = ''
      socket.on('data', chunk => (said += String(chunk)))
      socket.on('error', reject)
      socket.on('close', () => resolve(said))
    })

  it('answers, and what is no HTTP is refused without a word', async () => {
    expect(await (await fetch(`${listening.url}/health`)).json()).toEqual({ alive: true })
    expect(await send('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/)
    expect(
      await send(`GET /health HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\nconnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 4/)
  })

  it('refuses paths and queries that can not be read', async () => {
    for (const path of ['/%', '/%ff', '/programmes/%00', '/programmes?limit=%ff&%', '//', '/programmes/..%2f..'])
      expect(await send(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 (4|30)/)
  })

  it('takes a callback in chunks and refuses one that never ends', async () => {
    const { json } = await api.call('GET', '/fsp-accounts', { as: 'administrator' })
    const urls = await api.call('GET', `/fsp-accounts/${json.items[0].id}/callback-urls`, { as: 'administrator' })
    const { port } = new URL(listening.url)
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        {
          port,
          host: '127.0.0.1',
          path: new URL(urls.json.notification).pathname,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
        },
        answer => {
          resolve(answer.statusCode)
          sending.destroy()
        },
      )
      sending.on('error', reject)
      const more = (): void => {
        if (!sending.destroyed) sending.write('x'.repeat(16_384), more)
      }
      more()
    })
    expect(status).toBe(413)
  })
})
