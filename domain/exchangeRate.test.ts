import { describe, expect, it } from 'vitest'
import { converted, readRate, wrongWithRate, type ExchangeRate } from './exchangeRate.js'
import { money } from './money.js'

const rate = (text: string, currency: ExchangeRate['currency'] = 'EUR'): ExchangeRate => ({
  currency,
  rate: text,
  on: '2026-11-20',
  source: 'InforEuro',
})

describe('a rate', () => {
  it.each([
    ['129.35', '129.35'],
    [' 0129.3500 ', '129.35'],
    ['150', '150'],
    ['150.000', '150'],
    ['0.0075', '0.0075'],
    ['999999999999.999999999999', '999999999999.999999999999'],
  ])('%s is written as %s', (given, read) => {
    expect(readRate(given)).toBe(read)
  })

  it.each(['', '0', '0.000', '-1', '1,5', '1e3', '.5', '5.', '1234567890123', '1.1234567890123', 'NaN'])(
    '%s is none',
    given => {
      expect(readRate(given)).toBeNull()
    },
  )

  it('is of another currency, of a day that there is, and somebody’s', () => {
    expect(wrongWithRate(rate('129.35'), 'KES')).toBeNull()
    expect(wrongWithRate(rate('1', 'KES'), 'KES')).toMatch(/already/)
    expect(wrongWithRate({ ...rate('1'), on: '2026-02-30' }, 'KES')).toMatch(/day/)
    expect(wrongWithRate({ ...rate('1'), source: ' ' }, 'KES')).toMatch(/whose/)
    expect(wrongWithRate(rate('0'), 'KES')).toMatch(/above zero/)
  })
})

describe('a sum in the currency of the report', () => {
  it('is divided exactly and rounded half up once', () => {
    expect(converted(money(12_935n, 'KES'), rate('129.35'))).toEqual(money(100n, 'EUR'))
    // KES 1.00 at 200 is half a cent, at 200.01 less than that.
    expect(converted(money(100n, 'KES'), rate('200'))).toEqual(money(1n, 'EUR'))
    expect(converted(money(100n, 'KES'), rate('200.01'))).toEqual(money(0n, 'EUR'))
    expect(converted(money(-100n, 'KES'), rate('200'))).toEqual(money(-1n, 'EUR'))
    expect(converted(money(0n, 'KES'), rate('129.35'))).toEqual(money(0n, 'EUR'))
  })

  it('minds how many digits each currency has', () => {
    expect(converted(money(3_700_000n, 'UGX'), rate('3700'))).toEqual(money(100_000n, 'EUR'))
    expect(converted(money(100_000n, 'EUR'), rate('0.00027', 'UGX'))).toEqual(money(3_703_704n, 'UGX'))
  })

  it('is exact where a float is not', () => {
    expect(converted(money(9_007_199_254_740_993n, 'KES'), rate('1'))).toEqual(money(9_007_199_254_740_993n, 'EUR'))
    expect(converted(money(1n, 'KES'), rate('0.000000000001'))).toEqual(money(1_000_000_000_000n, 'EUR'))
  })
})
