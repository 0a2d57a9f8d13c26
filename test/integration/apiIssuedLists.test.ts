/** Who may have a list of whom as a document, and what the API says of one that comes back. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeList } from '../../activities/lists.js'
import { listActs } from '../../db/audit.js'
import { makeToken } from '../../db/tokens.js'
import type { DistributionId, IssuedListId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import type { DefaultRole } from '../../domain/roles.js'
import { aDistribution, fundedProgramme } from '../world/payday.js'
import { anApi, type Reply, type Request, type TestApi } from './apiGround.js'

let api: TestApi
let id: DistributionId
let programmeId: string
beforeAll(async () => {
  api = await anApi()
  const funded = await fundedProgramme(api.house, { people: 4 })
  programmeId = funded.programmeId
  id = await aDistribution({ house: api.house, ...funded })
})
afterAll(() => api.close())

const ask = (body: object, as: Request['as'] = 'programme_manager', over: Partial<Request> = {}): Promise<Reply> =>
  api.call('POST', `/distributions/${id}/lists`, { as, body, ...over })
const approvedCsv = { kind: 'approved', format: 'csv' }
const named = { ...approvedCsv, shows: 'numbers', reason: 'For the pay point.' }
const fetchIt = (listId: string, as: Request['as'] = 'programme_manager', format = 'csv'): Promise<Reply> =>
  api.call('GET', `/issued-lists/${listId}/list.${format}`, { as })

/** Asked for, and made as the background would. */
async function made(body: object, as?: DefaultRole): Promise<string> {
  const asked = await ask(body, as)
  expect([asked.status, asked.text]).toEqual([202, expect.any(String)])
  await makeList(api.house, asked.json.id as IssuedListId)
  return asked.json.id
}

describe('a list of references', () => {
  it('is made in the background, and fetched by whoever may see lists', async () => {
    const asked = await ask(approvedCsv, 'finance_maker')
    expect(asked.status).toBe(202)
    expect(api.lives.asked.at(-1)).toEqual({ what: 'list', args: [asked.json.id, programmeId] })
    const early = await fetchIt(asked.json.id, 'finance_maker')
    expect([early.status, early.json.detail]).toEqual([409, expect.stringContaining('being made')])
    await makeList(api.house, asked.json.id)
    for (const as of ['finance_maker', 'auditor', 'finance_approver'] as const) {
      const file = await fetchIt(asked.json.id, as)
      expect(file.status).toBe(200)
      expect(file.headers.get('content-disposition')).toContain('list.csv')
      expect(file.text).toContain('ISI-0004')
      expect(file.text).not.toMatch(/Person \d|\+2547\d{8}/)
    }
    expect((await fetchIt(asked.json.id, 'viewer')).status).toBe(403)
    expect((await fetchIt(asked.json.id, 'finance_maker', 'pdf')).status).toBe(409)
    const shown = await api.call('GET', `/distributions/${id}/lists`, { as: 'auditor' })
    expect(shown.json.items[0]).toMatchObject({
      id: asked.json.id,
      state: 'made',
      shows: 'references',
      askedBy: 'the-finance_maker',
    })
    const acts = await listActs(api.house, { subject: ['distribution', id], act: 'list fetched', limit: 9 })
    expect(acts.map(each => each.person)).toEqual(['the-finance_approver', 'the-auditor', 'the-finance_maker'])
  })

  it('is not asked for by those who only look', async () => {
    expect((await ask(approvedCsv, 'auditor')).status).toBe(403)
    expect((await ask(approvedCsv, 'viewer')).status).toBe(403)
  })

  it('comes as PDF and workbook with their bytes unharmed', async () => {
    for (const format of ['pdf', 'xlsx'] as const) {
      const listId = await made({ kind: 'closing', format })
      const answer = await api.app.request(`/issued-lists/${listId}/list.${format}`, {
        headers: { authorization: `Bearer ${api.tokens.finance_maker}` },
      })
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect(bytes.subarray(0, 2).toString()).toBe(format === 'pdf' ? '%P' : 'PK')
      const { rows } = await sql<{ bytes: number }>`select bytes from issued_list where id = ${listId}`.execute(
        api.house.db,
      )
      expect(bytes.length).toBe(rows[0]?.bytes)
    }
  })
})

