/** An aid worker without an account fills in corrections on one phone; whoever else tries gets nothing. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listActs } from '../../db/audit.js'
import { decideDestination } from '../../db/destinations.js'
import { closePersonalCases } from '../../db/personCases.js'
import { makeToken, revokeToken } from '../../db/tokens.js'
import type { CaseId, DestinationId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { anApi, type TestApi } from './apiGround.js'
import { aDesk, aNumber, type Desk } from './deskGround.js'

let api: TestApi
let desk: Desk
let ekai: CaseId
let guyo: CaseId
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())
beforeEach(async () => {
  desk = await aDesk(api, { Wabera: ['Ekai <b>Lokol'], Burat: ['Guyo Wario'] })
  ekai = await desk.open('Ekai <b>Lokol')
  guyo = await desk.open('Guyo Wario')
})

interface Made {
  id: string
  token: string
  pin: string
  linkRef: string
}
async function aLink(over: object = {}, token?: string): Promise<Made> {
  const body = { place: 'Wabera', ...over }
  const as = token === undefined ? {} : { as: null, headers: { authorization: `Bearer ${token}` } }
  const made = await api.call('POST', `/programmes/${desk.programmeId}/field-links`, { body, ...as })
  if (made.status !== 201) throw new Error(made.text)
  return { ...made.json, token: made.json.link.split('/field/')[1] }
}

/** A browser that keeps its cookie and does nothing else by itself. */
function aPhone() {
  let cookie = ''
  const request = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await api.app.request(path, {
      method: form ? 'POST' : 'GET',
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(form
          ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', origin: 'null' }
          : {}),
        ...headers,
      },
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    })
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  return {
    request,
    open: ({ token, pin }: Pick<Made, 'token' | 'pin'>) => request(`/field/${token}`, { pin }),
    list: () => request('/field'),
    fill: async (caseId: string, over: Record<string, string>, headers?: Record<string, string>) => {
      const { text } = await request('/field')
      const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? ''
      return request(
        '/field',
        { case: caseId, entry: randomUUID(), form, number: '', result: '', remark: '', ...over },
        headers,
      )
    },
  }
}
async function anOpenPhone(over: object = {}) {
  const link = await aLink(over)
  const phone = aPhone()
  expect((await phone.open(link)).status).toBe(303)
  return { ...phone, link }
}
const waiting = async () => (await api.call('GET', `/programmes/${desk.programmeId}/corrections`)).json.items

