/** Tokens and accounts as a screen asks for them: what is told, once or ever, and what is never told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveRole } from '../../db/roles.js'
import { mkono } from '../../domain/people.js'
import { anAccount, anApi, aProgramme, type Reply, type TestApi } from './apiGround.js'

let api: TestApi
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())

const post = (path: string, body: object): Promise<Reply> => api.call('POST', path, { as: 'administrator', body })
const get = (path: string): Promise<Reply> => api.call('GET', path, { as: 'administrator' })
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
const by = (token: string): Promise<Reply> =>
  api.call('GET', '/programmes', { as: null, headers: { authorization: `Bearer ${token}` } })

describe('a token', () => {
  it('is told to whoever makes it and never again, and opens nothing once it is revoked', async () => {
    const made = await post('/tokens', { person: 'reports', roles: [{ role: 'viewer' }], expiresAt: inDays(30) })
    expect(made.status).toBe(201)
    const { id, token } = made.json
    expect((await by(token)).status).toBe(200)
    const listed = await get('/tokens')
    expect(listed.json.items).toContainEqual(expect.objectContaining({ id, person: 'reports', live: true }))
    expect(JSON.stringify(listed.json)).not.toContain(token)
    expect((await post(`/tokens/${id}/revoke`, {})).status).toBe(200)
    expect((await by(token)).status).toBe(401)
    expect((await post(`/tokens/${id}/revoke`, {})).status).toBe(404)
  })

  it('ends within two years, and is made for a role at least', async () => {
    const roles = [{ role: 'viewer' }]
    expect((await post('/tokens', { person: 'x', roles, expiresAt: inDays(800) })).status).toBe(422)
    expect((await post('/tokens', { person: 'x', roles, expiresAt: inDays(-1) })).status).toBe(422)
    expect((await post('/tokens', { person: 'x', roles: [], expiresAt: inDays(1) })).status).toBe(422)
  })

  it('acts under no name of somebody else: what stands under a name was done by them', async () => {
    const roles = [{ role: 'finance_approver' }]
    const chege = { handle: 'chege', name: 'Chege Mwangi', email: 'chege@example.org', roles: [{ role: 'viewer' }] }
    expect((await post('/staff', chege)).status).toBe(201)
    const refused = await post('/tokens', { person: ' Chege', roles, expiresAt: inDays(1) })
    expect([refused.status, refused.json.token]).toEqual([409, undefined])
    expect((await get('/tokens')).json.items.map(({ person }: { person: string }) => person)).not.toContain('chege')
  })

  it('puts making and approving into nobody’s one hand, under whatever names', async () => {
    const permissions = ['programmes.read', 'distributions.read', 'distributions.approve']
    expect(await saveRole(api.house, { name: 'only_approves', permissions, by: mkono })).toMatchObject({ ok: true })
    const key = (person: string, role: string) => post('/tokens', { person, roles: [{ role }], expiresAt: inDays(1) })
    const makes = await key('invented-maker', 'finance_maker')
    expect(makes.status).toBe(201)
    const refused = await key('invented-approver', 'only_approves')
    expect([refused.status, refused.json.type]).toEqual([403, 'urn:mkono:problem:four-eyes'])
    // It is the hand that counts: nothing forbids another maker, nor an approver once no maker is left.
    expect((await key('another-maker', 'finance_maker')).status).toBe(201)
    const { items } = (await get('/tokens')).json
    const live = items.filter((each: { person: string; live: boolean }) => each.live && /-maker$/.test(each.person))
    for (const { id } of live.filter(({ person }: { person: string }) => !person.startsWith('the-')))
      expect((await post(`/tokens/${id}/revoke`, {})).status).toBe(200)
    expect((await key('invented-approver', 'only_approves')).status).toBe(201)
    // Whoever changes accounts at providers themselves makes no key that decides such changes.
    expect((await key('finance', 'finance_approver')).status).toBe(403)
  })

  it('is no way around the second person where roles take two', async () => {
    const programme = (await post('/programmes', aProgramme())).json.id
    expect((await post(`/programmes/${programme}/two-people`, { what: ['roles'] })).status).toBe(200)
    const roles = [{ role: 'viewer', programmeId: programme }]
    const refused = await post('/tokens', { person: 'sidestep', roles, expiresAt: inDays(1) })
    expect([refused.status, refused.json.type]).toEqual([403, 'urn:mkono:problem:four-eyes'])
  })
})

describe('an account at a provider', () => {
  it('says what it can pay and what its provider can never tell', async () => {
    const { id } = (await post('/fsp-accounts', anAccount())).json
    const told = await get(`/fsp-accounts/${id}/abilities`)
    expect(told.json).toMatchObject({ gives: 'transfers', validates: true, cannotTell: ['lostAnswers'], says: [] })
    const promised = anAccount()
    const settings = { ...promised.settings, keyWindowMs: '60000' }
    const other = (await post('/fsp-accounts', { ...promised, name: 'By contract', settings })).json
    const theirs = await get(`/fsp-accounts/${other.id}/abilities`)
    expect(theirs.json).toMatchObject({ keyWindowMs: 60_000, cannotTell: [] })
  })

  it('is asked for field by field', async () => {
    const { items } = (await get('/fsps')).json
    const fields = items.find((each: { name: string }) => each.name === 'africastalking').fields
    expect(fields).toContainEqual({
      part: 'settings',
      name: 'callsAtOnce',
      says: 'requests under way at once',
      needed: false,
      usual: '8',
      oneOf: null,
    })
  })
})

describe('an account at a carrier', () => {
  it('says on which ways it carries, where it is called back, and that it has no question to ask', async () => {
    const credentials = { username: 'isiolo', apiKey: 'secret' }
    const { id } = (await post('/carrier-accounts', { carrier: 'africastalking', name: 'SMS', credentials })).json
    expect((await get(`/carrier-accounts/${id}/abilities`)).json).toMatchObject({ channels: ['sms'], canFind: false })
    expect((await get(`/carrier-accounts/${id}/connection`)).json.is).toBe('unasked')
    const { incomingUrl, incomingPath } = (await get(`/carrier-accounts/${id}/callback-paths`)).json
    expect(incomingUrl.endsWith(incomingPath)).toBe(true)
    expect(URL.canParse(incomingUrl)).toBe(true)
  })
})
