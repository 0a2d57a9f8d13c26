import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customValue, exampleValues, fieldsOf, numberEnd, type FieldValues } from '../domain/messageFields.js'
import type { CustomField } from '../domain/customField.js'
import type { Language } from '../domain/language.js'
import { money, type Currency } from '../domain/money.js'
import { prepareText } from './render.js'
import { shownAmount, shownDay } from './shown.js'

/** Whatever a list may hold: controls, halves of characters, letters that no font has. */
const anyLetters = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x2fff }), fc.integer({ min: 0xd700, max: 0x10ffff })), { maxLength: 200 })
  .map(codes => String.fromCodePoint(...codes))

const fields = { ...fieldsOf('payment_sent'), ...fieldsOf('reminder') }
const told = (source: string, language: Language = 'en', over: FieldValues = {}, timeZone = 'Africa/Nairobi') => {
  const ready = prepareText(source, language, fields, timeZone)
  if (!ready.ok) return ready.why
  const read = ready.prepared.tell({ ...exampleValues(fields), ...over })
  return read.ok ? read.text : read.why
}

describe('an amount', () => {
  it.each([
    ['en', 500000n, 'KES', 'KES 5,000'],
    ['en', 500050n, 'KES', 'KES 5,000.50'],
    ['sw', 500000n, 'KES', 'KES 5,000'],
    ['tuv', 500050n, 'KES', 'KES 5,000.50'],
    ['saq', 500000n, 'KES', 'KES 5,000'],
    ['nl', 123450n, 'EUR', 'EUR 1.234,50'],
    ['fr', 500000n, 'CDF', '5 000 CDF'],
    ['ar', 500050n, 'SSP', '5,000.50 SSP'],
    ['en', 5000n, 'UGX', 'UGX 5,000'],
    ['en', 5n, 'KES', 'KES 0.05'],
    ['sw', -500000n, 'KES', '-KES 5,000'],
    ['en', 12345678901234567890n, 'KES', 'KES 123,456,789,012,345,678.90'],
  ] as const)('in %s of %s %s is %s', (language, minor, currency, text) =>
    expect(shownAmount(money(minor, currency), language)).toBe(text),
  )

  it('is every minor unit of what is paid, however large', () => {
    const languages = ['en', 'nl', 'fr', 'ar'] as const
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 25n),
        fc.constantFrom<Currency>('KES', 'UGX'),
        fc.constantFrom(...languages),
        (minor, currency, language) => {
          const text = shownAmount(money(minor, currency), language)
          const [whole = '', part = ''] = text.replace(/[A-Z ]/g, '').split(/[.,](?=\d\d$)/)
          expect(BigInt(whole.replace(/[.,]/g, '') + (currency === 'KES' ? part.padEnd(2, '0') : ''))).toBe(minor)
        },
      ),
    )
  })
})

describe('a day', () => {
  it.each([
    ['en', '27 November 2026'],
    ['sw', '27 Novemba 2026'],
    ['nl', '27 november 2026'],
    ['fr', '27 novembre 2026'],
    ['ar', '27 نوفمبر 2026'],
    ['tuv', '27 Novemba 2026'],
    ['saq', '27 Novemba 2026'],
  ] as const)('in %s is %s', (language, text) => expect(shownDay('2026-11-27', language)).toBe(text))

  it('is the one that it was where the programme is', () => {
    const date = new Date('2026-11-26T21:30:00Z')
    expect(told('{date, date, short}', 'en', { date })).toBe('27/11/2026')
    expect(told('{date, date, short}', 'en', { date }, 'America/New_York')).toBe('26/11/2026')
    expect(told('{date, date, short}', 'en', { date: '2026-11-26' }, 'Pacific/Kiritimati')).toBe('26/11/2026')
  })
})