describe('a field link', () => {
  it('opens once with its PIN, on one phone, and shows only its own people and the least of them', async () => {
    const link = await aLink()
    const phone = aPhone()
    const door = await phone.request(`/field/${link.token}`)
    expect([door.status, door.text]).toEqual([200, expect.stringContaining('name="pin"')])
    expect(door.text).not.toMatch(/Lokol|script/)
    const opened = await phone.open(link)
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '../field'])
    expect(opened.headers.get('set-cookie')).toMatch(
      /^mkono\.field=[\w-]{43}; Max-Age=\d+; Path=\/field; HttpOnly; SameSite=Strict$/,
    )
    const list = await phone.list()
    expect(list.status).toBe(200)
    expect(list.text).toContain('Ekai &lt;b&gt;Lokol')
    expect(list.text).not.toMatch(/Guyo|<script|\+?2547/)
    expect(list.headers.get('cache-control')).toBe('no-store')
    expect(list.headers.get('referrer-policy')).toBe('no-referrer')
    expect(list.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    )
    // Its own phone comes back by the same link; another one does not.
    expect((await phone.request(`/field/${link.token}`)).status).toBe(303)
    const other = aPhone()
    expect((await other.request(`/field/${link.token}`)).text).toContain('already')
    expect((await other.open(link)).status).toBe(410)
    expect((await other.list()).text).not.toContain('Lokol')
  })

  it('stores a number as a proposal for which its maker answers, and the contact', async () => {
    const { fill, list, link } = await anOpenPhone()
    const number = aNumber()
    const sent = await fill(ekai, { number, result: 'reached', remark: 'at the market' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, 'field?said=stored'])
    const [proposed] = await waiting()
    expect(proposed).toMatchObject({
      newNumber: `+254${number.slice(1)}`,
      enteredBy: 'the-programme_manager',
      enteredThrough: `field link ${link.linkRef} of the-programme_manager`,
      accountCheck: 'pending',
    })
    expect(api.lives.asked.at(-1)?.what).toBe(`beneficiary/${desk.person('Ekai <b>Lokol')}.wake`)
    const destinationId = proposed.id as DestinationId
    await sql`update destination set account_check = 'ok' where id = ${destinationId}`.execute(api.house.db)
    const decide = (person: string) =>
      decideDestination(api.house, { destinationId, approve: true, by: { person, role: 'finance_approver' } })
    expect(await decide('the-programme_manager')).toMatchObject({ problem: 'four_eyes' })
    await expect(
      sql`update destination set state = 'approved', decided_by = 'the-programme_manager', decided_at = now() where id = ${destinationId}`.execute(
        api.house.db,
      ),
    ).rejects.toMatchObject({ constraint: 'destination_four_eyes' })
    // Whoever waits for approval needs no second visit.
    expect((await list()).text).not.toContain('Lokol')
    const { contacts } = (await api.call('GET', `/cases/${ekai}`)).json
    expect(contacts).toMatchObject([
      {
        result: 'reached',
        note: 'at the market',
        correctionId: destinationId,
        enteredBy: `field link ${link.linkRef} of the-programme_manager`,
      },
    ])
    expect(await decide('peter')).toMatchObject({ ok: true })
    const links = await api.call('GET', `/programmes/${desk.programmeId}/field-links`, { as: 'auditor' })
    expect(links.json.items[0]).toMatchObject({ id: link.id, state: 'open', entries: 1, place: 'Wabera' })
    expect(links.text).not.toContain(link.token)
  })

  it('says what is wrong with an entry, in its language, and keeps what was written', async () => {
    const { fill } = await anOpenPhone({ language: 'sw' })
    const wrong = await fill(ekai, { number: '020 "555', remark: 'x' })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('Hakuna kilichohifadhiwa')])
    expect(wrong.text).toContain('value="020 &quot;555"')
    expect(wrong.text).toContain('<details open>')
    expect((await fill(ekai, {})).status).toBe(422)
    expect(await waiting()).toEqual([])
  })

  it('takes a second tap of the same form as the first one', async () => {
    const { request, list } = await anOpenPhone()
    const { text } = await list()
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? ''
    const form = {
      case: field('case'),
      entry: field('entry'),
      form: field('form'),
      number: '',
      result: 'no_answer',
      remark: '',
    }
    const both = await Promise.all([request('/field', form), request('/field', form)])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    expect((await api.call('GET', `/cases/${ekai}`)).json.contacts).toHaveLength(1)
  })

  it('writes every step down and none of its secrets', async () => {
    const link = await aLink()
    const phone = aPhone()
    await phone.open({ ...link, pin: link.pin === '000000' ? '000001' : '000000' })
    await phone.open(link)
    await phone.list()
    await phone.fill(ekai, { number: aNumber(), remark: 'planted remark' })
    await api.call('POST', `/field-links/${link.id}/revoke`)
    const acts = await listActs(api.house, { subject: ['field link', link.id], limit: 20 })
    expect(new Set(acts.map(({ act }) => act))).toEqual(
      new Set([
        'field link made',
        'field link refused',
        'field link opened',
        'corrections shown',
        'field link revoked',
      ]),
    )
    const { rows } = await sql<{ all: string }>`
      select (select string_agg(l::text, '') from field_link l) || (select string_agg(to_jsonb(e)::text, '') from audit_event e)
             || (select string_agg(c::text, '') from case_contact c) as all`.execute(api.house.db)
    for (const secret of [link.token, 'planted remark']) {
      expect(rows[0]?.all).not.toContain(secret)
      expect(api.logged()).not.toContain(secret)
    }
    expect(api.logged()).toContain('/field/:token')
  })
})

