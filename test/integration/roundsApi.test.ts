/** Calendars, rounds, rules of what is due and approvals ahead, by API. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DefaultRole } from '../../domain/roles.js'
import { aProgramme, anApi, type Reply, type TestApi } from './apiGround.js'
import { weekly } from './roundGround.js'

let api: TestApi
let id: string
beforeAll(async () => {
  api = await anApi()
  const made = await api.call('POST', '/programmes', { body: aProgramme({ fspAccountId: await anAccount(api) }) })
  id = made.json.id
})
afterAll(() => api.close())

async function anAccount(api: TestApi): Promise<string | undefined> {
  const account = await sql<{ id: string }>`
    insert into fsp_account (fsp_name, name, currency, country, credentials_enc, callback_token_enc, callback_token_lookup, settings, created_by, confirmed_by)
    values ('africastalking', 'Wallet', 'KES', 'KE', ${api.house.sealing.seal('{"username":"isiolo","apiKey":"key"}')}, ${api.house.sealing.seal('t')}, '\\x01',
            '{"productName":"cash"}', 'asha', 'chege') returning id`.execute(api.house.db)
  return account.rows[0]?.id
}

const post = (path: string, body: unknown, as: DefaultRole = 'programme_manager'): Promise<Reply> =>
  api.call('POST', `/programmes/${id}/${path}`, { as, body })
const get = (path: string, as: DefaultRole = 'viewer'): Promise<Reply> =>
  api.call('GET', `/programmes/${id}/${path}`, { as })

const day = 86_400_000
const dayFromNow = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10)
/** Every seven days, from tomorrow on. */
const rules: typeof weekly = (over, calendar) =>
  weekly(
    { roundsEach: 4, overlap: 'queue', ...over },
    { frequency: { unit: 'days', every: 7 }, firstDate: dayFromNow(1), ...calendar },
  )
const asked = (what: string) => api.lives.asked.filter(each => each.what === what)

describe('a programme that runs by itself', () => {
  it('is told what its calendar would be, is given it, and its Schedule follows', async () => {
    expect((await get('calendar')).json).toMatchObject({ calendar: null, ahead: null })
    expect((await post('calendar/pause', { reason: 'no calendar yet' })).status).toBe(409)
    const wrong = await post('calendar', rules({}, { timeZone: 'Africa/Atlantis' }))
    expect([wrong.status, wrong.json.detail]).toEqual([422, expect.stringContaining('time zone')])
    const { missed: _missed, ...without } = rules()
    expect((await post('calendar', without)).status).toBe(422)
    expect((await post('calendar/dry-run', rules())).json).toMatchObject({ now: null, then: { rounds: [] } })
    expect(asked('schedule')).toEqual([])
    expect((await post('calendar', rules())).json).toMatchObject({ revision: 1 })
    const [wanted] = asked('schedule')[0]?.args as [{ programmeId: string; paused: boolean; ahead: Date[] }]
    expect(wanted).toMatchObject({ programmeId: id, paused: false })
    expect(wanted.ahead[0]?.toISOString()).toBe(`${dayFromNow(1)}T06:00:00.000Z`)
    expect((await get('calendar')).json).toMatchObject({
      calendar: { revision: 1, paused: null, madeBy: 'the-programme_manager' },
      ahead: { currency: 'KES', missingMinor: '0' },
    })
  })

  it('can not have rounds minutes apart, which are for play with the sandbox', async () => {
    const minutes = rules({}, { frequency: { unit: 'minutes', every: 2, times: 4 } })
    for (const path of ['calendar', 'calendar/dry-run']) {
      const { status, json } = await post(path, minutes)
      expect([status, json.detail]).toEqual([422, expect.stringContaining('only where Mkono runs with its sandbox')])
    }
    expect((await get('calendar')).json.calendar.rules.calendar.frequency).toEqual({ unit: 'days', every: 7 })
  })

  it('is paused and resumed, one round left out and one brought forward; each act stands in the record', async () => {
    const pausing = await post('rounds/dry-run', { act: 'pause' })
    expect(pausing.json).toMatchObject({ leftOut: [], approvedAhead: null, now: { rounds: [] } })
    expect((await post('calendar/pause', { reason: 'Floods' })).status).toBe(200)
    expect((await get('calendar')).json.calendar.paused).toMatchObject({ reason: 'Floods' })
    expect((await post('rounds/run-now', undefined)).status).toBe(409)
    expect((await post('calendar/resume', undefined)).status).toBe(200)
    expect((await post('rounds/skip', { plannedDate: dayFromNow(1), reason: 'Elections' })).status).toBe(200)
    const tried = await post('rounds/dry-run', { act: 'run_now' })
    expect(tried.json).toMatchObject({
      round: { plannedDate: dayFromNow(8), people: 0, amountMinor: '0' },
      approvedAhead: { goes: false, said: { code: expect.any(String) } },
    })
    expect((await post('rounds/dry-run', { act: 'skip' })).status).toBe(422)
    expect((await post('rounds/dry-run', { act: 'skip', plannedDate: dayFromNow(1) })).status).toBe(409)
    expect((await post('rounds/dry-run', { act: 'pause' }, 'finance_approver')).status).toBe(403)
    const run = await post('rounds/run-now', undefined)
    expect([run.status, run.json.plannedDate]).toEqual([201, dayFromNow(8)])
    expect(asked('programmeRound')[0]?.args).toEqual([id, `${dayFromNow(8)}T06:00:00.000Z`])
    const { items } = (await get('rounds')).json
    expect(items.map((each: { plannedDate: string; state: string }) => [each.plannedDate, each.state])).toEqual([
      [dayFromNow(8), 'opening'],
      [dayFromNow(1), 'skipped'],
    ])
    const { rows } = await sql<{ act: string }>`
      select act from audit_event where programme_id = ${id} and act ~ 'calendar|round' order by id`.execute(
      api.house.db,
    )
    expect(rows.map(({ act }) => act)).toEqual([
      'calendar made',
      'calendar paused',
      'calendar resumed',
      'round skipped',
      'round opening',
    ])
  })

  it('is for whoever plans, and nobody who approves', async () => {
    for (const role of ['finance_approver', 'finance_maker', 'viewer', 'enrolment_officer'] as const) {
      expect((await post('calendar', rules(), role)).status).toBe(403)
      expect((await post('rounds/run-now', undefined, role)).status).toBe(403)
    }
    expect((await get('calendar', 'finance_approver')).status).toBe(200)
  })
})

