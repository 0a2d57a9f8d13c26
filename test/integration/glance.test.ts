import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCase } from '../../db/cases.js'
import { glanceOf } from '../../db/read/glance.js'
import { makeToken } from '../../db/tokens.js'
import { said } from '../../domain/caseSays.js'
import type { FspAccountId, ProgrammeId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { everywhere } from '../../domain/reach.js'
import type { DefaultRole } from '../../domain/roles.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'
import { aRoundOf, type Paid } from './insightWorld.js'

let api: TestApi
let accountId: FspAccountId
const programmes: ProgrammeId[] = []
const [troubled, quiet] = [() => programmes[0]!, () => programmes[1]!]

const some = (state: Paid['state'], people: number, place = 'Wabera'): Paid => ({
  place,
  state,
  people,
  cameDaysAgo: 9,
  daysAgo: 8,
})

beforeAll(async () => {
  api = await anApi()
  accountId = (await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })).json.id
  // Confirmed by a second person.
  await sql`update fsp_account set confirmed_by = 'chege', paused_reason = null where id = ${accountId}`.execute(
    api.house.db,
  )
  await aProgrammeNamed('Programme 0')
})
afterAll(() => api.close())

async function aProgrammeNamed(name: string): Promise<void> {
  const body = aProgramme({ name, fspAccountId: accountId })
  const made = await api.call('POST', '/programmes', { as: 'administrator', body })
  programmes.push(made.json.id)
}

type Item = { id: string } & Record<string, unknown>
const asked = async (as: DefaultRole = 'programme_manager'): Promise<Item[]> => {
  const { status, json } = await api.call('GET', '/programmes/at-a-glance', { as })
  expect(status).toBe(200)
  return json.items
}
const of = async (id: string, as?: DefaultRole) => (await asked(as)).find(each => each.id === id)

/** As somebody whose role reaches no further than this. */
async function askedWithin(role: DefaultRole, within: { programmeId: ProgrammeId; areas?: string[] }): Promise<Item[]> {
  const made = await makeToken(api.house, { person: `${role}-within`, roles: [{ role, ...within }], by: mkono })
  const headers = { authorization: `Bearer ${made.ok ? made.token : ''}` }
  return (await api.call('GET', '/programmes/at-a-glance', { as: null, headers })).json.items
}

