/** What staff do around the people of a programme: lists to fill in, notes, and views of pages under a name. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProgrammeId } from '../../domain/ids.js'
import { readList } from '../../sheets/list.js'
import { listActs } from '../../db/audit.js'
import { addField } from '../../db/customFields.js'
import { saveRole } from '../../db/roles.js'
import { makeToken } from '../../db/tokens.js'
import { mkono } from '../../domain/people.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'

let api: TestApi
let programmeId: string
beforeAll(async () => {
  api = await anApi({ settings: { workflowsAt: 'http://127.0.0.1:8233/namespaces/default/workflows/' } })
  await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })
  const made = await api.call('POST', '/programmes', { as: 'administrator', body: aProgramme() })
  programmeId = made.json.id
  const labels = { sw: 'Maji kutoka', en: 'Water from' }
  const field = { key: 'water', type: 'text', labels, required: true, rules: {}, personal: false } as const
  const added = await addField(api.house, { programmeId: programmeId as ProgrammeId, ...field, by: mkono })
  if (!added.ok) throw new Error(added.why)
})
afterAll(() => api.close())

const person = async (): Promise<string> => {
  const phone = `07${String(10_000_000 + Math.floor(Math.random() * 80_000_000))}`
  const body = {
    name: 'Halima Guyo',
    phone,
    place: 'Kinna',
    householdSize: 4,
    consent: true,
    custom: { water: 'well' },
  }
  const enrolled = await api.call('POST', `/programmes/${programmeId}/beneficiaries`, { body })
  expect(enrolled.text).toContain('id')
  return enrolled.json.id
}
const form = (bytes: Uint8Array | string, columns?: object): { raw: Uint8Array; type: string } => {
  const edge = `edge${randomUUID()}`
  const part = (head: string, body: Uint8Array | string) =>
    Buffer.concat([
      Buffer.from(`--${edge}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ])
  const parts = [part('name="file"; filename="list.csv"\r\ncontent-type: text/csv', bytes)]
  if (columns) parts.push(part('name="columns"', JSON.stringify(columns)))
  return {
    raw: Buffer.concat([...parts, Buffer.from(`--${edge}--\r\n`)]),
    type: `multipart/form-data; boundary=${edge}`,
  }
}
const columnsOf = async (text: string, columns?: object) =>
  (await api.call('POST', `/programmes/${programmeId}/imports/columns`, form(text, columns))).json

describe('a list before it is taken in', () => {
  it('has its columns told, guessed or not, with what is still to be said', async () => {
    const text = 'jina,simu,where,members,ok\nAsha,0712345678,Kinna,4,yes\n'
    const said = await columnsOf(text)
    expect(said).toMatchObject({ headers: ['jina', 'simu', 'where', 'members', 'ok'], rows: 1 })
    expect(said.map).toEqual({ name: 'jina', phone: 'simu', householdSize: 'members' })
    expect(said.problems).toHaveLength(3)
    expect(said.fields).toContainEqual({
      field: 'custom.water',
      own: true,
      labels: { sw: 'Maji kutoka', en: 'Water from' },
      required: true,
    })
    const mapped = await columnsOf(`${text.replace('ok', 'ok,from').replace('yes', 'yes,well')}`, {
      place: 'where',
      consent: 'ok',
      'custom.water': 'from',
    })
    expect(mapped.problems).toEqual([])
    expect(mapped.map['custom.water']).toBe('from')
  })

  it('is an empty workbook whose every column is known again', async () => {
    const path = `/programmes/${programmeId}/imports/template.xlsx`
    const answer = await api.app.request(path, { headers: { authorization: `Bearer ${api.tokens.enrolment_officer}` } })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect(await readList(bytes)).toEqual({ ok: false, why: 'The file has no rows below its header.' })
    // The same columns with a row in them: as somebody fills it in.
    const { templateColumns } = await import('../../api/importTemplate.js')
    const fields = [
      { key: 'water', labels: { en: 'Water' }, type: 'text', required: true, rules: {}, personal: false } as const,
    ]
    const columns = templateColumns(fields)
    const said = await columnsOf(`${columns.map(({ head }) => head).join(',')}\n${columns.map(() => 'x').join(',')}\n`)
    expect(said.problems).toEqual([])
    expect(Object.keys(said.map).sort()).toEqual(columns.map(({ field }) => field).sort())
  })
})

describe('notes about a person', () => {
  it('stay as they were written, sealed, newest first, and are masked for whoever may not see names', async () => {
    const id = await person()
    for (const text of ['Comes on Fridays', 'Her son Guyo answers the phone'])
      expect((await api.call('POST', `/beneficiaries/${id}/notes`, { body: { text } })).status).toBe(201)
    const read = await api.call('GET', `/beneficiaries/${id}/notes`)
    expect(read.json.items.map(({ text }: { text: string }) => text)).toEqual([
      'Her son Guyo answers the phone',
      'Comes on Fridays',
    ])
    expect(read.json.items[0].writtenBy).toBe('the-programme_manager')
    const maker = await api.call('GET', `/beneficiaries/${id}/notes`, { as: 'finance_maker' })
    expect(maker.text).not.toContain('Guyo')
    await expect(sql`update beneficiary_note set written_by = 'x'`.execute(api.house.db)).rejects.toThrow('append-only')
    const { rows } = await sql<{ all: string }>`
      select string_agg(n::text, '') || (select string_agg(a::text, '') from audit_event a) as all
        from beneficiary_note n`.execute(api.house.db)
    expect(rows[0]?.all).not.toContain('Guyo')
    const story = await api.call('GET', `/beneficiaries/${id}`)
    expect(story.json.acts.map(({ act }: { act: string }) => act)).toContain('note written')
  })

  it('are written by whoever works with people, and by nobody who only looks', async () => {
    const id = await person()
    const body = { text: 'Hello' }
    expect((await api.call('POST', `/beneficiaries/${id}/notes`, { as: 'administrator', body })).status).toBe(403)
    expect((await api.call('POST', `/beneficiaries/${id}/notes`, { as: 'field_officer', body })).status).toBe(201)
  })
})

describe('saved views', () => {
  it('say filters and order of their page in its own words, and nothing that reads like somebody’s number', async () => {
    const kept = (page: string, search: object) =>
      api.call('POST', '/views', { as: 'programme_manager', body: { page, programmeId, name: 'Odd', search } })
    expect((await kept('people', { find: 'Amina' })).status).toBe(422)
    expect((await kept('payouts', { place: 'Wabera' })).status).toBe(422)
    expect((await kept('people', { place: '0722 000 150' })).status).toBe(422)
    const fits = await kept('people', { state: 'included', place: 'Ward 7', sort: 'number', down: true })
    expect(fits.status).toBe(201)
    await api.call('POST', '/views/remove', { as: 'programme_manager', body: { id: fits.json.id } })
    // An own field and its answer, and the list that brought people: its id is nobody’s number.
    const list = '11111111-2222-4333-8444-555555555555'
    const own = await kept('people', { field: 'water', value: 'river', language: 'sw', list })
    expect(own.status).toBe(201)
    expect((await kept('people', { field: 'water', value: '0722 000 150' })).status).toBe(422)
    await api.call('POST', '/views/remove', { as: 'programme_manager', body: { id: own.json.id } })
  })

  const views = async (as: 'programme_manager' | 'finance_maker', query = `page=people&programmeId=${programmeId}`) =>
    (await api.call('GET', `/views?${query}`, { as })).json.items as { id: string; name: string; mine: boolean }[]
  const save = (body: object, as: 'programme_manager' | 'finance_maker' = 'programme_manager') =>
    api.call('POST', '/views', {
      as,
      body: { page: 'people', programmeId, name: 'Held', search: { held: true }, ...body },
    })

  it('are somebody’s own until they are shared, and the same name is replaced', async () => {
    expect((await save({})).status).toBe(201)
    expect(await views('finance_maker')).toEqual([])
    expect(
      (await save({ search: { held: true, place: 'Kinna' }, columns: ['name', 'custom.water_2'], shared: true }))
        .status,
    ).toBe(201)
    expect(await views('programme_manager')).toHaveLength(1)
    expect(await views('finance_maker')).toMatchObject([
      {
        name: 'Held',
        mine: false,
        search: { held: true, place: 'Kinna' },
        columns: ['name', 'custom.water_2'],
        shared: true,
      },
    ])
    expect(await views('programme_manager', 'page=people')).toEqual([])
  })

  it('are removed by whose they are, and by nobody else', async () => {
    await save({ name: 'To go', shared: true })
    const [view] = (await views('finance_maker')).filter(({ name }) => name === 'To go')
    const remove = (as: 'programme_manager' | 'finance_maker') =>
      api.call('POST', '/views/remove', { as, body: { id: view?.id } })
    expect((await remove('finance_maker')).status).toBe(404)
    expect((await remove('programme_manager')).status).toBe(200)
    expect((await views('finance_maker')).map(({ name }) => name)).not.toContain('To go')
  })

  it('are no way into a programme beyond one’s reach, and hold words and nothing else', async () => {
    const other = await api.call('POST', '/programmes', { as: 'administrator', body: aProgramme() })
    const made = await makeToken(api.house, {
      person: 'limited',
      roles: [{ role: 'enrolment_officer', programmeId: other.json.id }],
      by: mkono,
    })
    if (!made.ok) throw new Error(made.why)
    const headers = { authorization: `Bearer ${made.token}` }
    const body = { page: 'people', programmeId, name: 'Mine', search: {} }
    expect((await api.call('POST', '/views', { as: null, headers, body })).status).toBe(404)
    await save({ name: 'Shared', shared: true })
    const seen = await api.call('GET', `/views?page=people&programmeId=${programmeId}`, { as: null, headers })
    expect(seen.json.items).toEqual([])
    expect((await save({ search: { who: { ids: ['x'] } } })).status).toBe(422)
    expect((await save({ programmeId: undefined, shared: true })).status).toBe(422)
  })
})

it('an own personal field that is masked is shown for a reason, and who looked at which is written down', async () => {
  const labels = { sw: 'Ugonjwa', en: 'Diagnosis' }
  const field = { key: 'diagnosis', type: 'text', labels, required: false, rules: {}, personal: true } as const
  const added = await addField(api.house, { programmeId: programmeId as ProgrammeId, ...field, by: mkono })
  if (!added.ok) throw new Error(added.why)
  const custom = { water: 'well', diagnosis: 'asthma' }
  const body = { name: 'Ekai Lokol', phone: '0711999001', place: 'Kinna', householdSize: 4, consent: true, custom }
  const { id } = (await api.call('POST', `/programmes/${programmeId}/beneficiaries`, { body })).json
  const permissions = ['programmes.read', 'people.read', 'people.unmask'] as const
  await saveRole(api.house, { name: 'looks_up', permissions, by: mkono })
  const made = await makeToken(api.house, { person: 'desk', roles: [{ role: 'looks_up' }], by: mkono })
  if (!made.ok) throw new Error(made.why)
  const look = { as: null, headers: { authorization: `Bearer ${made.token}` } }
  const before = await api.call('GET', `/beneficiaries/${id}`, look)
  expect(before.json.person.customPersonal).toEqual({ diagnosis: '•••' })
  const unmask = (fields: readonly string[], reason = 'The clinic asks') =>
    api.call('POST', `/beneficiaries/${id}/unmask`, { ...look, body: { fields, reason } })
  expect((await unmask(['custom.diagnosis', 'custom.shoes', 'phone'])).json).toEqual({
    phone: '+254711999001',
    custom: { diagnosis: 'asthma' },
  })
  expect((await unmask(['customPersonal'])).status).toBe(422)
  expect((await unmask(['custom.diagnosis'], '')).status).toBe(422)
  const acts = await listActs(api.house, { subject: ['beneficiary', id], limit: 10 })
  expect(acts.filter(({ act }) => act === 'person unmasked')).toMatchObject([
    { person: 'desk', role: 'looks_up', details: { fields: ['custom.diagnosis', 'custom.shoes', 'phone'] } },
  ])
  expect(api.logged()).not.toContain('asthma')
})

it('the Temporal UI is told to whoever may read what stands in it', async () => {
  const asked = await api.call('GET', '/temporal-ui')
  expect(asked.json.workflowsAt).toBe('http://127.0.0.1:8233/namespaces/default/workflows/')
  expect((await api.call('GET', '/temporal-ui', { as: 'enrolment_officer' })).status).toBe(403)
})