describe('a text as somebody reads it', () => {
  it('holds their values in the forms of their language', () => {
    expect(told('{name}: {amount}, {date}, {receipt}, {number_end}')).toBe(
      'Mary Atieno: KES 5,000, 26 November 2026, TJF987E58C, ***733',
    )
    const days = '{days, plural, =0 {today} one {# day} other {# days}}'
    expect([0, 1, 1200].map(each => told(days, 'en', { days: each }))).toEqual(['today', '1 day', '1,200 days'])
    const arabic = '{days, plural, zero {ص} one {و} two {ث} few {ق #} many {ك #} other {غ #}}'
    expect([1, 2, 3, 11, 100].map(each => told(arabic, 'ar', { days: each }))).toEqual([
      'و',
      'ث',
      'ق 3',
      'ك 11',
      'غ 100',
    ])
    expect(told('{way, select, cash {C} other {O}}', 'en', { way: 'cash' })).toBe('C')
  })

  it('keeps an apostrophe what it is, and leaves no gap where a form is empty', () => {
    expect(told("l'{programme} n'a rien, d''ici", 'fr')).toBe("l'Isiolo Cash n'a rien, d''ici")
    expect(told('One. {way, select, cash {} other {}} Two.')).toBe('One. Two.')
  })

  it('takes values for data, whatever they look like', () => {
    expect(told('Hi {name}', 'en', { name: "{amount} '{x}' {y, plural, other {#}} <b>" })).toBe(
      "Hi {amount} '{x}' {y, plural, other {#}} <b>",
    )
    expect(told('Hi {name}!', 'en', { name: ' Mary\r\nSTOP\u0000\u202e\u2066 Atieno\ud800 ' })).toBe(
      'Hi Mary STOP Atieno\ufffd!',
    )
    expect([...told('{name}', 'en', { name: '👍'.repeat(5_000) })]).toHaveLength(120)
  })

  it('is refused where a value is missing that it needs, and only there', () => {
    const source = '{way, select, mobile_money {Receipt {receipt}} other {No receipt}}'
    expect(told(source, 'en', { receipt: undefined })).toBe('The text names {receipt}, which is not known here.')
    expect(told(source, 'en', { receipt: undefined, way: 'cash' })).toBe('No receipt')
    expect(told('{amount}', 'en', { amount: '5000' })).toContain('{amount}')
    expect(told('{date}', 'en', { date: new Date(NaN) })).toContain('{date}')
    expect(told('{toString}')).toContain('{toString}')
  })

  it('keeps its direction where a value runs the other way', () => {
    expect(told('رقمك {number_end} هنا', 'ar')).toBe('رقمك \u200e***733\u200e هنا')
    expect(told('الإيصال {receipt} هنا', 'ar')).toBe('الإيصال TJF987E58C هنا')
    expect(told('{name}، أرسل', 'ar')).toBe('\u200fMary Atieno، أرسل')
    expect(told('{name}, {amount}', 'nl', { name: 'محمد' })).toBe('\u200eمحمد\u200e, KES 5.000')
    expect(told('{name}, {amount}', 'nl')).toBe('Mary Atieno, KES 5.000')
  })

  it('never fails on what people are called', () => {
    const ready = prepareText('{name} {amount} {days, plural, other {#}}', 'ar', fields, 'Africa/Nairobi')
    if (!ready.ok) throw new Error(ready.why)
    fc.assert(
      fc.property(anyLetters, name => {
        const read = ready.prepared.tell({ ...exampleValues(fields), name })
        return read.ok && !/\p{Surrogate}/u.test(read.text) && !/[\n\r\u202a-\u202e\u2066-\u2069]/.test(read.text)
      }),
    )
  })
})

describe('fields of the programme itself', () => {
  const field = (type: CustomField['type'], rules: CustomField['rules'] = {}): CustomField => ({
    ...{ key: 'x', labels: { en: 'X' }, required: false, personal: false },
    ...{ type, rules },
  })
  const options = ['well', 'river'].map(key => ({ key, labels: { en: key.toUpperCase(), sw: `sw-${key}` } }))
  const shown = (custom: CustomField, stored: string, source = '{field_x}', language: Language = 'tuv') => {
    const all = fieldsOf('broadcast', [custom])
    const ready = prepareText(source, language, all, 'Africa/Nairobi')
    const read = ready.ok
      ? ready.prepared.tell({ field_x: customValue(custom, stored, [language, 'sw', 'en']) })
      : ready
    return read.ok ? read.text : read.why
  }

  it('read as what they are, in the language of the text or the next', () => {
    expect(shown(field('whole'), '1200')).toBe('1,200')
    expect(shown(field('decimal'), '123456789012345.123456789')).toBe('123,456,789,012,345.123456789')
    expect(shown(field('date'), '2026-11-26')).toBe('26 Novemba 2026')
    expect(shown(field('one_of', { options }), 'river')).toBe('sw-river')
    expect(shown(field('one_of', { options }), 'river', '{field_x, select, river {R} other {O}}')).toBe('R')
    expect(shown(field('many_of', { options }), 'river;well')).toBe('sw-river, sw-well')
    expect(shown(field('yes_no'), 'yes', '{field_x, select, yes {Y} other {N}}')).toBe('Y')
    expect(shown(field('text'), '')).toContain('not known')
  })

  it('show of a number what recognises it and no more, in letters of a plain SMS', () => {
    expect(numberEnd('+254712345733')).toBe('***733')
  })
})
