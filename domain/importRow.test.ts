import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRow, identityText, type RowCells } from './importRow.js'

const rules = { country: 'KE', languages: ['sw', 'tuv', 'saq', 'en'] }
const ekai: RowCells = {
  name: 'Ekai Lokol',
  phone: '0722 794 740',
  place: 'Kinna',
  householdSize: '6',
  language: 'tuv',
  nationalId: '12345678',
  consent: 'yes',
  remarks: '',
  submittedAt: '2026-10-05T07:00:00',
}
const check = (changed: RowCells = {}) => checkRow({ ...ekai, ...changed }, rules)
const person = (changed: RowCells = {}) => {
  const row = check(changed)
  if (!row.ok) throw new Error(row.problems.map(({ message }) => message).join(' '))
  return row.person
}
const codes = (changed: RowCells) => {
  const row = check(changed)
  return row.ok ? [] : row.problems.map(({ column, code }) => `${column}: ${code}`)
}

describe('one row of a list', () => {
  it('becomes a person', () => {
    expect(check()).toEqual({
      ok: true,
      operator: 'Safaricom',
      person: {
        name: 'Ekai Lokol',
        number: '+254722794740',
        place: 'Kinna',
        householdSize: 6,
        language: 'tuv',
        nationalId: '12345678',
        remarks: null,
        custom: { plain: {}, personal: {} },
        partner: null,
        submittedAt: '2026-10-05T07:00:00',
      },
    })
  })

  it('tells all its errors at once', () => {
    expect(
      codes({
        name: ' ',
        phone: '020 1234567',
        place: '',
        householdSize: 'five',
        language: 'Klingon',
        nationalId: '1+2',
      }),
    ).toEqual([
      'name: required',
      'place: required',
      'phone: landline',
      'householdSize: not_whole',
      'language: unknown_language',
      'nationalId: malformed',
    ])
  })

  it('tells nothing but that when there is no consent', () => {
    for (const consent of ['no', '', 'hapana', 'nee', 'maybe', '0', undefined]) {
      const row = checkRow({ ...ekai, name: '', consent }, rules)
      expect(row).toMatchObject({ ok: false, consent: false, problems: [{ code: 'no_consent' }] })
    }
  })

  it.each(['yes', ' YES ', 'ja', 'Ndiyo', 'oui', '1', 'TRUE', 'sí'])('takes %j for consent', consent => {
    expect(check({ consent }).ok).toBe(true)
  })

  it('tidies a name padded and in capitals, and leaves every other as it was written', () => {
    expect(person({ name: '  EKAI  LOKOL ' }).name).toBe('Ekai Lokol')
    expect(person({ name: "MARY O'NEIL-WARIO" }).name).toBe("Mary O'Neil-Wario")
    expect(person({ name: 'Ekai wa Lokol' }).name).toBe('Ekai wa Lokol')
    expect(person({ name: 'አማርኛ' }).name).toBe('አማርኛ')
  })

  it.each([
    ['Turkana', 'tuv'],
    ['TUV', 'tuv'],
    ['kiswahili', 'sw'],
    ['Samburu', 'saq'],
    ['en-KE', 'en'],
    ['', 'sw'],
  ])('understands the language %j', (written, code) => {
    expect(person({ language: written }).language).toBe(code)
  })

  it('must name a language that the programme speaks', () => {
    expect(codes({ language: 'nl' })).toEqual(['language: not_spoken'])
  })

  it.each([
    ['0', 'out_of_range'],
    ['100', 'out_of_range'],
    ['', 'required'],
    ['5.5', 'not_whole'],
    ['-3', 'not_whole'],
    ['٥', 'not_whole'],
  ])('can not have %j household members', (householdSize, code) => {
    expect(codes({ householdSize })).toEqual([`householdSize: ${code}`])
  })

  it('takes a size that a spreadsheet wrote as 6.0', () => {
    expect(person({ householdSize: ' 6.0 ' }).householdSize).toBe(6)
  })

  it('holds nothing that a database can not store', () => {
    expect(person({ name: 'Ekai\0Lokol\ud800', remarks: 'two\nlines\u0000' })).toMatchObject({
      name: 'Ekai Lokol\ufffd',
      remarks: 'two lines',
    })
  })

  it('never repeats a value of the row in its errors', () => {
    const secret = '98765abc'
    const row = check({ phone: secret, householdSize: secret, language: secret, nationalId: `${secret}+` })
    expect(JSON.stringify(row)).not.toContain(secret)
  })

  it('is the same row however its number, blanks and ID are written, and another if anything else differs', () => {
    const same = [
      { phone: '+254722794740' },
      { name: ' Ekai  Lokol' },
      { nationalId: '12.345.678' },
      { language: 'Turkana' },
    ]
    for (const changed of same) expect(identityText(person(changed))).toBe(identityText(person()))
    const others = [
      { phone: '0722794741' },
      { remarks: 'widow' },
      { submittedAt: '2026-10-05T07:00:01' },
      { householdSize: '7' },
    ]
    for (const changed of others) expect(identityText(person(changed))).not.toBe(identityText(person()))
  })

  it('is checked without a crash, whatever stands in its cells', () => {
    const cell = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map(units => String.fromCharCode(...units)),
      fc.constantFrom('yes', '0722794740', '6', 'sw'),
    )
    const row = fc.record({
      name: cell,
      phone: cell,
      place: cell,
      householdSize: cell,
      language: cell,
      nationalId: cell,
      remarks: cell,
    })
    fc.assert(
      fc.property(row, cells => {
        const checked = checkRow({ ...cells, consent: 'yes' }, rules)
        if (!checked.ok) expect(checked.problems.length).toBeGreaterThan(0)
        else expect(checked.person.number).toMatch(/^\+254\d{9}$/)
      }),
    )
  })
})
