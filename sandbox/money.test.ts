import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carrierByPrefix } from './carriers.js'
import { dashedUtc, dottedEastAfrican, startOfDay } from './dates.js'
import { parseExactly, withNumber } from './exact-json.js'
import { jsonLiteral, minor, minorFromLiteral, moneyText } from './money.js'

describe('money', () => {
  test.each([
    ['5000', 'KES', 500_000],
    ['5000.5', 'KES', 500_050],
    ['5000.5000', 'KES', 500_050],
    ['0.01', 'KES', 1],
    ['5000', 'UGX', 5_000],
    ['5000.00', 'UGX', 5_000],
    ['0.001', 'KES', undefined],
    ['5000.5', 'UGX', undefined],
    ['-5', 'KES', undefined],
    ['5e3', 'KES', undefined],
    ['', 'KES', undefined],
  ])('%s %s is %s minor units', (literal, currency, units) => {
    expect(minorFromLiteral(literal, currency)).toBe(units)
  })

  test('is written with four digits and comes back the same', () => {
    expect(moneyText(minor(1_000), 'KES')).toBe('KES 10.0000')
    expect(moneyText(minor(-5), 'KES')).toBe('KES -0.0500')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), fc.constantFrom('KES', 'UGX'), (units, currency) => {
        if (currency === 'UGX') fc.pre(units < 1_000_000_000_000)
        expect(minorFromLiteral(moneyText(minor(units), currency).slice(4), currency)).toBe(units)
        expect(minorFromLiteral(jsonLiteral(minor(units), currency), currency)).toBe(units)
      }),
    )
  })
})

describe('exact JSON', () => {
  test('keeps numbers as they were written and leaves texts alone', () => {
    expect(parseExactly('{"a":10.10,"b":["x 1.5 \\" 2",-0],"c":1e2}')).toEqual({
      a: { literal: '10.10' },
      b: ['x 1.5 " 2', { literal: '-0' }],
      c: { literal: '1e2' },
    })
    expect(() => parseExactly('{"a":1')).toThrow(SyntaxError)
  })

  test('agrees with JSON.parse on everything but numbers', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), value => {
        const text = JSON.stringify(value)
        const plain: unknown = JSON.parse(text)
        const exact = JSON.stringify(parseExactly(text)).replace(/\{"literal":"(-?[\d.eE+-]+)"\}/g, '$1')
        expect(JSON.parse(exact)).toEqual(plain)
      }),
    )
  })

  test('writes one number by its literal', () => {
    expect(withNumber({ a: 'x' }, 'amount', '10.10')).toBe('{"amount":10.10,"a":"x"}')
    expect(withNumber({}, 'amount', '1')).toBe('{"amount":1}')
  })
})

test('dates are written in the two ways of the provider', () => {
  const at = Date.UTC(2018, 4, 12, 21, 46, 12)
  expect(dashedUtc(at)).toBe('2018-05-12 21:46:12')
  expect(dottedEastAfrican(at)).toBe('13.05.2018 00:46:12')
  expect(startOfDay('2018-05-12')).toBe(Date.UTC(2018, 4, 12))
  expect(startOfDay('12.05.2018')).toBeUndefined()
})

test.each([
  ['+254722000000', 'Safaricom'],
  ['+254110000000', 'Safaricom'],
  ['+254100000000', 'Airtel'],
  ['+254763000000', 'Airtel'],
  ['+254770000000', 'Telkom'],
  ['+254109000000', undefined],
  ['+255722000000', undefined],
])('the prefix of %s says %s', (phoneNumber, carrier) => {
  expect(carrierByPrefix(phoneNumber)).toBe(carrier)
})
