/** What leaves the house as a file: the rows that the same filters show, to whoever may, CSV and XLSX alike. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOfTable, type TableFile } from '../../api/tableFiles.js'
import { listActs } from '../../db/audit.js'
import { openCase } from '../../db/cases.js'
import { makeToken } from '../../db/tokens.js'
import { said } from '../../domain/caseSays.js'
import type { BeneficiaryId, DistributionId, ProgrammeId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { readSheet } from '../../sheets/read.js'
import { aDistribution, fundedProgramme, takeAll } from '../world/payday.js'
import { anApi, type Request, type TestApi } from './apiGround.js'

let api: TestApi
let programmeId: ProgrammeId
let distributionId: DistributionId
let people: BeneficiaryId[]
beforeAll(async () => {
  api = await anApi()
  const funded = await fundedProgramme(api.house, { people: 4 })
  programmeId = funded.programmeId
  people = funded.people
  const gift = { amountMinor: '250000', reference: 'ECHO/2026/11' }
  await api.call('POST', `/programmes/${programmeId}/fund`, { as: 'finance_maker', body: gift })
  distributionId = await aDistribution({ house: api.house, ...funded })
  await takeAll(api, distributionId)
})
afterAll(() => api.close())

async function rowsOf(path: string, request: Request = {}): Promise<string[][]> {
  const { as = 'programme_manager', headers = {} } = request
  const token = as === null ? undefined : api.tokens[as]
  const answer = await api.app.request(path, {
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (answer.status !== 200) throw new Error(bytes.toString())
  const rows: string[][] = []
  for await (const block of readSheet(bytes)) rows.push(...block.map(({ cells }) => [...cells]))
  return rows
}

describe('the money of a programme as a file', () => {
  it('has every entry with its list, person and gift, the same as CSV and as a workbook', async () => {
    const csv = await rowsOf(`/programmes/${programmeId}/journal.csv`)
    expect(await rowsOf(`/programmes/${programmeId}/journal.xlsx`)).toEqual(csv)
    const { json } = await api.call('GET', `/programmes/${programmeId}/journal?limit=500`)
    expect(csv.length - 1).toBe(json.items.length)
    expect(csv[0]?.slice(0, 5)).toEqual(['entry', 'booked at (UTC)', 'from', 'to', 'amount (KES)'])
    const gift = csv.find(row => row.includes('ECHO/2026/11'))
    expect(gift?.slice(2, 6)).toEqual(['funding', 'available', '2500.00', 'funding'])
    const sent = csv.filter(row => row[3] === 'in transit')
    expect(sent.map(row => [row[4], row[6], row[7]]).sort()).toEqual(
      [1, 2, 3, 4].map(number => ['5010.00', 'Round 1', `ISI-000${number}`]),
    )
  })

  it('takes the filters of the page: account and days', async () => {
    const at = `/programmes/${programmeId}/journal.csv`
    expect((await rowsOf(`${at}?account=in_transit`)).length).toBe(1 + 4)
    expect((await rowsOf(`${at}?until=2020-01-01T00:00:00Z`)).length).toBe(1)
    expect((await rowsOf(`${at}?account=funding&from=2020-01-01T00:00:00Z`)).length).toBe(1 + 2)
  })

  it('has what was tried, paid and charged by month, with the sum, and what stands where', async () => {
    const { json } = await api.call('GET', `/programmes/${programmeId}/spending`)
    expect(json.items).toMatchObject([{ fspAccount: 'Wallet', attempts: 4, paid: 0, paidMinor: '0', feesMinor: '0' }])
    const spending = await rowsOf(`/programmes/${programmeId}/spending.xlsx`)
    expect(spending.map(row => row.slice(1))).toEqual([
      ['account at the provider', 'attempts', 'paid', 'paid out (KES)', 'fees (KES)'],
      ['Wallet', '4', '0', '0.00', '0.00'],
      ['', '4', '0', '0.00', '0.00'],
    ])
    const balances = await rowsOf(`/programmes/${programmeId}/balances.csv`)
    expect(balances.map(row => row.slice(1))).toContainEqual(['in transit', '20040.00'])
    expect(balances.map(row => row.slice(1))).toContainEqual(['funding', '-10002500.00'])
  })

  it('is for whoever may read the books of the whole programme, and each time is written down', async () => {
    const refused = await api.call('GET', `/programmes/${programmeId}/journal.csv`, { as: 'field_officer' })
    expect(refused.status).toBe(403)
    await rowsOf(`/programmes/${programmeId}/balances.csv`, { as: 'auditor' })
    const [act] = await listActs(api.house, { programmeId, act: 'file fetched', limit: 1 })
    expect(act).toMatchObject({ person: 'the-auditor', details: { what: 'balances', format: 'csv' } })
  })
})

describe('the payouts of a list and the work list as a file', () => {
  it('are those that the same filters show, without a name or a number', async () => {
    const at = `/distributions/${distributionId}/payouts`
    const all = await rowsOf(`${at}.xlsx`)
    expect(all.map(row => row.slice(1, 3))).toEqual([
      ['person', 'amount (KES)'],
      ...[1, 2, 3, 4].map(number => [`ISI-000${number}`, '5000.00']),
    ])
    expect(await rowsOf(`${at}.csv`)).toEqual(all)
    expect((await rowsOf(`${at}.csv?state=in_progress`)).length).toBe(1 + 4)
    expect((await rowsOf(`${at}.csv?state=paid`)).length).toBe(1)
    expect(JSON.stringify(all)).not.toMatch(/Person \d|\+254/)
  })

  it('show somebody of some places only what is there', async () => {
    const roles = [{ role: 'programme_manager', programmeId, areas: ['Burat'] }] as const
    const some = await makeToken(api.house, { person: 'of-burat', roles, by: mkono })
    const headers = { authorization: `Bearer ${some.ok ? some.token : ''}` }
    await openCase(api.house, {
      kind: 'correction',
      programmeId,
      beneficiaryId: people[0],
      owner: 'programme staff',
      atDeadline: 'escalate',
      reason: 'not_registered',
      says: said('number_can_not_receive', { reason: 'not_registered' }),
    })
    for (const path of [`/distributions/${distributionId}/payouts.csv`, '/cases/list.xlsx'])
      expect((await rowsOf(path, { as: null, headers })).length).toBe(1)
    const cases = await rowsOf(`/cases/list.csv?programmeId=${programmeId}&kind=correction`)
    expect(cases.map(row => row.slice(1, 5))).toMatchObject([
      ['kind', 'what it is about', 'person', 'place'],
      ['correction', expect.any(String), 'ISI-0001', 'Wabera'],
    ])
    expect((await rowsOf('/cases/list.csv?kind=overpaid')).length).toBe(1)
  })
})

describe('a file of people', () => {
  const asked = async (body: object): Promise<string> => {
    const answer = await api.call('POST', `/programmes/${programmeId}/exports`, {
      body: { reason: 'For the partner.', ...body },
    })
    expect(answer.status, answer.text).toBe(201)
    return `/exports/${answer.json.id}/people`
  }

  it('has the people, the order and the columns of the table that was looked at', async () => {
    const path = await asked({
      who: { states: ['included'], ids: people.slice(1) },
      sort: 'number',
      descending: true,
      columns: ['place', 'name', 'householdSize'],
    })
    const rows = await rowsOf(`${path}.xlsx`)
    expect(rows).toEqual([
      ['beneficiary number', 'name', 'place', 'household size'],
      ...[4, 3, 2].map(number => [`ISI-000${number}`, `Person ${number}`, 'Wabera', '5']),
    ])
    expect(await rowsOf(`${path}.csv`)).toEqual(rows)
    const [act] = await listActs(api.house, { programmeId, act: 'export asked for', limit: 1 })
    expect(act?.details).toMatchObject({ people: 3, columns: ['number', 'name', 'place', 'householdSize'] })
  })

  it('tells whoever allows it how many people leave and what of them', async () => {
    const two = { as: 'administrator', body: { what: ['exports'] } } as const
    await api.call('POST', `/programmes/${programmeId}/two-people`, two)
    await asked({ who: { place: 'Elsewhere' }, columns: ['phone'] })
    const { json } = await api.call('GET', '/waiting', { as: 'finance_approver' })
    expect(json.proposals[0].summary).toMatchObject({ what: 'people', people: 0, columns: ['number', 'phone'] })
  })
})

describe('a file that is sent while it is read', () => {
  const pace = { most: 1, stallMs: 200, aheadBytes: 1 }
  const slow = (blocks: TableFile['blocks']): TableFile => ({ name: 'Rows', columns: [{ head: 'row' }], blocks })
  const around = () => ({ house: api.house, log: { warn: () => undefined } as never })
  const endless = slow(async function* () {
    for (;;) yield [['x'.repeat(50_000)]]
  })

  /** What the next one gets; null: they are told to ask again. */
  const next = async (): Promise<string | null> => {
    const one = slow(async function* () {
      yield [['one']]
    })
    const stream = await bodyOfTable(around(), null, one, 'csv', pace).catch(() => null)
    return stream && new Response(stream).text()
  }

  it('keeps nobody else waiting for one who takes nothing: the file breaks off', async () => {
    const stream = await bodyOfTable(around(), null, endless, 'csv', pace)
    await expect(bodyOfTable(around(), null, endless, 'csv', pace)).rejects.toMatchObject({ kind: 'unavailable' })
    await expect.poll(next).toBe('row\r\none\r\n')
    await expect(new Response(stream).text()).rejects.toThrow('takes nothing of it any more')
  })

  it('is let go of when whoever asked has gone', async () => {
    const stream = await bodyOfTable(around(), null, endless, 'csv', pace)
    await stream.cancel()
    await expect.poll(next).toBe('row\r\none\r\n')
  })

  it('does not look whole where its rows can not be read to the end', async () => {
    const broken = slow(async function* () {
      yield [['one']]
      throw new Error('the database went away')
    })
    const stream = await bodyOfTable(around(), null, broken, 'csv')
    await expect(new Response(stream).text()).rejects.toThrow('the database went away')
  })
})