describe('a field link is worth nothing', () => {
  it('to whoever guesses: not the link, not its PIN', async () => {
    const strict = await anApi({ settings: { wrongTokensPerMinute: 2 } })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await strict.app.request(`/field/${'A'.repeat(43)}`)).status)
    expect(statuses).toEqual([404, 404, 429, 429])
    await strict.close()
    const link = await aLink()
    const phone = aPhone()
    const wrong = link.pin === '123456' ? '654321' : '123456'
    const tries = []
    for (let i = 0; i < 6; i++) tries.push((await phone.open({ ...link, pin: wrong })).status)
    expect(tries).toEqual([422, 422, 422, 422, 410, 410])
    expect((await phone.open(link)).status).toBe(410)
    expect((await phone.list()).status).toBe(404)
    expect(
      await listActs(api.house, { subject: ['field link', link.id], act: 'field link locked', limit: 5 }),
    ).toHaveLength(1)
  })

  it('once it was revoked or its days are over, also on a phone that has it open', async () => {
    const revoked = await anOpenPhone()
    expect((await api.call('POST', `/field-links/${revoked.link.id}/revoke`, { as: 'finance_approver' })).status).toBe(
      403,
    )
    await api.call('POST', `/field-links/${revoked.link.id}/revoke`)
    const over = await anOpenPhone()
    await sql`update field_link set made_at = made_at - interval '9 days', expires_at = now() - interval '1 second' where id = ${over.link.id}`.execute(
      api.house.db,
    )
    for (const phone of [revoked, over]) {
      expect((await phone.list()).status).toBe(404)
      expect((await phone.fill(ekai, { number: aNumber() })).status).toBe(404)
      expect((await phone.request(`/field/${phone.link.token}`)).status).toBe(410)
    }
    expect(await waiting()).toEqual([])
  })

  it('once its maker may not propose numbers any more', async () => {
    const made = await makeToken(api.house, { person: 'leaves', roles: [{ role: 'enrolment_officer' }], by: mkono })
    if (!made.ok) throw new Error(made.why)
    const link = await aLink({}, made.token)
    const phone = aPhone()
    await phone.open(link)
    expect((await phone.list()).text).toContain('Lokol')
    await revokeToken(api.house, { tokenId: made.tokenId, by: mkono })
    expect((await phone.list()).status).toBe(410)
    expect((await phone.fill(ekai, { number: aNumber() })).status).toBe(422)
    expect(await waiting()).toEqual([])
  })

  it('for people who are not its own, or are done', async () => {
    const { fill } = await anOpenPhone()
    expect((await fill(guyo, { number: aNumber() })).status).toBe(422)
    expect((await fill('not an id', { number: aNumber() })).status).toBe(422)
    const other = await aDesk(api, { Wabera: ['Somebody Else'] })
    expect((await fill(await other.open('Somebody Else'), { number: aNumber() })).status).toBe(422)
    const ids = [desk.person('Ekai <b>Lokol')]
    await closePersonalCases(api.house, { ids, kinds: ['correction'], by: mkono, resolution: 'It works now.' })
    const closed = await fill(ekai, { number: aNumber() })
    expect(closed.status).toBe(422)
    expect(await waiting()).toEqual([])
  })

  it('to another site that makes the browser send its form', async () => {
    const { request, fill, link } = await anOpenPhone()
    const entry = { case: ekai, entry: randomUUID(), number: aNumber(), result: '', remark: '' }
    expect((await request('/field', entry)).status).toBe(422)
    expect((await request('/field', { ...entry, form: 'guessed' })).status).toBe(422)
    expect((await fill(ekai, { number: aNumber() }, { origin: 'https://elsewhere.example' })).status).toBe(422)
    expect((await fill(ekai, { number: aNumber() }, { 'sec-fetch-site': 'cross-site' })).status).toBe(422)
    const second = await aLink()
    expect(
      (await request(`/field/${second.token}`, { pin: second.pin }, { 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(422)
    const json = await api.app.request('/field', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(json.status).toBe(404)
    expect([await waiting(), link.id]).toEqual([[], link.id])
  })

  it('to a program that sends without end', async () => {
    const { request, list } = await anOpenPhone()
    const form = /name="form" value="([^"]+)"/.exec((await list()).text)?.[1] ?? ''
    const sent = Array.from({ length: 60 }, () =>
      request('/field', { form, case: guyo, entry: randomUUID(), number: '1' }),
    )
    const statuses = (await Promise.all(sent)).map(({ status }) => status)
    expect(statuses.filter(status => status === 422).length).toBeGreaterThanOrEqual(30)
    expect(statuses).toContain(429)
  })
})

describe('making a field link', () => {
  const make = (body: object, as: 'programme_manager' | 'finance_approver' | 'field_officer' = 'programme_manager') =>
    api.call('POST', `/programmes/${desk.programmeId}/field-links`, { body, as })

  it('says whose corrections, for how long, and only where there are some', async () => {
    expect((await make({})).status).toBe(422)
    expect((await make({ place: 'Wabera', days: 15 })).status).toBe(422)
    expect((await make({ place: 'Nowhere' })).status).toBe(409)
    expect((await make({ place: 'Wabera' }, 'finance_approver')).status).toBe(403)
    expect((await make({ place: 'Wabera' }, 'field_officer')).status).toBe(403)
    const cases = await make({ caseIds: [guyo], pin: false })
    expect(cases.json).toMatchObject({ pin: null, corrections: 1, linkRef: expect.any(String) })
    const owner = await make({ owner: 'programme staff' })
    expect(owner.json).toMatchObject({ pin: expect.stringMatching(/^\d{6}$/), corrections: 2 })
  })

  it('without a PIN opens by a tap, never by merely being looked at', async () => {
    const link = await aLink({ pin: false })
    const preview = aPhone()
    for (let i = 0; i < 3; i++) expect((await preview.request(`/field/${link.token}`)).status).toBe(200)
    const phone = aPhone()
    expect((await phone.request(`/field/${link.token}`, {})).status).toBe(303)
    expect((await phone.list()).text).toContain('Lokol')
  })
})