describe('a list that names people', () => {
  it('takes the permissions for all of them, and a reason', async () => {
    expect((await ask({ ...named, reason: undefined })).status).toBe(422)
    for (const as of ['finance_maker', 'finance_approver'] as const) {
      const refused = await ask(named, as)
      expect([refused.status, refused.json.detail]).toEqual([403, expect.stringContaining('people.export')])
    }
    const roles = [
      { role: 'programme_manager', programmeId: programmeId as never, areas: ['Wabera'] },
      { role: 'finance_maker', programmeId: programmeId as never },
    ]
    const some = await makeToken(api.house, { person: 'some', roles, by: mkono })
    const headers = { authorization: `Bearer ${some.ok ? some.token : ''}` }
    expect((await ask(named, null, { headers })).status).toBe(403)
    expect((await ask(approvedCsv, null, { headers })).status).toBe(202)
  })

  it('is fetched by whoever asked, within a day, and each time that is written down', async () => {
    const listId = await made(named)
    const file = await fetchIt(listId)
    expect(file.text).toMatch(/^1,ISI-0001,Person 1,\+25471/m)
    const other = await fetchIt(listId, 'finance_approver')
    expect([other.status, other.json.detail]).toEqual([409, expect.stringContaining('Somebody else asked')])
    await sql`update issued_list set good_until = now() where id = ${listId}`.execute(api.house.db)
    expect((await fetchIt(listId)).json.detail).toContain('too long ago')
    expect((await fetchIt(await made(named))).text).toBe(file.text)
    const [act] = await listActs(api.house, { subject: ['distribution', id], act: 'list asked for', limit: 1 })
    expect(act).toMatchObject({ details: { shows: 'numbers' }, hasPersonal: true })
    expect(api.logged()).not.toMatch(/Person 1|\+25471/)
  })

  it('waits for a second person where the programme says so', async () => {
    await api.call('POST', `/programmes/${programmeId}/two-people`, {
      as: 'administrator',
      body: { what: ['exports'] },
    })
    const asked = await ask(named)
    await makeList(api.house, asked.json.id)
    expect((await fetchIt(asked.json.id)).json.detail).toContain('not allowed this list yet')
    const decide = (as: DefaultRole) =>
      api.call('POST', `/export-requests/${asked.json.proposalId}/decide`, { as, body: { approve: true } })
    expect((await decide('programme_manager')).status).toBe(403)
    expect((await decide('finance_approver')).status).toBe(200)
    expect((await fetchIt(asked.json.id)).status).toBe(200)
    expect((await ask(approvedCsv)).json.proposalId).toBeNull()
  })
})

it('a list that comes back is held against what was approved', async () => {
  const text = (await fetchIt(await made(approvedCsv))).text
  const send = (content: string | Uint8Array) =>
    api.call('POST', `/distributions/${id}/verify-list`, { as: 'finance_maker', raw: content, type: 'text/csv' })
  // What is read as text has lost the mark of its encoding.
  expect((await send(`\ufeff${text}`)).json).toMatchObject({
    verdict: 'is_the_list',
    document: { kind: 'approved', format: 'csv' },
  })
  const changed = await send(text.replace(/^(3,ISI-0003,.*),5000\.00,/m, '$1,5500.00,'))
  expect(changed.json).toMatchObject({
    verdict: 'differs',
    document: null,
    rows: {
      approved: 4,
      same: 3,
      differences: [{ position: 3, field: 'amount', received: '5500.00', approved: '5000.00' }],
    },
  })
  expect((await send(Buffer.from('\x89PNG\r\n', 'latin1'))).status).toBe(422)
})

describe('the evidence of a payout', () => {
  it('is one order of time, with whoever looked', async () => {
    const { rows } = await sql<{
      id: string
    }>`select id from payout where distribution_id = ${id} and position = 1`.execute(api.house.db)
    const path = `/payouts/${rows[0]?.id}/evidence`
    await api.call('GET', path, { as: 'auditor' })
    await api.call('GET', path, { as: 'auditor' })
    const { timeline } = (await api.call('GET', path, { as: 'finance_maker' })).json
    expect(timeline.map(({ what, by }: { what: string; by: string | null }) => [what, by])).toEqual([
      ['list', 'asha'],
      ['approval', 'baraka'],
      ['list', 'asha'],
      ['reading', 'the-auditor'],
      ['reading', 'the-finance_maker'],
    ])
    expect(timeline[3].says).toBe('looked at the evidence, 2 times')
  })
})
