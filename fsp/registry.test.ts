import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anAccount } from '../test/contract/builders.js'
import { money } from '../domain/money.js'
import { feeOf, readTariff } from './africastalking/tariff.js'
import { urlsFor } from './africastalking/settings.js'
import { accountProblems, connectorFor, knownFsps } from './registry.js'

const settings = { productName: 'Isiolo' }

describe('the connector of an account', () => {
  it('says what it can do', () => {
    const can = connectorFor(anAccount(), {}).describe()
    expect(can).toMatchObject({
      name: 'africastalking',
      currencies: ['KES'],
      recipientsPerCall: 10,
      callsAtOnce: 8,
      requestsPerSecond: null,
      fieldsNeeded: ['number'],
      keyWindowMs: null,
      longestProcessingMs: 120_000,
      validates: true,
    })
    expect(can.payableStepMinor('KES')).toBe(100n)
    expect(can.payableStepMinor('UGX')).toBe(1n)
    expect(can).not.toHaveProperty('minAmount')
  })

  it('takes what a contract promises from the account', () => {
    const contract = {
      ...settings,
      keyWindowMs: '86400000',
      longestProcessingMs: '5000',
      callsAtOnce: '2',
      requestsPerSecond: '20',
      minAmountMinor: '1000',
    }
    expect(connectorFor(anAccount({ settings: contract }), {}).describe()).toMatchObject({
      keyWindowMs: 86_400_000,
      longestProcessingMs: 5_000,
      callsAtOnce: 2,
      requestsPerSecond: 20,
      minAmount: money(1_000n, 'KES'),
    })
  })

  it('of an unknown FSP does not exist', () => {
    expect(() => connectorFor(anAccount({ fspName: 'bank' }), {})).toThrow('must be one of africastalking')
  })

  it('of an account that can not be used names the field and never the value', () => {
    const bad = anAccount({ credentials: { username: 'isiolo', apiKey: 'secret\nkey' } })
    expect(() => connectorFor(bad, {})).toThrow('Correct the credentials of the FSP account: apiKey.')
  })
})

describe('checking an account before it is kept', () => {
  const problems = (change: object) =>
    accountProblems({
      fspName: 'africastalking',
      currency: 'KES',
      credentials: { username: 'a', apiKey: 'b' },
      settings,
      ...change,
    })

  it('a good one has no problems', () => expect(problems({})).toEqual([]))

  it.each<[string, object, string]>([
    ['an unknown FSP', { fspName: 'bank' }, 'fspName'],
    ['no key', { credentials: { username: 'a' } }, 'credentials.apiKey'],
    ['no credentials', { credentials: null }, 'credentials'],
    ['no product', { settings: {} }, 'settings.productName'],
    ['a wrong reason', { settings: { ...settings, reason: 'Gift' } }, 'settings.reason'],
    ['a wrong tariff', { settings: { ...settings, tariff: '5:1' } }, 'settings.tariff'],
    ['wrong networks', { settings: { ...settings, acceptedNetworks: 'Safaricom' } }, 'settings.acceptedNetworks'],
    ['too many calls at once', { settings: { ...settings, callsAtOnce: '1000' } }, 'settings.callsAtOnce'],
    ['a currency without a tariff', { currency: 'UGX' }, 'settings'],
  ])('%s is named', (_, change, field) => expect(problems(change).map(problem => problem.field)).toEqual([field]))

  it('a currency with a tariff is fine', () => {
    expect(problems({ currency: 'UGX', settings: { ...settings, tariff: '*:1000' } })).toEqual([])
  })

  it('every known FSP has a name of its own', () => {
    const names = knownFsps().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('where the provider is', () => {
  it('by default on its real hosts', () => {
    expect(urlsFor('isiolo', {})).toEqual({
      payments: 'https://payments.africastalking.com',
      api: 'https://api.africastalking.com',
      insights: 'https://insights.africastalking.com',
    })
  })

  it('for the account called sandbox on the provider’s own test hosts', () => {
    expect(urlsFor('Sandbox', {}).payments).toBe('https://payments.sandbox.africastalking.com')
  })

  it('anywhere else, each service by its variable', () => {
    const urls = urlsFor('isiolo', {
      AFRICASTALKING_PAYMENTS_URL: 'http://127.0.0.1:4600/at/',
      AFRICASTALKING_API_URL: '',
    })
    expect(urls.payments).toBe('http://127.0.0.1:4600/at')
    expect(urls.api).toBe('https://api.africastalking.com')
  })

  it.each(['somewhere', 'ftp://host', 'http://me:secret@host', 'http://host/?key=1'])('%s is no such address', text => {
    expect(() => urlsFor('isiolo', { AFRICASTALKING_INSIGHTS_URL: text })).toThrow('AFRICASTALKING_INSIGHTS_URL')
  })
})

describe('the highest fee', () => {
  const fee = (minor: bigint, tariff?: string) =>
    connectorFor(anAccount({ settings: { ...settings, ...(tariff && { tariff }) } }), {}).highestFee(
      money(minor, 'KES'),
    )

  it.each([
    [100n, 1_500n],
    [1_000_000n, 1_500n],
    [1_000_001n, 2_500n],
    [5_000_000n, 2_500n],
    [5_000_001n, 4_000n],
    [10n ** 12n, 4_000n],
  ])('of %s cents is %s by default', (minor, expected) => expect(fee(minor)).toEqual(money(expected, 'KES')))

  it('follows the account’s tariff', () => expect(fee(500n, '400:7,*:9')).toEqual(money(9n, 'KES')))

  it.each(['', '*', '5:1', '*:1,*:2', '5:1,4:2,*:3', '5:1,5:2,*:3', '*:1,5:2', '1.5:2,*:3', '-1:2,*:3', '5:1,*:x'])(
    '%j is no tariff',
    text => expect(readTariff(text)).toBeUndefined(),
  )

  it('exists for every amount and never falls below what a rising tariff says', () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 1e6 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.bigInt({ min: 1n, max: 10n ** 12n }), (steps, amount) => {
        const bounds = [...new Set(steps.map(([bound]) => bound))].sort((a, b) => a - b)
        const fees = steps.map(([, one]) => one).sort((a, b) => a - b)
        const text = [...bounds.map((bound, index) => `${bound}:${fees[index]}`), '*:2000000'].join(',')
        const tariff = readTariff(text)!
        const at = bounds.findIndex(bound => amount <= BigInt(bound))
        expect(feeOf(tariff, amount)).toBe(at < 0 ? 2_000_000n : BigInt(fees[at]!))
      }),
    )
  })
})
