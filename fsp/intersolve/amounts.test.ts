import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { money } from '../../domain/money.js'
import { centsLiteral, readBalance, readCents } from './amounts.js'
import { readDocument } from './document.js'
import { readDay } from './issue.js'

const cents = fc.bigInt({ min: 0n, max: 10n ** 9n })

describe('an amount', () => {
  it('that leaves in cents is read as the same', () => {
    fc.assert(
      fc.property(cents, minor => {
        expect(readCents(centsLiteral(money(minor, 'EUR')), 'EUR')?.minor).toBe(minor)
      }),
    )
    // What 19.99 times 100 is as a float: 1998.9999999999998.
    expect(centsLiteral(money(1_999n, 'EUR'))).toBe('1999')
  })

  it('is the same whatever it is told in parts of', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 2, max: 6 }), (minor, places) => {
        const factor = 10n ** BigInt(places)
        expect(readBalance(String((minor * factor) / 100n), String(factor), 'EUR')?.minor).toBe(minor)
      }),
    )
  })

  it('is none where any text stands for it that is no number', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        fc.pre(!/^\d{1,15}(\.\d{1,6})?$/.test(text))
        expect(readCents(text, 'EUR')).toBeUndefined()
        expect(readBalance(text, '100', 'EUR')).toBeUndefined()
        expect(readBalance('100', text, 'EUR')).toBeUndefined()
      }),
    )
  })
})

it('a day is one of the calendar', () => {
  for (const day of ['2028-02-29', '2099-01-01']) expect(readDay(day)).toBe(day)
  expect(readDay('2027-01-31T00:00:00')).toBe('2027-01-31')
  for (const text of [undefined, '', '2027-02-29', '2027-13-01', '31-01-2027', '2027-1-1', '0000', '2027-01-31x'])
    expect(readDay(text)).toBeUndefined()
})

it('no document, however it is written, is more than an answer, a fault or nothing', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    'a',
    ':',
    '&amp;',
    '&x;',
    ' ',
    '"',
    '=',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<!--',
    '-->',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), pieces => {
      const body = `<s:Envelope><s:Body><GetCardResponse>${pieces.join('')}</GetCardResponse></s:Body></s:Envelope>`
      const read = readDocument(body, 'GetCard')
      expect([undefined, 'answer', 'fault']).toContain(read?.is)
    }),
  )
})