describe('what people are due', () => {
  it('is tried, set and told', async () => {
    const formula = '5000 + 500 * max(0, household_size - 5)'
    const wrong = await post('entitlement-rule/dry-run', { formula: '5000 + rent', capMinor: null })
    expect([wrong.status, wrong.json.detail]).toEqual([422, expect.stringContaining('no field rent')])
    expect((await post('entitlement-rule/dry-run', { formula, capMinor: null })).json).toEqual({ lines: [], more: 0 })
    const most = { mostInAllMinor: '1500000' }
    const nothing = { formula, capMinor: null, mostInAllMinor: '0' }
    expect((await post('entitlement-rule', nothing)).status).toBe(422)
    expect((await post('entitlement-rule', { formula, capMinor: '700000', ...most })).status).toBe(200)
    const found = await api.call('GET', `/programmes/${id}`)
    expect(found.json).toMatchObject({ formula, capMinor: '700000', ...most })
    const extended = await post('rounds/extend/dry-run', { who: {}, rounds: 2 })
    expect(extended.json).toMatchObject({
      people: 0,
      again: 0,
      amountMinor: '0',
      cannot: [],
      says: '0 can get 2 more rounds; 0 of them had completed.',
      said: { code: 'more_rounds_can', values: { people: '0', rounds: '2', again: '0' } },
    })
  })
})

describe('approving ahead', () => {
  it('takes two, is listed with what it used, and is ended by one', async () => {
    const until = new Date(Date.now() + 20 * day).toISOString()
    const body = { roundUpToMinor: '10000000', inAllMinor: '40000000', until }
    expect((await post('standing-approvals', body, 'finance_approver')).status).toBe(403)
    const proposed = await post('standing-approvals', body, 'finance_maker')
    expect(proposed.status).toBe(201)
    const decide = (as: DefaultRole) =>
      api.call('POST', `/standing-approvals/${proposed.json.proposalId}/decide`, { as, body: { approve: true } })
    expect((await decide('finance_maker')).status).toBe(403)
    expect((await decide('finance_approver')).status).toBe(200)
    expect((await get('standing-approvals')).json.items).toMatchObject([
      {
        inAllMinor: '40000000',
        usedMinor: '0',
        proposedBy: 'the-finance_maker',
        approvedBy: 'the-finance_approver',
        uses: [],
      },
    ])
    expect((await post('standing-approvals/end', { reason: 'A question' }, 'finance_maker')).status).toBe(200)
    expect((await get('standing-approvals')).json.items[0].endedBy).toBe('the-finance_maker')
  })
})

describe('a programme that plays with the sandbox', () => {
  it('may have rounds minutes apart, each left out or told by its minute', async () => {
    const play = await anApi({ settings: { sandbox: true } })
    try {
      const account = await anAccount(play)
      const made = await play.call('POST', '/programmes', { body: aProgramme({ fspAccountId: account }) })
      const path = `/programmes/${made.json.id}`
      const tomorrow = dayFromNow(1)
      const minutes = rules({}, { frequency: { unit: 'minutes', every: 2, times: 3 } })
      expect((await play.call('POST', `${path}/calendar/dry-run`, { body: minutes })).status).toBe(200)
      expect((await play.call('POST', `${path}/calendar`, { body: minutes })).json).toMatchObject({ revision: 1 })
      const [wanted] = play.lives.asked.find(({ what }) => what === 'schedule')?.args as [{ ahead: Date[] }]
      expect(wanted.ahead.map(at => at.toISOString().slice(11, 16))).toEqual(['06:00', '06:02', '06:04'])
      const skip = (plannedDate: string) =>
        play.call('POST', `${path}/rounds/skip`, { body: { plannedDate, reason: 'Too fast' } })
      expect((await skip(`${tomorrow} 09:02`)).status).toBe(200)
      expect((await skip(`${tomorrow} 09:03`)).status).toBe(404)
      expect((await skip(`${tomorrow}T09:04`)).status).toBe(422)
      const { items } = (await play.call('GET', `${path}/rounds`, { as: 'viewer' })).json
      expect(items).toMatchObject([{ plannedDate: `${tomorrow} 09:02`, state: 'skipped' }])
    } finally {
      await play.close()
    }
  })
})
