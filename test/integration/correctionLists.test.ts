/** A list of open corrections goes to the field as a workbook and comes back filled in. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'csv-stringify/sync'
import { listActs } from '../../db/audit.js'
import { decideDestination } from '../../db/destinations.js'
import { closePersonalCases } from '../../db/personCases.js'
import { makeToken } from '../../db/tokens.js'
import type { CaseId, DestinationId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { takeAwayColumns, type TakeAwayColumn } from '../../domain/takeAway.js'
import { readSheet } from '../../sheets/read.js'
import { writeXlsx } from '../../sheets/write.js'
import { anApi, type Reply, type Request, type TestApi } from './apiGround.js'
import { aDesk, aNumber, type Desk } from './deskGround.js'

const peter = { person: 'peter', role: 'finance_approver' }
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
let api: TestApi
let desk: Desk
let cases: CaseId[]
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())
beforeEach(async () => {
  desk = await aDesk(api, { Burat: ['Guyo Wario'], Wabera: ['Ekai Lokol', '=Akiru Lokol'] })
  cases = []
  for (const name of desk.people.keys()) cases.push(await desk.open(name))
})

async function ask(over: object = {}): Promise<Reply> {
  const body = { reason: 'For the visits of this week.', ...over }
  return api.call('POST', `/programmes/${desk.programmeId}/correction-lists`, { body })
}
const fetched = async (id: string, as?: Request['as']): Promise<Response> =>
  api.app.request(`/exports/${id}/corrections.xlsx`, {
    headers: { authorization: `Bearer ${api.tokens[as ?? 'programme_manager']}` },
  })
/** Rows of the list as a spreadsheet program shows them. */
async function aList(over: object = {}): Promise<string[][]> {
  const answer = await fetched((await ask(over)).json.id)
  const rows: string[][] = []
  for await (const block of readSheet(Buffer.from(await answer.arrayBuffer())))
    rows.push(...block.map(({ cells }) => cells))
  return rows
}
const headRow = (rows: string[][]): number => rows.findIndex(cells => cells.includes('new number'))
/** Fills cells of the row of somebody in. */
function fillIn(rows: string[][], name: string, cells: Partial<Record<TakeAwayColumn, string>>): string[][] {
  return rows.map(row =>
    row[takeAwayColumns.indexOf('name')] === name
      ? takeAwayColumns.map((column, at) => cells[column] ?? row[at] ?? '')
      : row,
  )
}
const send = async (
  rows: string[][],
  path = 'filled',
  as: Request['as'] = 'programme_manager',
  headers: Record<string, string> = {},
): Promise<Reply> =>
  api.call('POST', `/programmes/${desk.programmeId}/correction-lists/${path}`, {
    ...{ as, headers },
    raw: stringify(rows.map(row => takeAwayColumns.map((_, at) => row[at] ?? ''))),
    type: 'text/csv',
  })
const proposals = async () =>
  (await api.call('GET', `/programmes/${desk.programmeId}/corrections`)).json.items as { id: string; ref: string }[]

describe('a list to take along', () => {
  it('has everybody whose number is to be corrected, ward by ward, with empty cells to fill in', async () => {
    const rows = await aList()
    const body = rows.slice(headRow(rows) + 1)
    const at = (column: TakeAwayColumn) => body.map(row => row[takeAwayColumns.indexOf(column)] ?? '')
    expect(rows[headRow(rows)]).toEqual([...takeAwayColumns])
    expect(at('place')).toEqual(['Burat', 'Wabera', 'Wabera'])
    expect(at('name')).toEqual(['Guyo Wario', 'Ekai Lokol', '=Akiru Lokol'])
    expect(at('case').every(text => /^...-...-...$/.test(text))).toBe(true)
    expect([...at('new number'), ...at('contact result'), ...at('remark')].join('')).toBe('')
    const wabera = await aList({ place: 'wabera' })
    expect(wabera.slice(headRow(wabera) + 1)).toHaveLength(2)
  })

  it('is asked for with a reason, fetched by whoever asked, and written down', async () => {
    const { json } = await ask({ place: 'Wabera' })
    expect((await ask({ reason: '' })).status).toBe(422)
    expect(
      (await api.call('POST', `/programmes/${desk.programmeId}/correction-lists`, { as: 'auditor', body: {} })).status,
    ).toBe(403)
    expect((await fetched(json.id)).headers.get('content-type')).toBe(xlsx)
    expect((await fetched(json.id, 'auditor')).status).toBe(403)
    expect((await api.call('GET', `/exports/${json.id}/people.csv`)).status).toBe(409)
    const acts = await listActs(api.house, { programmeId: desk.programmeId, act: 'corrections taken along', limit: 5 })
    expect(acts).toMatchObject([{ person: 'the-programme_manager', details: { people: 2, place: 'Wabera' } }])
  })

  it('takes a second person where the programme says so for files of people', async () => {
    await sql`update programme set two_people = '{exports}' where id = ${desk.programmeId}`.execute(api.house.db)
    const { json } = await ask()
    expect((await fetched(json.id)).status).toBe(409)
    const path = `/export-requests/${json.proposalId}/decide`
    expect((await api.call('POST', path, { as: 'finance_approver', body: { approve: true } })).status).toBe(200)
    expect((await fetched(json.id)).status).toBe(200)
  })

  it('leaves out whose new number waits for approval: nobody is visited twice', async () => {
    const rows = await aList()
    await send(fillIn(rows, 'Ekai Lokol', { 'new number': aNumber() }))
    expect((await aList()).flat()).not.toContain('Ekai Lokol')
  })
})

