/** One place for all that waits for a person: found, counted, handed over, tried, and ended by one of two who come at once. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePersonalCases } from '../../db/personCases.js'
import { decideDestination, proposeDestination } from '../../db/destinations.js'
import { decidePair } from '../../db/duplicates.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { listActs } from '../../db/audit.js'
import type { CaseId } from '../../domain/ids.js'
import { anApi, type Request, type TestApi } from './apiGround.js'
import { aDesk, aNumber, dayMs, type Desk } from './deskGround.js'

let api: TestApi
let desk: Desk
beforeAll(async () => {
  api = await anApi()
  desk = await aDesk(api, {
    Wabera: ['Ekai Lokol', 'Akiru Lokol', 'Nkirote Mwiti'],
    Burat: ['Guyo Wario', 'Halima Guyo'],
  })
})
afterAll(() => api.close())

const get = async (path: string, as: Request['as'] = 'programme_manager') => (await api.call('GET', path, { as })).json
const list = async (query: string, as?: Request['as']) =>
  (await get(`/cases?programmeId=${desk.programmeId}&${query}`, as)).items as Shown[]
interface Shown extends Record<string, unknown> {
  acts: { path: string }[]
  proposed: { what: string; proposedBy: string; proposedAt: string }[]
}
const post = (path: string, body: object, as: Request['as'] = 'programme_manager') =>
  api.call('POST', path, { as, body })

describe('the work list', () => {
  it('finds by place, kind, age, deadline and owner, most pressing first, page by page', async () => {
    const first = await desk.open('Ekai Lokol', { deadlineAt: new Date(Date.now() + dayMs) })
    const second = await desk.open('Akiru Lokol', { deadlineAt: new Date(Date.now() + 2 * dayMs), owner: 'asha' })
    const third = await desk.open('Guyo Wario', { kind: 'account_check', deadlineAt: new Date(Date.now() + 3 * dayMs) })
    await sql`update work_case set opened_at = now() - interval '9 days' where id = ${third}`.execute(api.house.db)
    const ids = async (query: string) => (await list(query)).map(each => each.id)
    expect(await ids('')).toEqual([first, second, third])
    expect(await ids('place=wabera')).toEqual([first, second])
    expect(await ids('kind=account_check')).toEqual([third])
    expect(await ids('owner=asha')).toEqual([second])
    expect(await ids(`openedBefore=${new Date(Date.now() - 8 * dayMs).toISOString()}`)).toEqual([third])
    expect(await ids(`dueBefore=${new Date(Date.now() + 1.5 * dayMs).toISOString()}`)).toEqual([first])
    expect(await ids('overdue=true')).toEqual([])
    expect(await ids('place=Nowhere')).toEqual([])
    const page = await get(`/cases?programmeId=${desk.programmeId}&limit=2`)
    expect(page.items.map((each: { id: string }) => each.id)).toEqual([first, second])
    const rest = await get(`/cases?programmeId=${desk.programmeId}&limit=2&after=${page.next}`)
    expect([rest.items.map((each: { id: string }) => each.id), rest.next]).toEqual([[third], null])
  })

  it('counts by kind, place and owner, with the same filters', async () => {
    const counts = await get(`/cases/counts?programmeId=${desk.programmeId}`)
    expect(counts).toMatchObject({
      total: 3,
      overdue: 0,
      by: {
        kind: { correction: 2, account_check: 1 },
        place: { Wabera: 2, Burat: 1 },
        owner: { 'programme staff': 2, asha: 1 },
        programme: { [desk.programmeId]: 3 },
      },
    })
    const burat = await get(`/cases/counts?programmeId=${desk.programmeId}&place=Burat`)
    expect([burat.total, burat.by.kind]).toEqual([1, { account_check: 1 }])
    expect((await get(`/cases/counts?programmeId=${desk.programmeId}&owner=nobody`)).total).toBe(0)
  })

  it('says what happened, where it can be looked at, what the deadline does, and who can end it how', async () => {
    const [mine] = await list('place=Wabera')
    expect(mine).toMatchObject({
      ref: expect.stringMatching(/^ISI-\d{4}$/),
      caseRef: expect.stringMatching(/^...-...-...$/),
      place: 'Wabera',
      says: 'The number is not registered for mobile money.',
      atDeadlineSays: expect.stringContaining('never ends by itself'),
      lastContact: null,
    })
    expect(mine!.acts).toEqual([
      expect.objectContaining({ path: `/beneficiaries/${desk.person('Ekai Lokol')}/corrections`, method: 'POST' }),
    ])
    expect(mine!.evidence).toEqual([{ what: 'person', path: `/beneficiaries/${desk.person('Ekai Lokol')}` }])
    expect((await list('place=Wabera', 'viewer'))[0]!.acts).toEqual([])
  })

  it('names only acts that there are, under the permissions under which they stand', async () => {
    const { caseActs } = await import('../../domain/cases.js')
    for (const act of Object.values(caseActs).flat()) {
      const route = api.app.declared.find(each => each.method === 'post' && each.path === act.path)
      expect([act.path, route?.permission]).toEqual([act.path, act.permission])
    }
  })

  it('shows a number that was proposed to whoever decides it, and not to whoever proposed it', async () => {
    const beneficiaryId = desk.person('Akiru Lokol')
    const by = { person: 'the-programme_manager', role: 'programme_manager' }
    const proposed = await proposeDestination(api.house, { beneficiaryId, number: aNumber(), by })
    if (!proposed.ok) throw new Error(proposed.why)
    const approve = `/corrections/${proposed.destinationId}/approve`
    const acts = async (as: Request['as']) => (await list('owner=asha', as))[0]!.acts.map(({ path }) => path)
    expect(await acts('finance_approver')).toContain(approve)
    expect(await acts('programme_manager')).not.toContain(approve)
    // Whoever proposed it is told that it waits.
    const [told] = await list('owner=asha', 'programme_manager')
    expect(told!.proposed).toEqual([{ what: 'number', proposedBy: by.person, proposedAt: expect.any(String) }])
    await decideDestination(api.house, { destinationId: proposed.destinationId, approve: false, by })
    expect((await list('owner=asha', 'programme_manager'))[0]!.proposed).toEqual([])
  })
})

describe('a possible duplicate', () => {
  it('is on the same list, from being found to being decided, for whoever sees both', async () => {
    const twins = await aDesk(api, { Kinna: ['Same Name'], Chari: ['Other Name'] })
    const one = twins.person('Same Name')
    const body = { name: 'Same Name', phone: aNumber(), place: 'Kinna', householdSize: 4, consent: true }
    const other = (await post(`/programmes/${twins.programmeId}/beneficiaries`, body)).json.id
    const of = async () => (await get(`/cases?programmeId=${twins.programmeId}`)).items
    const [found] = await of()
    expect(found).toMatchObject({
      kind: 'possible_duplicate',
      says: expect.stringContaining('the same name in the same place'),
      saysCode: 'possible_duplicate',
      saysValues: { doubts: ['name_place'] },
      owner: 'programme staff',
      place: 'Kinna',
    })
    expect([found.beneficiaryId, found.other.beneficiaryId].sort()).toEqual([one, other].sort())
    expect(found.acts).toEqual([expect.objectContaining({ path: `/duplicates/${found.pairId}/decide` })])
    expect((await get(`/cases?beneficiaryId=${other}`)).items).toHaveLength(1)
    expect((await get(`/cases/counts?programmeId=${twins.programmeId}`)).by.place).toEqual({ Kinna: 1 })
    await post(`/duplicates/${found.pairId}/decide`, { is: 'different', reason: 'A mother and her daughter.' })
    expect(await of()).toEqual([])
    const closed = await get(`/cases/${found.id}`)
    expect(closed).toMatchObject({ state: 'closed', closedBy: 'the-programme_manager', acts: [] })
    // A new reason for doubt opens the pair again, and a case of its own with it.
    const number = aNumber()
    for (const beneficiaryId of [one, other]) {
      const by = { person: 'amina', role: 'programme_manager' }
      const proposed = await proposeDestination(api.house, { beneficiaryId, number, by })
      if (!proposed.ok) throw new Error(proposed.why)
      await sql`update destination set account_check = 'ok' where id = ${proposed.destinationId}`.execute(api.house.db)
      const peter = { person: 'peter', role: 'finance_approver' }
      await decideDestination(api.house, { destinationId: proposed.destinationId, approve: true, by: peter })
    }
    expect(await of()).toMatchObject([{ kind: 'possible_duplicate', pairId: found.pairId }])
    // Whoever is declined doubles nobody any more.
    const declined = { who: { ids: [other] }, reason: 'entered twice' }
    await post(`/programmes/${twins.programmeId}/beneficiaries/decline`, declined)
    expect(await of()).toEqual([])
  })

  it('of two places is nobody’s who sees but one of them', async () => {
    const phone = aNumber()
    const across = await aDesk(api, {})
    for (const [name, place] of [
      ['Abdi Ali', 'Kinna'],
      ['Amina Ali', 'Chari'],
    ] as const) {
      const body = { name, phone, place, householdSize: 4, consent: true }
      await post(`/programmes/${across.programmeId}/beneficiaries`, body)
    }
    const tokens = await Promise.all(
      [['Kinna'], ['Kinna', 'Chari']].map(areas =>
        makeToken(api.house, { person: `of-${areas.join('-')}`, roles: [{ role: 'field_officer', areas }], by: mkono }),
      ),
    )
    const seen = await Promise.all(
      tokens.map(async made => {
        const headers = { authorization: `Bearer ${made.ok ? made.token : ''}` }
        const path = `/cases?programmeId=${across.programmeId}`
        return (await api.call('GET', path, { as: null, headers })).json.items.length as number
      }),
    )
    expect(seen).toEqual([0, 1])
  })
})

describe('contacts', () => {
  it('are added to a case and stay, the last one in the list', async () => {
    const id = await desk.open('Nkirote Mwiti')
    const note = 'Her son will call back on Monday.'
    const said = await post(`/cases/${id}/contacts`, { how: 'called', result: 'no_answer' })
    expect(said.status).toBe(201)
    await post(`/cases/${id}/contacts`, { how: 'visited', result: 'promised', note }, 'field_officer')
    const found = await get(`/cases/${id}`)
    expect(found.lastContact).toMatchObject({ how: 'visited', result: 'promised', enteredBy: 'the-field_officer' })
    expect(found.contacts).toMatchObject([
      { how: 'called', result: 'no_answer', note: null, enteredBy: 'the-programme_manager' },
      { how: 'visited', result: 'promised', note, enteredBy: 'the-field_officer' },
    ])
    const masked = await get(`/cases/${id}`, 'finance_maker')
    expect(masked.contacts[1].note).toBe('•••')
    const acts = await listActs(api.house, { subject: ['case', id], act: 'contact noted', limit: 10 })
    expect(
      JSON.stringify(acts, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('Monday')
    expect(api.logged()).not.toContain('Monday')
    await expect(
      sql`update case_contact set result = 'reached' where case_id = ${id}`.execute(api.house.db),
    ).rejects.toThrow('append-only')
    await expect(sql`delete from case_contact where case_id = ${id}`.execute(api.house.db)).rejects.toThrow(
      'append-only',
    )
    const { rows } = await sql<{
      note: Buffer
    }>`select note_enc as note from case_contact where note_enc is not null`.execute(api.house.db)
    expect(rows.every(row => !row.note.toString('latin1').includes('Monday'))).toBe(true)
  })

  it('are not noted of tomorrow, by whoever only looks, or about what is closed', async () => {
    const id = await desk.open('Halima Guyo')
    const tomorrow = new Date(Date.now() + dayMs).toISOString()
    expect((await post(`/cases/${id}/contacts`, { how: 'called', result: 'reached', at: tomorrow })).status).toBe(422)
    expect((await post(`/cases/${id}/contacts`, { how: 'called', result: 'reached' }, 'auditor')).status).toBe(403)
    expect((await post(`/cases/${id}/contacts`, { how: 'dreamt', result: 'reached' })).status).toBe(422)
    const by = { person: 'peter', role: 'finance_approver' }
    const ids = [desk.person('Halima Guyo')]
    await closePersonalCases(api.house, { ids, kinds: ['correction'], by, resolution: 'It works now.' })
    const late = await post(`/cases/${id}/contacts`, { how: 'called', result: 'reached' })
    expect([late.status, late.json.detail]).toEqual([409, expect.stringMatching(/closed already, by peter at 20\d\d-/)])
  })
})

describe('handing over many', () => {
  it('counts first, then does it, as far as whoever asks reaches, and writes each down', async () => {
    const many = await aDesk(api, { Wabera: ['A One', 'B Two', 'C Three'], Burat: ['D Four'] })
    const ids = [] as CaseId[]
    for (const name of many.people.keys()) ids.push(await many.open(name))
    const who = { programmeId: many.programmeId }
    const count = await post('/cases/assign/dry-run', { owner: 'asha', who: { ...who, place: 'Wabera' } })
    expect(count.json).toMatchObject({ meant: 3, assigned: 3, unchanged: 0, left: 0 })
    const done = await post('/cases/assign', { owner: 'asha', who: { ...who, place: 'Wabera' } })
    expect(done.json).toMatchObject({ meant: 3, assigned: 3, unchanged: 0, left: 0 })
    const again = await post('/cases/assign', { owner: 'asha', who })
    expect(again.json).toMatchObject({ meant: 4, assigned: 1, unchanged: 3, left: 0 })
    const acts = await listActs(api.house, { programmeId: many.programmeId, act: 'case assigned', limit: 10 })
    expect(acts.map(({ subject }) => subject[1]).sort()).toEqual([...ids].sort())
    const made = await makeToken(api.house, {
      person: 'bo',
      roles: [{ role: 'field_officer', areas: ['Burat'] }],
      by: mkono,
    })
    if (!made.ok) throw new Error(made.why)
    const as = { as: null, headers: { authorization: `Bearer ${made.token}` }, body: { owner: 'bo', who: { ids } } }
    expect((await api.call('POST', '/cases/assign/dry-run', as)).json).toMatchObject({ meant: 1, assigned: 1 })
    expect((await api.call('POST', '/cases/assign', as)).json).toMatchObject({ meant: 1, assigned: 1 })
    expect((await get(`/cases?programmeId=${many.programmeId}&owner=bo`)).items).toHaveLength(1)
  })

  it('needs to be told which, and to whom', async () => {
    expect((await post('/cases/assign', { owner: 'asha', who: {} })).status).toBe(422)
    expect((await post('/cases/assign', { owner: 'two words', who: { programmeId: desk.programmeId } })).status).toBe(
      422,
    )
  })
})

describe('two people at one case', () => {
  it('the second one is told who was first, and when', async () => {
    const id = await desk.open('Guyo Wario', { kind: 'fee', owner: 'finance' })
    const both = await Promise.all(
      ['It is the new tariff.', 'It was a mistake of theirs.'].map(reason =>
        post(`/cases/${id}/close`, { reason }, 'finance_approver'),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const second = both.find(({ status }) => status === 409)
    expect(second?.json.detail).toMatch(/closed already, by the-finance_approver at 20\d\d-\d\d-\d\d \d\d:\d\d UTC/)
    const assigned = await post(`/cases/${id}/assign`, { owner: 'asha' })
    expect([assigned.status, assigned.json.detail]).toEqual([
      409,
      expect.stringContaining('by the-finance_approver at'),
    ])
  })

  it('also of a corrected number and of a pair', async () => {
    const beneficiaryId = desk.person('Ekai Lokol')
    const amina = { person: 'amina', role: 'programme_manager' }
    const proposed = await proposeDestination(api.house, { beneficiaryId, number: aNumber(), by: amina })
    if (!proposed.ok) throw new Error(proposed.why)
    const { destinationId } = proposed
    await sql`update destination set account_check = 'ok' where id = ${destinationId}`.execute(api.house.db)
    const decide = (person: string, approve: boolean) =>
      decideDestination(api.house, { destinationId, approve, by: { person, role: 'finance_approver' } })
    expect(await decide('peter', true)).toMatchObject({ ok: true })
    expect(await decide('chege', false)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/approved already, by peter at/),
    })

    const twins = await aDesk(api, { Kinna: ['Same Person'] })
    const body = { name: 'Same Person', phone: aNumber(), place: 'Kinna', householdSize: 4, consent: true }
    await post(`/programmes/${twins.programmeId}/beneficiaries`, body)
    const { pairId } = (await get(`/cases?programmeId=${twins.programmeId}`)).items[0]
    const declineId = twins.person('Same Person')
    expect(await decidePair(api.house, { pairId, decision: { is: 'different' }, by: amina })).toMatchObject({
      ok: true,
    })
    const late = await decidePair(api.house, { pairId, decision: { is: 'duplicate', declineId }, by: amina })
    expect(late).toMatchObject({ ok: false, why: expect.stringMatching(/decided already, by amina at/) })
  })
})
