/** Lists and links for the field, by somebody whose role is for some places: theirs, and nobody else’s people. */
import { sql } from 'kysely'
import { stringify } from 'csv-stringify/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeToken } from '../../db/tokens.js'
import type { CaseId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { takeAwayColumns } from '../../domain/takeAway.js'
import { readSheet } from '../../sheets/read.js'
import { anApi, type Reply, type TestApi } from './apiGround.js'
import { aDesk, aNumber, type Desk } from './deskGround.js'

let api: TestApi
let desk: Desk
let cases: Record<'ekai' | 'guyo', CaseId>
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())
beforeEach(async () => {
  desk = await aDesk(api, { Wabera: ['Ekai Lokol'], Burat: ['Guyo Wario'] })
  cases = { ekai: await desk.open('Ekai Lokol'), guyo: await desk.open('Guyo Wario') }
})

interface Somebody {
  readonly person: string
  readonly headers: Record<string, string>
}
let people = 0
async function somebody(
  limits: { areas?: string[]; partner?: string },
  role: DefaultRole = 'programme_manager',
): Promise<Somebody> {
  const person = `of-some-places-${++people}`
  const made = await makeToken(api.house, {
    person,
    roles: [{ role, programmeId: desk.programmeId, ...limits }],
    by: mkono,
  })
  if (!made.ok) throw new Error(made.why)
  return { person, headers: { authorization: `Bearer ${made.token}` } }
}
const inWabera = () => somebody({ areas: ['Wabera'] })

const lists = () => `/programmes/${desk.programmeId}/correction-lists`
const ask = ({ headers }: Somebody, over: object = {}): Promise<Reply> =>
  api.call('POST', lists(), { as: null, headers, body: { reason: 'For the visits of this week.', ...over } })
const told = async ({ headers }: Somebody) => (await api.call('GET', lists(), { as: null, headers })).json.items
const fetched = async (id: string, { headers }: Somebody) => {
  const answer = await api.app.request(`/exports/${id}/corrections.xlsx`, { headers })
  const rows: string[][] = []
  if (answer.status === 200)
    for await (const block of readSheet(Buffer.from(await answer.arrayBuffer())))
      rows.push(...block.map(({ cells }) => cells))
  return { status: answer.status, rows }
}
const send = ({ headers }: Somebody, rows: string[][], path = 'filled'): Promise<Reply> =>
  api.call('POST', `${lists()}/${path}`, {
    ...{ as: null, headers },
    raw: stringify(rows.map(row => takeAwayColumns.map((_, at) => row[at] ?? ''))),
    type: 'text/csv',
  })
const column = (name: (typeof takeAwayColumns)[number]): number => takeAwayColumns.indexOf(name)
const filledIn = (rows: string[][], names: readonly string[]): string[][] =>
  rows.map(row => (names.includes(row[column('name')] ?? '') ? row.with(column('new number'), aNumber()) : row))
/** Of everybody, by somebody who reaches them all. */
const theWholeList = async () => {
  const manager = await somebody({})
  return (await fetched((await ask(manager)).json.id, manager)).rows
}
const proposed = async (): Promise<number> =>
  (await api.call('GET', `/programmes/${desk.programmeId}/corrections`)).json.items.length

describe('a list to take along, for somebody of some places', () => {
  it('is made for a place of theirs, however they write it, and has nobody else on it', async () => {
    const one = await inWabera()
    const asked = await ask(one, { place: 'wabera' })
    expect(asked.status).toBe(201)
    const { status, rows } = await fetched(asked.json.id, one)
    expect([status, rows.flat().includes('Ekai Lokol'), rows.flat().includes('Guyo Wario')]).toEqual([200, true, false])
    expect(await told(one)).toMatchObject([{ id: asked.json.id, place: 'Wabera', askedBy: one.person, people: 1 }])
  })

  it('is refused for a place of others, for all places, and to whoever reaches only a partner’s people', async () => {
    const one = await inWabera()
    const partner = await somebody({ partner: 'partner 1' })
    const both = await somebody({ areas: ['Wabera'], partner: 'partner 1' })
    for (const reply of [
      await ask(one, { place: 'Burat' }),
      await ask(one),
      await ask(partner, { place: 'Wabera' }),
      await ask(both, { place: 'Wabera' }),
    ])
      expect([reply.status, reply.json.detail]).toEqual([403, expect.stringContaining('name one of them')])
    expect(await told(await somebody({}))).toEqual([])
  })

  it('is there for whoever reaches its place, to be fetched by nobody but whoever asked', async () => {
    const [one, other, elsewhere] = [await inWabera(), await inWabera(), await somebody({ areas: ['Burat'] })]
    const { id } = (await ask(one, { place: 'Wabera' })).json
    expect((await told(other)).map((each: { id: string }) => each.id)).toEqual([id])
    expect((await fetched(id, other)).status).toBe(409)
    expect([await told(elsewhere), (await fetched(id, elsewhere)).status]).toEqual([[], 404])
    const everybody = await ask(await somebody({}))
    expect((await fetched(everybody.json.id, one)).status).toBe(404)
  })

  it('is gone for whoever does not reach its place any more', async () => {
    const one = await inWabera()
    const { id } = (await ask(one, { place: 'Wabera' })).json
    await sql`update role_grant set areas = '{Burat}' where token_id = (select id from api_token where person = ${one.person})`.execute(
      api.house.db,
    )
    expect([(await fetched(id, one)).status, await told(one)]).toEqual([404, []])
  })
})