describe('a list that comes back', () => {
  it('proposes its numbers, notes its contacts, and adds nothing when it is sent again', async () => {
    let rows = await aList()
    rows = fillIn(rows, 'Ekai Lokol', {
      'new number': aNumber(),
      'contact result': 'reached',
      remark: 'his wife’s phone',
    })
    rows = fillIn(rows, 'Guyo Wario', { 'contact result': 'no answer' })
    const dry = await send(rows, 'filled/dry-run')
    expect(dry.json).toMatchObject({ rows: 2, unfilled: 1, known: 0, stale: [], problems: [] })
    expect([dry.json.stored.length, (await proposals()).length]).toEqual([2, 0])
    const done = await send(rows)
    expect([done.status, done.json.stored.length]).toEqual([201, 2])
    const waiting = await proposals()
    expect(waiting).toMatchObject([{ enteredBy: 'the-programme_manager', reason: expect.stringContaining('list') }])
    expect(api.lives.asked.at(-1)).toEqual({ what: 'accountCheck', args: [desk.programmeId] })
    const [ofGuyo, ofEkai] = await Promise.all(
      ['Guyo Wario', 'Ekai Lokol'].map(
        async name => (await api.call('GET', `/cases?beneficiaryId=${desk.person(name)}`)).json.items[0],
      ),
    )
    expect([ofGuyo.lastContact.result, ofEkai.lastContact.result]).toEqual(['no_answer', 'reached'])
    const again = await send(rows)
    expect(again.json).toMatchObject({ stored: [], known: 2, problems: [] })
    // Not even once somebody has said no to the number.
    const destinationId = waiting[0]!.id as DestinationId
    await decideDestination(api.house, { destinationId, approve: false, by: peter })
    expect((await send(rows)).json).toMatchObject({ stored: [], known: 2 })
    const contacts = await sql<{ count: number }>`
      select count(*)::int as count from case_contact where case_id = any (${cases}::uuid[])`.execute(api.house.db)
    expect([contacts.rows[0]?.count, (await proposals()).length]).toEqual([2, 0])
    expect(api.logged()).not.toContain('wife')
  })

  it('with one wrong row stores none, and tells every wrong cell', async () => {
    let rows = await aList()
    rows = fillIn(rows, 'Ekai Lokol', { 'new number': aNumber() })
    rows = fillIn(rows, 'Guyo Wario', { 'new number': '020 555', 'contact result': 'perhaps' })
    rows = fillIn(rows, '=Akiru Lokol', { 'new number': '=1+1', person: 'ISI-9999', list: 'K7Q' })
    const where = headRow(rows) + 2
    const dry = await send(rows, 'filled/dry-run')
    expect(dry.json.problems.map((each: { row: number; column: string }) => [each.row, each.column])).toEqual([
      [where, 'contact result'],
      [where + 2, 'list'],
      [where + 2, 'person'],
    ])
    const refused = await send(fillIn(rows, 'Guyo Wario', { 'new number': '020 555' }))
    expect(refused.status).toBe(422)
    expect(refused.json.errors.map((each: { where: string }) => each.where)).toContain(`file.row ${where + 2}, person`)
    expect(refused.text).not.toMatch(/ISI-9999|020 555|=1\+1/)
    expect(await proposals()).toEqual([])
    const { rows: noted } = await sql`select from case_contact where case_id = any (${cases}::uuid[])`.execute(
      api.house.db,
    )
    expect(noted).toEqual([])
  })

  it('is told what is wrong with a number: formulas are data, and no number of the country is no number', async () => {
    let rows = await aList()
    rows = fillIn(rows, 'Ekai Lokol', { 'new number': '=1+1' })
    rows = fillIn(rows, 'Guyo Wario', { 'new number': '+31 6 12345678' })
    const { problems } = (await send(rows, 'filled/dry-run')).json
    expect(problems.map((each: { column: string }) => each.column)).toEqual(['new number', 'new number'])
  })

  it('may name nobody twice, and no case of another programme', async () => {
    const rows = fillIn(await aList(), 'Ekai Lokol', { remark: 'twice' })
    const twice = [...rows, ...rows.filter(row => row.includes('Ekai Lokol'))]
    expect((await send(twice, 'filled/dry-run')).json.problems[0].says).toMatch(/row \d+ already/)
    const before = desk
    desk = await aDesk(api, { Kinna: ['Somebody Else'] })
    const elsewhere = await send(rows, 'filled/dry-run')
    expect(elsewhere.json.problems.map((each: { column: string }) => each.column)).toEqual(['list', 'case'])
    desk = before
  })

  it('is overtaken by what happened since: that row is told and left out, the others are stored', async () => {
    let rows = await aList()
    for (const name of desk.people.keys()) rows = fillIn(rows, name, { 'new number': aNumber() })
    const ids = [desk.person('Guyo Wario')]
    await closePersonalCases(api.house, { ids, kinds: ['correction'], by: peter, resolution: 'It works now.' })
    const body = { number: aNumber(), reason: 'He called.' }
    await api.call('POST', `/beneficiaries/${desk.person('Ekai Lokol')}/corrections`, { as: 'field_officer', body })
    const { stored, stale } = (await send(rows)).json
    expect(stored).toHaveLength(1)
    expect(stale.map((each: { says: string }) => each.says)).toEqual([
      expect.stringMatching(/closed meanwhile, by peter at/),
      expect.stringMatching(/Another number .* by the-field_officer at/),
    ])
  })

  it('may be the workbook itself, and is named where it is something else', async () => {
    const rows = fillIn(await aList(), 'Ekai Lokol', { 'new number': aNumber(), 'contact result': 'Reached' })
    const columns = takeAwayColumns.map(head => ({ head }))
    const book = await writeXlsx({
      title: 'filled',
      madeAt: new Date(0),
      sheets: [{ name: 'filled', columns, rows: rows.slice(headRow(rows) + 1), above: [['A title']] }],
    })
    const path = `/programmes/${desk.programmeId}/correction-lists/filled`
    const taken = await api.call('POST', path, { raw: new Uint8Array(book), type: xlsx })
    expect([taken.status, taken.json.stored.length]).toEqual([201, 1])
    const pdf = await api.call('POST', path, { raw: '%PDF-1.7 …', type: 'application/octet-stream' })
    expect([pdf.status, pdf.json.detail]).toEqual([422, expect.stringContaining('PDF')])
    const people = await api.call('POST', path, { raw: 'name,phone\nEkai,0722', type: 'text/csv' })
    expect([people.status, people.json.detail]).toEqual([422, expect.stringContaining('no list of corrections')])
  })

  it('can be tried by somebody who works in this programme only', async () => {
    const roles = [{ role: 'programme_manager', programmeId: desk.programmeId }]
    const made = await makeToken(api.house, { person: `of-${desk.programmeId.slice(0, 8)}`, roles, by: mkono })
    const headers = { authorization: `Bearer ${made.ok ? made.token : ''}` }
    const rows = fillIn(await aList(), 'Ekai Lokol', { 'new number': aNumber() })
    const tried = await send(rows, 'filled/dry-run', null, headers)
    expect([tried.status, tried.json.stored?.length]).toEqual([200, 1])
    const file = { as: null, headers, raw: `beneficiary_number,new_number\n1,${aNumber()}`, type: 'text/csv' }
    const plain = await api.call('POST', `/programmes/${desk.programmeId}/corrections/dry-run`, file)
    expect([plain.status, plain.json.proposed?.length]).toEqual([200, 1])
  })

  it('is nobody’s to send who may not propose many', async () => {
    expect((await send(await aList(), 'filled', 'field_officer')).status).toBe(403)
    expect((await send(await aList(), 'filled/dry-run', 'finance_approver')).status).toBe(403)
  })
})
