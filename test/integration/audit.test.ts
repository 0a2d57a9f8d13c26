/** Who did what, when and from where, as it is looked for by API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { anApi, type TestApi } from './apiGround.js'
import { aWorld, corners, type Corner, type World } from './reachWorld.js'

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

describe('the personal values of an act', () => {
  const open = (body: object, request: object = { as: 'auditor' }) =>
    api.call('POST', '/audit/personal', { body, ...request })
  const limited = async (person: string, role: string, over: object) => {
    const made = await makeToken(api.house, { person, roles: [{ role, ...over }], by: mkono })
    return { as: null, headers: { authorization: `Bearer ${made.ok ? made.token : ''}` } }
  }
  beforeAll(async () => {
    for (const corner of corners) {
      const path = `/beneficiaries/${world.things[corner].beneficiary}/unmask`
      const answer = await api.call('POST', path, { body: { fields: ['name'], reason: 'asked at the desk' } })
      expect(answer.status, answer.text).toBe(200)
    }
  })
  const unmasked = async (corner: Corner) => {
    const { beneficiary } = world.things[corner]
    const about = `subjectKind=beneficiary&subjectId=${beneficiary}&act=${encodeURIComponent('person unmasked')}`
    const [found] = await acts(`${about}&person=the-programme_manager`)
    return { beneficiary, id: found?.id ?? '' }
  }

  it('are opened by an auditor who says why, which is an act of its own', async () => {
    const { beneficiary, id } = await unmasked('A Wabera')
    expect((await open({ id })).status).toBe(422)
    const opened = await open({ id, reason: 'a complaint of last week' })
    expect(opened.json, opened.text).toEqual({ id, act: 'person unmasked', personal: { reason: 'asked at the desk' } })
    const [newest] = await acts(`subjectKind=beneficiary&subjectId=${beneficiary}`)
    expect(newest).toMatchObject({
      person: 'the-auditor',
      role: 'auditor',
      act: 'personal values of an act opened',
      details: { event: id, act: 'person unmasked' },
    })
    expect(JSON.stringify(newest)).not.toContain('complaint')
    expect(api.logged()).not.toContain('a complaint of last week')
    const again = await open({ id: newest?.id, reason: 'who looked there' })
    expect(again.json.personal).toEqual({ reason: 'a complaint of last week' })
  })

  it('are not there beyond reach, for whoever only reads the audit, or where nothing personal was kept', async () => {
    const [here, burat, there] = [await unmasked('A Wabera'), await unmasked('A Burat'), await unmasked('B Wabera')]
    const reason = 'a complaint'
    const ofA = await limited('auditor-of-a', 'auditor', { programmeId: world.programmes.A })
    const ofWabera = await limited('auditor-of-wabera', 'auditor', {
      programmeId: world.programmes.A,
      areas: ['Wabera'],
    })
    expect((await open({ id: here.id, reason }, ofA)).status).toBe(200)
    expect((await open({ id: here.id, reason }, ofWabera)).status).toBe(200)
    const never = await open({ id: '999999999', reason }, ofWabera)
    expect(never.status).toBe(404)
    for (const [id, as] of [
      [there.id, ofA],
      [burat.id, ofWabera],
    ] as const) {
      const beyond = await open({ id, reason }, as)
      expect([beyond.status, beyond.json.detail]).toEqual([404, never.json.detail])
    }
    expect((await open({ id: here.id, reason }, { as: 'administrator' })).status).toBe(403)
    const [plain] = await acts(`act=${encodeURIComponent('programme created')}`)
    expect((await open({ id: plain?.id, reason })).status).toBe(409)
    const looked = await acts(`act=${encodeURIComponent('personal values of an act opened')}&person=auditor-of-a`)
    expect(looked).toHaveLength(1)
  })
})