describe('a list that comes back, from somebody of some places', () => {
  it('is taken for people of theirs', async () => {
    const one = await inWabera()
    const { id } = (await ask(one, { place: 'Wabera' })).json
    const filled = filledIn((await fetched(id, one)).rows, ['Ekai Lokol'])
    expect((await send(one, filled, 'filled/dry-run')).json).toMatchObject({
      problems: [],
      stored: [{ caseId: cases.ekai }],
    })
    expect(await told(one)).toMatchObject([{ rowsBack: 0, lastBackAt: null }])
    expect((await send(one, filled)).status).toBe(201)
    expect(await proposed()).toBe(1)
    expect(await told(one)).toMatchObject([{ rowsBack: 1, lastBackAt: expect.any(String) }])
  })

  it('knows nobody of other places, with the words for what never was, and then stores nothing', async () => {
    const rows = await theWholeList()
    const one = await inWabera()
    const filled = filledIn(rows, ['Ekai Lokol', 'Guyo Wario'])
    const dry = await send(one, filled, 'filled/dry-run')
    expect(dry.json.problems.map((each: { says: string }) => each.says)).toEqual([
      'There is no such correction in this programme.',
    ])
    const refused = await send(one, filled)
    expect([refused.status, await proposed()]).toEqual([422, 0])
    expect(dry.text + refused.text).not.toMatch(/Guyo|Burat/)
    expect((await send(one, filledIn(rows, ['Ekai Lokol']))).status).toBe(201)
  })
})

describe('how a list stands', () => {
  it('is told: waiting for a second person, refused, to be fetched, over, and what came back', async () => {
    const manager = await somebody({})
    const state = async () => (await told(manager)).map((each: { state: string }) => each.state)
    const { id } = (await ask(manager)).json
    expect(await told(manager)).toMatchObject([{ id, state: 'good', fetchedAt: null, people: null, rowsBack: 0 }])
    const { rows } = await fetched(id, manager)
    const [made] = await told(manager)
    expect(made).toMatchObject({ fetchedAt: expect.any(String), people: 2 })
    expect(rows.flat()).toContain(`${made.listRef}/1`)
    await send(manager, filledIn(rows, ['Ekai Lokol', 'Guyo Wario']))
    expect(await told(manager)).toMatchObject([{ people: 2, rowsBack: 2 }])
    await sql`update people_export set good_until = now() where id = ${id}`.execute(api.house.db)
    await sql`update programme set two_people = '{exports}' where id = ${desk.programmeId}`.execute(api.house.db)
    const { proposalId } = (await ask(manager)).json
    expect(await state()).toEqual(['waiting', 'over'])
    const refuse = { as: 'finance_approver', body: { approve: false, reason: 'Too many people.' } } as const
    expect((await api.call('POST', `/export-requests/${proposalId}/decide`, refuse)).status).toBe(200)
    expect(await state()).toEqual(['refused', 'over'])
    const [newest] = (await api.call('GET', `${lists()}?limit=1`)).json.items
    const rest = await api.call('GET', `${lists()}?limit=1&after=${newest.id}`)
    expect([rest.json.items.map((each: { id: string }) => each.id), rest.json.next]).toEqual([[id], null])
  })
})

describe('a field link, made by somebody of some places', () => {
  const make = ({ headers }: Somebody, over: object): Promise<Reply> =>
    api.call('POST', `/programmes/${desk.programmeId}/field-links`, {
      as: null,
      headers,
      body: { pin: false, ...over },
    })
  const links = async ({ headers }: Somebody) =>
    (await api.call('GET', `/programmes/${desk.programmeId}/field-links`, { as: null, headers })).json.items
  async function openedPage(link: string): Promise<string> {
    const path = `/field/${link.split('/field/')[1]}`
    const form = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      origin: 'null',
    }
    const opened = await api.app.request(path, { method: 'POST', headers: form, body: 'pin=' })
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    return (await api.app.request('/field', { headers: { cookie } })).text()
  }

  it('shows people of theirs, and only whoever reaches the place sees and ends it', async () => {
    const one = await somebody({ areas: ['Wabera'] }, 'enrolment_officer')
    const made = await make(one, { place: 'WABERA' })
    expect([made.status, made.json.corrections]).toEqual([201, 1])
    const page = await openedPage(made.json.link)
    expect([page.includes('Ekai Lokol'), page.includes('Guyo Wario')]).toEqual([true, false])
    const elsewhere = await somebody({ areas: ['Burat'] }, 'enrolment_officer')
    const revoke = ({ headers }: Somebody) =>
      api.call('POST', `/field-links/${made.json.id}/revoke`, { as: null, headers })
    expect([(await links(elsewhere)).length, (await revoke(elsewhere)).status]).toEqual([0, 404])
    expect(await links(one)).toMatchObject([{ id: made.json.id, place: 'Wabera', state: 'open' }])
    expect((await revoke(one)).status).toBe(200)
  })

  it('is refused for others: by place, by owner, by case', async () => {
    const one = await inWabera()
    const statuses = [
      await make(one, { place: 'Burat' }),
      await make(one, { owner: 'programme staff' }),
      await make(one, { caseIds: [cases.guyo] }),
      // Of theirs there is none among these cases.
      await make(one, { place: 'Wabera', caseIds: [cases.guyo] }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([403, 403, 403, 409])
  })

  it('shows nobody once its maker reaches the place no more', async () => {
    const one = await inWabera()
    const made = await make(one, { place: 'Wabera' })
    await sql`update role_grant set areas = '{Burat}' where token_id = (select id from api_token where person = ${one.person})`.execute(
      api.house.db,
    )
    expect(await openedPage(made.json.link)).not.toMatch(/Ekai|Guyo/)
  })
})
