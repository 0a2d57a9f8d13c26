import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StatementId } from '../../domain/ids.js'
import { matchStatement } from '../../db/statements/matching.js'
import { readStatement } from '../../db/statements/reading.js'
import { listActs } from '../../db/audit.js'
import { readSheet } from '../../sheets/read.js'
import { writeXlsx } from '../../sheets/write.js'
import { anAccount, anApi, type Request, type TestApi } from './apiGround.js'
import { headers, local, statementText } from './statementGround.js'

let api: TestApi
let account: string
beforeAll(async () => {
  api = await anApi()
})
afterAll(() => api.close())
beforeEach(async () => {
  account = (await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })).json.id
  api.lives.asked.length = 0
})

/** As a browser sends a form. */
function form(
  file: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
): Pick<Request, 'raw' | 'type'> {
  const boundary = 'a-boundary-of-this-test'
  const texts = Object.entries(fields).map(
    ([name, text]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  )
  const head = `${texts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="november.csv"\r\ncontent-type: text/csv\r\n\r\n`
  const raw = Buffer.concat([Buffer.from(head), Buffer.from(file), Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { raw, type: `multipart/form-data; boundary=${boundary}` }
}
const stranger = { receipt: 'TJX0000001', amount: '-1,200.00', party: '254712345601 - MARY ATIENO' }
const made = Date.now()
const text = (): string =>
  statementText([
    { ...stranger, at: made },
    { receipt: 'TJX0000002', amount: '100.00', reason: 'Pay Bill Online', at: made },
  ])
const path = (rest = '') => `/fsp-accounts/${account}/statements${rest}`
const work = async (id: string): Promise<void> => {
  await readStatement(api.house, id as StatementId)
  await matchStatement(api.house, id as StatementId)
}
const as = 'finance_maker' as const

describe('a statement', () => {
  it('that is stuck is given up by a person: later ones go on, and the file may be given again', async () => {
    const { id } = (await api.call('POST', path(), { as, ...form(text()) })).json
    const give = (body: object) => api.call('POST', `/statements/${id}/give-up`, { as, body })
    expect((await give({})).status).toBe(422)
    await readStatement(api.house, id as StatementId)
    expect((await give({ reason: 'It never ends' })).status).toBe(200)
    expect((await give({ reason: 'It never ends' })).status).toBe(409)
    // Whoever still works on it finds that it is over, and adds nothing.
    await work(id)
    expect((await api.call('GET', `/statements/${id}`, { as })).json).toMatchObject({
      state: 'failed',
      why: 'Given up by the-finance_maker: It never ends',
      counts: {},
    })
    const again = await api.call('POST', path(), { as, ...form(text()) })
    expect([again.status, again.json.repeated, again.json.id === id]).toEqual([202, false, false])
    await work(again.json.id)
    expect((await api.call('GET', `/statements/${again.json.id}`, { as })).json.state).toBe('done')
  })

  it('is looked at before anything is stored: what its rows say, and everything that is wrong', async () => {
    const seen = await api.call('POST', path('/preview'), { as, ...form(`${text()}\r\nbroken,row`) })
    expect([seen.status, seen.json.rowsLookedAt]).toEqual([200, 4])
    expect(seen.json.lines[0]).toMatchObject({
      ...{ row: 2, kind: 'principal', direction: 'out', status: 'completed', amountMinor: '120000' },
      // Finance makers see people masked.
      ...{ receipt: 'TJX0000001', number: '+2547•••••601', name: 'M••• A•••' },
    })
    expect(seen.json.unread).toMatchObject([{ row: 4, troubles: [{ column: 'Completion Time' }, {}] }])
    expect((await api.call('GET', path(), { as })).json.items).toEqual([])
    const none = await api.call('POST', path('/preview'), { as, ...form('a,b\n1,2') })
    expect([none.status, none.json.detail]).toEqual([
      422,
      expect.stringContaining('“Completion Time or Completed Time”'),
    ])
    const picture = await api.call('POST', path(), { as, ...form('\x89PNG\r\n\x1a\n\0\0') })
    expect(picture.status).toBe(422)
  })

  it('is taken in once, read in the background, and compared', async () => {
    const given = await api.call('POST', path(), { as, ...form(text()) })
    expect([given.status, given.json.repeated]).toEqual([202, false])
    const { id } = given.json
    expect(api.lives.asked).toEqual([{ what: 'reconcile', args: [id] }])
    const early = await api.call('GET', `/statements/${id}/differences`, { as })
    expect([early.status, early.json.detail]).toEqual([409, expect.stringContaining('stored')])
    await work(id)
    expect((await api.call('GET', `/statements/${id}`, { as })).json).toMatchObject({
      ...{ state: 'done', lines: 2, rowsUnread: 0, fileName: 'november.csv', createdBy: 'the-finance_maker' },
      counts: { missing_at_ours: 1, other: 1 },
    })
    const again = await api.call('POST', path(), { as, ...form(text()) })
    expect(again.json).toEqual({ id, repeated: true })
    expect((await api.call('GET', path(), { as })).json.items).toHaveLength(1)
  })

  it('shows its differences page by page, by result, masked for whoever may not see people, and notes who looked', async () => {
    const strangers = Array.from({ length: 5 }, (_, at) => ({ ...stranger, receipt: `TJX000001${at}` }))
    const { id } = (await api.call('POST', path(), { as, ...form(statementText(strangers)) })).json
    await work(id)
    const list = async (query: string, role: 'finance_maker' | 'finance_approver' = as) =>
      (await api.call('GET', `/statements/${id}/differences${query}`, { as: role })).json
    const first = await list('?limit=3')
    const second = await list(`?limit=3&after=${first.next}`)
    const receipts = [...first.items, ...second.items].map((each: { receipt: string }) => each.receipt)
    expect([new Set(receipts).size, second.next]).toEqual([5, null])
    expect(first.items[0]).toMatchObject({
      ...{ result: 'missing_at_ours', amountMinor: '120000', currency: 'KES', number: '+2547•••••601' },
      ...{ name: 'M••• A•••', payoutId: null, caseState: 'open' },
    })
    expect((await list('?result=missing_at_ours')).items).toHaveLength(5)
    expect((await list('?result=twice')).items).toEqual([])
    expect((await list('', 'finance_approver')).items[0]).toMatchObject({
      number: '+254712345601',
      name: 'MARY ATIENO',
    })
    const csv = await api.call('GET', `/statements/${id}/differences.csv`, { as })
    expect(csv.text.trim().split('\r\n')).toHaveLength(6)
    expect(csv.text).toContain('1200.00')
    expect(csv.text).not.toContain('MARY')
    const open = await api.call('GET', `/statements/${id}/differences.csv`, { as: 'finance_approver' })
    expect(open.text).toContain('MARY ATIENO')
    const book = await api.app.request(`/statements/${id}/differences.xlsx`, {
      headers: { authorization: `Bearer ${api.tokens.finance_approver}` },
    })
    const sheet = []
    for await (const rows of readSheet(new Uint8Array(await book.arrayBuffer()))) sheet.push(...rows)
    expect(sheet.filter(({ cells }) => cells.includes('MARY ATIENO'))).toHaveLength(5)
    const swahili = await api.call('GET', `/statements/${id}/differences.csv?language=sw`, { as })
    expect(swahili.text).toMatch(/^\ufeff?tofauti,maana yake,/)
    expect(swahili.text).toContain('missing_at_ours,"Pesa zimetoka, na si malipo yetu yoyote."')
    expect((await api.call('GET', `/statements/${id}/differences.csv?language=xx`, { as })).status).toBe(422)
    const acts = await listActs(api.house, { subject: ['personal data', id], limit: 20 })
    expect(acts.filter(({ act }) => act === 'statement differences read').length).toBeGreaterThan(2)
    expect(api.logged()).not.toContain('MARY')
    expect(api.logged()).not.toContain('TJX')
  })

  it('may be a workbook', async () => {
    const columns = headers.split(',').map(head => ({ head }))
    const moment = local(Date.now())
    const row = ['TJX0000001', moment, moment, 'Pay', 'Completed', '', '-10.00', '0', 'true', 'Pay', '', '', '']
    const book = await writeXlsx({
      title: 'x',
      madeAt: new Date(0),
      sheets: [{ name: 'Statement', columns, rows: [row] }],
    })
    const { id } = (await api.call('POST', path(), { as, ...form(new Uint8Array(book)) })).json
    await work(id)
    expect((await api.call('GET', `/statements/${id}`, { as })).json).toMatchObject({ state: 'done', lines: 1 })
  })

  it('is for those who handle money in every programme', async () => {
    for (const role of ['viewer', 'field_officer', 'enrolment_officer'] as const)
      expect((await api.call('GET', path(), { as: role })).status).toBe(403)
    expect((await api.call('POST', path(), { as: 'auditor', ...form(text()) })).status).toBe(403)
    expect((await api.call('GET', path(), { as: 'auditor' })).status).toBe(200)
  })
})

describe('a profile', () => {
  const profile = {
    name: 'Airtel portal',
    columns: { at: 'Date', amount: 'Sum', number: 'Phone' },
    sign: 'all_out',
    dates: 'dmy',
  }
  const profiles = () => `/fsp-accounts/${account}/statement-profiles`

  it('is saved under a name, replaced, tried, used and removed', async () => {
    const saved = await api.call('PUT', profiles(), { as, body: profile })
    expect(saved.status).toBe(200)
    expect((await api.call('PUT', profiles(), { as, body: { ...profile, decimal: ',' } })).json).toEqual(saved.json)
    expect((await api.call('GET', profiles(), { as })).json.items).toMatchObject([
      { name: 'Airtel portal', columns: { at: ['Date'] }, decimal: ',', sign: 'all_out' },
    ])
    const file = form('Date,Phone,Sum\n26/11/2026,0712345601,"1.200,00"', { profile: 'Airtel portal' })
    const seen = await api.call('POST', path('/preview'), { as, ...file })
    expect(seen.json.lines).toMatchObject([{ amountMinor: '120000', at: '2026-11-25T21:00:00.000Z' }])
    expect((await api.call('POST', path(), { as, ...file })).status).toBe(202)
    expect((await api.call('POST', `/statement-profiles/${saved.json.id}/remove`, { as })).status).toBe(200)
    expect((await api.call('POST', path('/preview'), { as, ...file })).status).toBe(422)
  })

  it('that can not work is refused with everything that is wrong with it', async () => {
    const wrong = await api.call('PUT', profiles(), { as, body: { ...profile, columns: { fee: 'Cost' } } })
    expect([wrong.status, wrong.json.detail]).toEqual([422, expect.stringMatching(/“at”.*“amount”.*receipt/)])
    expect((await api.call('PUT', profiles(), { as, body: { ...profile, name: 'MPESA' } })).status).toBe(409)
  })
})
