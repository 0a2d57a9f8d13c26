import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Surroundings } from '../../api/surroundings.js'
import { money } from '../../domain/money.js'
import { FspUnreachable } from '../../fsp/contract.js'
import { connectorFor } from '../../fsp/registry.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'

/** An account with an approved distribution of one payout: KES 5,000.00 and KES 10.00 of highest fee. */
let api: TestApi
let accountId: string
let distributionId: string
let asked = 0
let said: () => Promise<ReturnType<typeof money>>
const connecting: Surroundings['connectorFor'] = account =>
  Object.assign(connectorFor(account, {}), { balance: () => (asked++, said()) })

beforeAll(async () => {
  api = await anApi({ connectorFor: connecting })
  accountId = (await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })).json.id
  const programmeId = (await api.call('POST', '/programmes', { as: 'administrator', body: aProgramme() })).json.id
  distributionId = await api.house.db.transaction().execute(async db => {
    await sql`set local session_replication_role = replica`.execute(db)
    const { rows } = await sql<{ id: string }>`
      insert into distribution (programme_id, round, name, state, fsp_account_id, list_hash, payouts, batches, total_minor, fee_reserve_minor, created_by, approved_by)
      values (${programmeId}, 1, 'Round 1', 'approved', ${accountId}, ${randomBytes(32)}, 1, 1, 500000, 1000, 'asha', 'baraka') returning id`.execute(
      db,
    )
    await sql`
      insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor, destination_id, fsp_account_id, state, money)
      select id, gen_random_uuid(), programme_id, 1, 'transfer', 1, 1, 500000, 1000, gen_random_uuid(), fsp_account_id, 'ready', 'reserved' from distribution`.execute(
      db,
    )
    return rows[0]?.id ?? ''
  })
})
afterAll(() => api.close())

const start = () => api.call('POST', `/distributions/${distributionId}/start`, { as: 'finance_maker' })
const float = async () =>
  (await api.call('GET', `/distributions/${distributionId}/float`, { as: 'finance_maker' })).json

describe('the float of an FSP account', () => {
  it('is not known before the FSP told it', async () => {
    expect(await float()).toMatchObject({ reading: null, shortMinor: null, says: expect.stringContaining('not known') })
  })

  it('is asked for before a start, unless it was lately and is enough', async () => {
    said = async () => money(400_000n, 'KES')
    await start()
    expect(asked).toBe(1)
    expect(await float()).toMatchObject({
      fresh: true,
      shortMinor: '101000',
      says: 'KES 1,010.00 is missing to start it.',
    })
    said = async () => money(501_000n, 'KES')
    await start()
    expect(asked).toBe(2)
    await start()
    expect(asked).toBe(2)
    expect(await float()).toMatchObject({
      shortMinor: '0',
      says: 'There is enough for it and for all that was approved.',
    })
  })

  it('is told for the first ones alone, before somebody pays no more than them', async () => {
    said = async () => money(400_000n, 'KES')
    await api.call('POST', `/fsp-accounts/${accountId}/balance`, { as: 'finance_maker' })
    const path = `/distributions/${distributionId}/pay-first/dry-run`
    const counted = async (count: unknown) =>
      (await api.call('POST', path, { as: 'finance_maker', body: { count } })).json
    const whole = { now: 1, nowMinor: '500000', feeReserveMinor: '1000', waiting: 0, waitingMinor: '0' }
    expect(await counted(null)).toEqual({ ...whole, shortMinor: '101000' })
    expect(await counted(1)).toEqual({ ...whole, shortMinor: '101000' })
    await sql`update payout set position = 2`.execute(api.house.db)
    expect(await counted(1)).toEqual({
      now: 0,
      nowMinor: '0',
      feeReserveMinor: '0',
      waiting: 1,
      waitingMinor: '500000',
      shortMinor: '0',
    })
    await sql`update payout set position = 1`.execute(api.house.db)
    // It only counts.
    const { json } = await api.call('GET', `/distributions/${distributionId}`, { as: 'finance_maker' })
    expect(json.payFirst).toBeNull()
    expect((await api.call('POST', path, { as: 'finance_maker', body: { count: 0 } })).status).toBe(422)
  })

  it('that can not be had stops no start', async () => {
    await sql`delete from float_reading`.execute(api.house.db)
    said = () => Promise.reject(new FspUnreachable('no_answer', 'away'))
    expect((await start()).status).toBe(200)
  })

  it('is shown over time and against every distribution that was approved', async () => {
    said = async () => money(900_000n, 'KES')
    await api.call('POST', `/fsp-accounts/${accountId}/balance`, { as: 'finance_maker' })
    const { json } = await api.call('GET', `/fsp-accounts/${accountId}/float?hours=1`, { as: 'finance_maker' })
    expect(json).toMatchObject({
      currency: 'KES',
      reading: { heldMinor: '900000', source: 'asked' },
      series: [{ heldMinor: '900000' }],
      toSendMinor: '501000',
      inTransitMinor: '0',
      spareMinor: '399000',
      needs: [{ distributionId, state: 'approved', toSendMinor: '501000', nowMinor: '501000', shortMinor: '0' }],
    })
  })

  it('too small is no reason not to start for whoever gives one', async () => {
    const path = `/distributions/${distributionId}/start-short`
    expect((await api.call('POST', path, { as: 'finance_maker', body: {} })).status).toBe(422)
    const reason = 'the bank confirmed the transfer'
    expect((await api.call('POST', path, { as: 'finance_maker', body: { reason } })).status).toBe(200)
    expect(api.lives.asked.at(-1)).toMatchObject({
      what: `distribution/${distributionId}.startShort`,
      args: [{ person: 'the-finance_maker' }, reason, {}],
    })
  })
})
