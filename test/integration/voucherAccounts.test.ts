/** An account at an FSP that gives vouchers: set up like any other, tested, and chosen for what it can do. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testFsp } from '../../fsp/connection.js'
import { aVoucherAccount, VoucherGround } from '../contract/voucherGround.js'
import { anApi, aProgramme, type TestApi } from './apiGround.js'

const ground = new VoucherGround()
let api: TestApi
let accountId: string
const env: Record<string, string> = {}
const secret = aVoucherAccount().credentials['password'] ?? ''
const account = (over: object = {}) => ({ ...aVoucherAccount(), name: `Vouchers ${randomUUID()}`, ...over })
const create = (body: object) => api.call('POST', '/fsp-accounts', { as: 'administrator', body })

beforeAll(async () => {
  await ground.start()
  env['INTERSOLVE_URL'] = ground.url
  api = await anApi({ testFsp: given => testFsp(given, env) })
  accountId = (await create(account())).json.id
})
afterAll(async () => {
  await api.close()
  await ground.stop()
})

const connection = async (id = accountId) =>
  (await api.call('GET', `/fsp-accounts/${id}/connection`, { as: 'administrator' })).json

describe('an account that gives vouchers', () => {
  it('is stored with its password sealed, and shows only its name', async () => {
    const shown = await api.call('GET', `/fsp-accounts/${accountId}`, { as: 'administrator' })
    expect(shown.json).toMatchObject({ fspName: 'intersolve', credentialNames: ['password', 'username'] })
    expect(shown.text + api.logged()).not.toContain(secret)
    const kinds = (await api.call('GET', '/fsps', { as: 'administrator' })).json.items
    expect(kinds).toContainEqual(expect.objectContaining({ name: 'intersolve', gives: 'vouchers' }))
  })

  it('with something wrong is refused, field by field', async () => {
    const { status, json, text } = await create(account({ settings: { ean: '12' } }))
    expect([status, json.errors]).toEqual([422, [expect.objectContaining({ where: 'body.settings.ean' })]])
    expect(text).not.toContain(secret)
  })

  it('is tested without anything being issued', async () => {
    expect(await connection()).toMatchObject({ is: 'ok', says: 'The FSP answers and lets this account in.' })
    const wrong = (await create(account({ credentials: { username: 'ngo', password: 'another' } }))).json.id
    expect(await connection(wrong)).toMatchObject({ is: 'refused', says: 'The FSP does not accept our credentials.' })
    await ground.trouble({ kind: 'answer-lost-before', where: 'voucher-balance', count: 1 })
    expect(await connection()).toMatchObject({ is: 'unreachable' })
    delete env['INTERSOLVE_URL']
    expect(await connection()).toMatchObject({
      is: 'misconfigured',
      says: expect.stringContaining('Set INTERSOLVE_URL'),
    })
    env['INTERSOLVE_URL'] = ground.url
    expect(api.logged()).not.toContain(secret)
  })

  it('pays programmes in its currency, and no trial, for which money is sent', async () => {
    const euros = (over: object = {}) => aProgramme({ currency: 'EUR', country: 'NL', ...over })
    const made = await api.call('POST', '/programmes', {
      as: 'administrator',
      body: euros({ fspAccountId: accountId }),
    })
    expect(made.status).toBe(201)
    const { id } = (await api.call('POST', '/programmes', { as: 'administrator', body: euros() })).json
    const chosen = await api.call('POST', `/programmes/${id}/fsp-account`, {
      as: 'administrator',
      body: { fspAccountId: accountId },
    })
    expect(chosen.status).toBeLessThan(300)
    const body = { number: '+31612345678', name: 'Asha Lokol', consent: true, reason: 'first trial' }
    const trial = await api.call('POST', `/fsp-accounts/${accountId}/trial-payments`, { body })
    expect([trial.status, trial.json.detail]).toEqual([409, expect.stringContaining('issues vouchers')])
  })

  it('tells no balance of its own and has no address to be called at', async () => {
    const ask = async (method: 'GET' | 'POST', what: string) =>
      (await api.call(method, `/fsp-accounts/${accountId}/${what}`, { as: 'administrator' })).json
    expect(await ask('POST', 'balance')).toMatchObject({ status: 409, detail: 'This FSP does not tell balances.' })
    expect(await ask('GET', 'callback-urls')).toMatchObject({
      status: 409,
      detail: expect.stringContaining('calls nobody back'),
    })
  })
})