describe('programmes at a glance', () => {
  it('are told in as many questions for twelve as for one', async () => {
    const questions = async (): Promise<number> => {
      let count = 0
      const db = api.house.db.withPlugin({
        transformQuery: ({ node }) => (count++, node),
        transformResult: async ({ result }) => result,
      })
      await glanceOf({ ...api.house, db }, () => everywhere)
      return count
    }
    const forOne = await questions()
    for (const n of Array.from({ length: 11 }, (_, at) => at + 1)) await aProgrammeNamed(`Programme ${n}`)
    expect(await asked()).toHaveLength(12)
    expect(await questions()).toBe(forOne)
    expect(forOne).toBeLessThanOrEqual(16)
  })

  it('have nothing wrong where nothing is', async () => {
    expect(await of(quiet())).toMatchObject({
      people: { total: 0, byState: {} },
      balances: { available: '0' },
      readiness: { ready: false, rounds: { planned: 2, listed: 0 } },
      cases: {},
      payouts: { refused: 0, unknown: 0, distributionId: null },
      ...{ pausedLists: [], accounts: [], shortLists: [], nextRound: null },
    })
  })

  it('tell who is in them, and the payments that need somebody, by the one list that has them', async () => {
    const list = await aRoundOf(api.house, { programmeId: troubled(), accountId }, 1, [
      some('paid', 3),
      some('refused', 4),
      some('unknown', 1),
    ])
    expect(await of(troubled())).toMatchObject({
      people: { total: 8, byState: { included: 8 } },
      payouts: { refused: 4, unknown: 1, distributionId: list },
    })
    await aRoundOf(api.house, { programmeId: troubled(), accountId }, 2, [some('refused', 1)])
    expect(await of(troubled())).toMatchObject({ payouts: { refused: 5, unknown: 1, distributionId: null } })
    expect(await of(quiet())).toMatchObject({ people: { total: 0 }, payouts: { refused: 0 } })
  })

  it('say what their set-up lacks as each would by itself', async () => {
    for (const id of [troubled(), quiet()]) {
      const { json } = await api.call('GET', `/programmes/${id}/readiness`)
      expect((await of(id))?.['readiness']).toEqual(json)
    }
  })

  it('count their open cases by kind', async () => {
    await openCase(api.house, {
      kind: 'approval_dropped',
      programmeId: troubled(),
      ofProgramme: true,
      owner: 'programme staff',
      atDeadline: 'escalate',
      says: said('message_not_arrived'),
    })
    expect(await of(troubled())).toMatchObject({ cases: { approval_dropped: 1 } })
    expect(await of(quiet())).toMatchObject({ cases: {} })
  })

  it('name lists that stand still, and why; and those that the account holds too little for', async () => {
    const { db } = api.house
    await db.transaction().execute(async db => {
      await sql`set local session_replication_role = replica`.execute(db)
      await sql`
        update distribution set state = 'paused', pause_reason = 'insufficient_funds'
         where programme_id = ${troubled()} and round = 2`.execute(db)
      await sql`
        update payout set state = 'ready', money = 'reserved' where programme_id = ${troubled()} and round = 2`.execute(
        db,
      )
    })
    expect(await of(troubled())).toMatchObject({
      pausedLists: [{ name: 'Round 2', why: 'insufficient_funds' }],
      // Never asked: nobody knows.
      shortLists: [],
    })
    await sql`
      insert into float_reading (fsp_account_id, at, balance_minor, currency, source)
      values (${accountId}, now(), 400000, 'KES', 'asked')`.execute(db)
    expect(await of(troubled())).toMatchObject({ shortLists: [{ name: 'Round 2', shortMinor: '100000' }] })
    const float = await api.call('GET', `/fsp-accounts/${accountId}/float`, { as: 'administrator' })
    expect(float.json.needs.at(-1)).toMatchObject({ name: 'Round 2', shortMinor: '100000' })
    expect(await of(quiet())).toMatchObject({ pausedLists: [], shortLists: [] })
  })

  it('say that callbacks of their account stay away, and that it is paused: why, to whoever reads accounts', async () => {
    await openCase(api.house, {
      kind: 'callbacks_silent',
      fspAccountId: accountId,
      owner: 'operator',
      atDeadline: 'escalate',
      says: said('message_not_arrived'),
    })
    await sql`update fsp_account set paused_reason = 'credentials' where id = ${accountId}`.execute(api.house.db)
    const account = { fspAccountId: accountId, paused: true, silentSince: expect.any(String) }
    expect(await of(quiet(), 'administrator')).toMatchObject({ accounts: [{ ...account, pausedFor: 'credentials' }] })
    // Nothing of the eleven others.
    expect(await askedWithin('programme_manager', { programmeId: quiet() })).toEqual([
      expect.objectContaining({ id: quiet(), accounts: [{ ...account, pausedFor: null }] }),
    ])
  })

  it('show whoever reaches one place its people alone, and nothing that concerns them all', async () => {
    await aRoundOf(api.house, { programmeId: troubled(), accountId }, 3, [some('refused', 2, 'Burat')])
    expect(await askedWithin('field_officer', { programmeId: troubled(), areas: ['Burat'] })).toEqual([
      expect.objectContaining({
        id: troubled(),
        people: { total: 2, byState: { included: 2 } },
        payouts: expect.objectContaining({ refused: 2, unknown: 0 }),
        ...{ balances: null, readiness: null, accounts: null, shortLists: null },
      }),
    ])
  })

  it('tell the next round of a calendar that is not left out', async () => {
    const calendar = {
      frequency: { unit: 'months', every: 1, day: 1 },
      ...{ firstDate: '2040-01-01', lastDate: null, time: '09:00', timeZone: 'Africa/Nairobi' },
      ...{ holidays: [], onHoliday: 'skip', weekend: [] },
    }
    await sql`
      insert into programme_calendar (programme_id, calendar, rounds_each, late, missed, overlap, since, made_by, made_role)
      values (${quiet()}, ${JSON.stringify(calendar)}, 3, 'all', 'latest', 'queue', now(), 'asha', 'programme_manager')`.execute(
      api.house.db,
    )
    const first = (await of(quiet()))?.['nextRound'] as { plannedDate: string; at: string }
    expect(first.plannedDate).toBe('2040-01-01')
    await sql`
      insert into programme_cycle (programme_id, planned_date, nominal_at, state, opened_by, ended_at)
      values (${quiet()}, ${first.plannedDate}, ${first.at}, 'skipped', 'asha', now())`.execute(api.house.db)
    expect(await of(quiet())).toMatchObject({ nextRound: { plannedDate: '2040-02-01' } })
    await sql`
      update programme_calendar set paused_at = now(), paused_by = 'asha', pause_reason = 'floods'
       where programme_id = ${quiet()}`.execute(api.house.db)
    expect(await of(quiet())).toMatchObject({ nextRound: null })
  })
})
