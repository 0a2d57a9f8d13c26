import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAccount, anApi, type TestApi } from './apiGround.js'

let api: TestApi
let accountId: string
beforeAll(async () => {
  api = await anApi({ settings: { trialMostTimes: 5 } })
  const made = await api.call('POST', '/fsp-accounts', {
    as: 'administrator',
    body: anAccount({ settings: { productName: 'cash', minAmountMinor: '1000' } }),
  })
  accountId = made.json.id
  const path = `/fsp-account-changes/${made.json.proposalId}/decide`
  await api.call('POST', path, { as: 'finance_approver', body: { approve: true } })
})
afterAll(() => api.close())

const body = (over: object = {}) => ({ number: '0712 345 678', name: 'Asha Lokol', consent: true, ...over })
const propose = (over: object = {}, key?: string) =>
  api.call('POST', `/fsp-accounts/${accountId}/trial-payments`, {
    as: 'finance_maker',
    body: body(over),
    ...(key === undefined ? {} : { key }),
  })
const decide = (id: string, as: 'finance_approver' | 'finance_maker' = 'finance_approver', key?: string) =>
  api.call('POST', `/trial-payments/${id}/decide`, {
    as,
    body: { approve: true },
    ...(key === undefined ? {} : { key }),
  })

describe('a trial payment', () => {
  it('takes a number of the country, a consent and an amount within the limit', async () => {
    expect((await propose({ number: '020 1234567' })).json.errors).toMatchObject([{ where: 'body.number' }])
    expect((await propose({ consent: false })).status).toBe(422)
    expect((await propose({ amountMinor: '5100' })).json.detail).toContain('at most KES 50.00')
    expect((await propose({ amountMinor: '900' })).json.detail).toContain('smallest amount')
  })

  it('is the smallest amount, proposed once for one key, and waits for whoever may decide it', async () => {
    const first = await propose({}, 'one-trial-only')
    const again = await propose({}, 'one-trial-only')
    expect([first.status, again.json.id]).toEqual([201, first.json.id])
    const waiting = await api.call('GET', '/waiting', { as: 'finance_approver' })
    expect(waiting.json.proposals).toMatchObject([
      { kind: 'trial_payment', subject: accountId, summary: { amountMinor: '1000', currency: 'KES' } },
    ])
    expect(waiting.text).not.toContain('712345678')
    expect((await decide(first.json.id, 'finance_maker')).status).toBe(403)
  })

  it('shows the number to whoever may see numbers, and masks it for the others', async () => {
    const { items } = (await api.call('GET', `/fsp-accounts/${accountId}/trial-payments`, { as: 'auditor' })).json
    const path = `/trial-payments/${items[0].id}`
    expect((await api.call('GET', path, { as: 'finance_approver' })).json.to.number).toBe('+254712345678')
    const masked = (await api.call('GET', path, { as: 'finance_maker' })).json
    expect(masked.to).toEqual({ name: 'A••• L•••', number: '+2547•••••678' })
    expect(masked).toMatchObject({ state: 'proposed', amountMinor: '1000', lines: [] })
  })

  it('begins once when it is approved, however often that is asked', async () => {
    const { items } = (await api.call('GET', `/fsp-accounts/${accountId}/trial-payments`, { as: 'auditor' })).json
    const [{ id }] = items
    expect((await decide(id)).status).toBe(200)
    expect((await decide(id)).status).toBe(200)
    const { json } = await api.call('GET', `/trial-payments/${id}`, { as: 'auditor' })
    expect(json).toMatchObject({ state: 'approved', payout: 'ready', decidedBy: 'the-finance_approver' })
    expect(json.lines).toContainEqual({
      what: 'sent',
      ok: null,
      says: 'not yet',
      said: { code: 'trial_not_yet', values: {} },
    })
    const woken = api.lives.asked.filter(each => each.what === `distribution/${json.distributionId}.wake`)
    expect(woken).toHaveLength(1)
    const rows = await api.house.db.selectFrom('distribution').select(['state', 'started_by']).execute()
    expect(rows).toEqual([{ state: 'paying', started_by: 'mkono' }])
    expect(api.logged()).not.toContain('712345678')
  })
})
