/** Who did what, when and from where, as it is looked for by API. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { anApi, type TestApi } from './apiGround.js'
import { aWorld, corners, type World } from './reachWorld.js'

let api: TestApi
let world: World
beforeAll(async () => {
  api = await anApi()
  world = await aWorld(api)
})
afterAll(() => api.close())

const acts = async (query: string, request: Parameters<TestApi['call']>[2] = { as: 'auditor' }) => {
  const answer = await api.call('GET', `/audit?limit=200&${query}`, request)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.items as {
    act: string
    person: string
    role: string
    address: string | null
    subjectId: string
    id: string
    details: object
  }[]
}
const from = (address: string, path: string, body: object, as?: 'finance_approver') =>
  api.app.request(
    path,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': `from ${address} ${path}`.replaceAll(' ', '-'),
        ...(as === undefined ? {} : { authorization: `Bearer ${api.tokens[as]}` }),
      },
      body: JSON.stringify(body),
    },
    { incoming: { socket: { remoteAddress: address } } },
  )

it('is found by person, act, programme, subject and time, newest first, page by page', async () => {
  const enrolled = await acts(`act=${encodeURIComponent('beneficiary enrolled')}&programmeId=${world.programmes.A}`)
  expect(enrolled.length).toBe(4)
  expect(enrolled.map(({ id }) => Number(id))).toEqual(
    enrolled.map(({ id }) => Number(id)).sort((one, two) => two - one),
  )
  const { beneficiary } = world.things['A Wabera']
  const about = await acts(`subjectKind=beneficiary&subjectId=${beneficiary}`)
  expect(about.map(({ act }) => act)).toContain('beneficiary enrolled')
  expect(await acts('person=nobody-of-that-name')).toEqual([])
  expect(await acts(`until=2020-01-01T00:00:00Z`)).toEqual([])
  const first = await api.call('GET', '/audit?limit=2', { as: 'auditor' })
  const second = await api.call('GET', `/audit?limit=2&after=${first.json.next}`, { as: 'auditor' })
  expect(Number(second.json.items[0].id)).toBe(Number(first.json.items[1].id) - 1)
})

it('tells from where somebody asked, also for what a life then does', async () => {
  const { distribution } = world.things['A Wabera']
  const answer = await from(
    '203.0.113.7',
    `/distributions/${distribution}/approve`,
    { listHash: '0'.repeat(64) },
    'finance_approver',
  )
  expect(answer.status).toBe(200)
  const asked = await acts(`act=asked&programmeId=${world.programmes.A}`)
  expect(asked[0]).toMatchObject({
    person: 'the-finance_approver',
    subjectKind: 'distribution',
    subjectId: distribution,
    address: '203.0.113.7',
    details: { for: 'post /distributions/{id}/approve' },
  })
  expect(JSON.stringify(await api.house.db.selectFrom('audit_event').selectAll().execute(), replaced)).not.toContain(
    '203.0.113.7',
  )
})
const replaced = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : Buffer.isBuffer(value) ? value.toString('latin1') : value

it('tells of a wrong password whose account it was tried at, and from where; of a stranger only that', async () => {
  const made = await api.call('POST', '/staff', {
    as: 'administrator',
    body: { handle: 'rehema', name: 'Rehema', email: 'rehema@example.org', roles: [] },
  })
  for (const email of ['rehema@example.org', 'stranger@example.org'])
    expect((await from('203.0.113.8', `/sign-in`, { email, password: 'guessed it, did I' })).status).toBe(401)
  const refused = await acts(`act=${encodeURIComponent('sign-in refused')}`)
  expect(refused.map(({ subjectId, address }) => [subjectId, address])).toEqual([
    ['nobody', '203.0.113.8'],
    [made.json.id, '203.0.113.8'],
  ])
  expect(refused.map(({ details }) => details)).toEqual([{ step: 'password' }, { step: 'password' }])
  expect(JSON.stringify(refused)).not.toContain('@')
})

it('says by which role of somebody’s it was done: one that they hold there and for those people', async () => {
  const { A, B } = world.programmes
  const roles = [
    { role: 'enrolment_officer', programmeId: B },
    { role: 'call_centre', programmeId: A, areas: ['Burat'] },
    { role: 'field_officer', programmeId: A, areas: ['Wabera'] },
  ]
  const made = await makeToken(api.house, { person: 'of-three-roles', roles, by: mkono })
  const authorization = `Bearer ${made.ok ? made.token : ''}`
  const found: string[][] = []
  for (const corner of corners) {
    const { beneficiary } = world.things[corner]
    const body = { fields: ['name'], reason: 'a call' }
    const request = { as: null, headers: { authorization }, body }
    const answer = await api.call('POST', `/beneficiaries/${beneficiary}/unmask`, request)
    expect(answer.status, answer.text).toBe(200)
    for (const { role } of await acts(`person=of-three-roles&subjectKind=beneficiary&subjectId=${beneficiary}`))
      found.push([corner, role])
  }
  expect(found).toEqual([
    ['A Wabera', 'field_officer'],
    ['A Burat', 'call_centre'],
    ['B Wabera', 'enrolment_officer'],
  ])
})

it('shows an auditor of one programme that programme and no other', async () => {
  const roles = [{ role: 'auditor', programmeId: world.programmes.B }]
  const made = await makeToken(api.house, { person: 'auditor-of-b', roles, by: mkono })
  const seen = await acts('', { as: null, headers: { authorization: `Bearer ${made.ok ? made.token : ''}` } })
  expect(seen.length).toBeGreaterThan(0)
  expect(new Set(seen.map(each => (each as unknown as { programmeId: string }).programmeId))).toEqual(
    new Set([world.programmes.B]),
  )
})
