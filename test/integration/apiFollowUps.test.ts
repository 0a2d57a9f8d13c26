/** Follow-ups, moves and withdrawal charges as they are asked for: what the rows do is followUps, moves and withdrawal. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pricingOf } from '../../api/pricing.js'
import { closePayout } from '../../db/attempts.js'
import { freezeList } from '../../db/distributionList.js'
import { openFspAccount } from '../../db/fspAccounts.js'
import type { DistributionId, FspAccountId, PayoutId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
import { connectorFor } from '../../fsp/registry.js'
import { anAccount, anApi, aProgramme, type TestApi } from './apiGround.js'

let api: TestApi
let accounts: FspAccountId[]
let programmeId: string
let personId: string
beforeAll(async () => {
  api = await anApi()
  const made = [anAccount(), anAccount()].map(body => api.call('POST', '/fsp-accounts', { as: 'administrator', body }))
  accounts = (await Promise.all(made)).map(answer => answer.json.id as FspAccountId)
  await sql`update fsp_account set confirmed_by = 'chege', paused_reason = null`.execute(api.house.db)
  const programme = await api.call('POST', '/programmes', { body: aProgramme({ fspAccountId: accounts[0] }) })
  programmeId = programme.json.id
  const body = { name: 'Planted Naserian', phone: '0712345601', place: 'Wabera', householdSize: 5, consent: true }
  personId = (await api.call('POST', `/programmes/${programmeId}/beneficiaries`, { body })).json.id
  for (const state of ['validated', 'included'])
    await sql`update beneficiary set state = ${state}, account_check = 'ok'`.execute(api.house.db)
})
afterAll(() => api.close())

async function frozen(id: DistributionId): Promise<void> {
  const { house } = api
  const pricing = pricingOf(connectorFor(await openFspAccount(house, accounts[0]!), {}), 'KES')
  const list = await freezeList(house, { distributionId: id, pricing })
  if (!list.ok) throw new Error(list.why)
}

const bands = [{ fromMinor: '100', toMinor: '10000000', chargeMinor: '2900' }]

it('a tariff is entered for an account, and the programme that bears it shows it in dry runs', async () => {
  const path = `/fsp-accounts/${accounts[0]}/withdrawal-tariffs`
  const add = (body: object) => api.call('POST', path, { as: 'administrator', body })
  expect((await add({ validFrom: '2026-01-01', bands: [{ ...bands[0], chargeMinor: '-1' }] })).status).toBe(422)
  expect((await add({ validFrom: '2026-01-01', bands })).json).toEqual({ version: 1 })
  expect((await api.call('GET', path)).json.items).toMatchObject([{ version: 1, validFrom: '2026-01-01', bands }])
  const set = { body: { bornBy: 'programme' } }
  expect((await api.call('POST', `/programmes/${programmeId}/withdrawal-charges`, set)).status).toBe(200)
  expect((await api.call('GET', `/programmes/${programmeId}`)).json.withdrawalCharges).toBe('programme')
  const dryRun = await api.call('POST', `/programmes/${programmeId}/distributions/dry-run`, { body: { round: 1 } })
  expect(dryRun.json).toMatchObject({ payable: 1, amountMinor: '502900', withdrawalMinor: '2900' })
})

it('an ended list is followed up; the approver is told of what it is', async () => {
  const { house, lives } = api
  const made = await api.call('POST', `/programmes/${programmeId}/distributions`, {
    body: { round: 1, name: 'Round 1' },
  })
  const of = made.json.id as DistributionId
  await frozen(of)
  expect((await api.call('POST', `/distributions/${of}/follow-up`, { body: {} })).status).toBe(409)
  const { rows } = await sql<{ id: PayoutId }>`select id from payout`.execute(house.db)
  await closePayout(house, { payoutId: rows[0]!.id, by: mkono, why: 'a test', as: 'cancelled' })
  await sql`update distribution set state = 'cancelled'`.execute(house.db)
  const dryRun = await api.call('POST', `/distributions/${of}/follow-up/dry-run`, { body: {} })
  expect(dryRun.json).toMatchObject({ payable: 1, amountMinor: '502900', withdrawalMinor: '2900', notPayable: [] })
  const followUp = await api.call('POST', `/distributions/${of}/follow-up`, { body: { payFirst: 1 } })
  expect(followUp.status).toBe(201)
  const { id } = followUp.json
  expect(lives.asked.at(-1)).toMatchObject({ what: `distribution/${id}.begin` })
  await frozen(id)
  const shown = await api.call('GET', `/distributions/${id}/approval`, { as: 'finance_approver' })
  expect(shown.json).toMatchObject({
    distribution: { followUpOf: of, name: 'Round 1, follow-up', round: 1, payFirst: 1, withdrawalMinor: '2900' },
    followUpOf: { distributionId: of, name: 'Round 1', people: 1, notPaid: 1, notPaidMinor: '502900' },
  })
  const list = await api.call('GET', `/distributions/${id}/list`, { as: 'finance_approver' })
  expect(list.json.items).toMatchObject([{ amountMinor: '502900', withdrawalMinor: '2900' }])
})

it('a person is proposed to be paid through another account, and stands so among the corrections', async () => {
  const path = `/beneficiaries/${personId}/fsp-account`
  const body = { fspAccountId: accounts[1], reason: 'uses another operator' }
  expect((await api.call('POST', path, { body: { ...body, fspAccountId: programmeId } })).status).toBe(404)
  const proposed = await api.call('POST', path, { body })
  expect(proposed.status).toBe(201)
  const waiting = await api.call('GET', `/programmes/${programmeId}/corrections`, { as: 'finance_approver' })
  expect(waiting.json.items).toMatchObject([{ id: proposed.json.id, fspAccountId: accounts[1], moves: true }])
  const story = await api.call('GET', `/beneficiaries/${personId}`)
  expect(story.json.destinations[0]).toMatchObject({ version: 2, fspAccountId: accounts[1] })
})
