import { describe, expect, it } from 'vitest'
import { blockingKeys, comparable, inWords, isLikely, isOneSlip, likeness, type Described } from './likeness.js'
import { nameLikeness, wordsOf } from './spelling.js'

const alike = (a: string, b: string): number => nameLikeness(wordsOf(a), wordsOf(b))
const somebody = (given: Partial<Described> = {}) =>
  comparable({ name: 'Mohamed Ali', place: 'Kinna', householdSize: 5, phone: null, nationalId: null, ...given })

describe('names', () => {
  it.each([
    ['Mohamed Ali', 'Muhammad Ali'],
    ['Mohamed Ali', 'Maxamed Cali'],
    ['Mohamed Ali', 'Ali Muhammad'],
    ['Aisha Hassan', 'Aysha Hasan'],
    ['Caasha Xasan', 'Aisha Hassan'],
    ['Fatuma Abdullahi', 'Fatouma Abdulahi'],
    ['Hannah Wanjiku', 'Hanna Wanjikuu'],
    ['Jaamac Warsame', 'Jama Warsame'],
    ['Abdirahman Noor', 'Abdi Rahman Nur'],
    ['محمد علي', 'Mohamed Ali'],
    ['حسن إبراهيم', 'Hassan Ibrahim'],
    ['Олена Шевченко', 'Olena Shevchenko'],
    ['ተስፋዬ አበበ', 'Tesfaye Abebe'],
  ])('%s and %s sound the same', (a, b) => {
    expect(alike(a, b)).toBeGreaterThan(0.84)
    expect(alike(b, a)).toBe(alike(a, b))
  })

  it.each([
    ['Ekai Lokol', 'Akai Lokol'],
    ['Amina Mohamed Ali', 'Halima Mohamed Ali'],
    ['Hassan Ali', 'Hussein Omar'],
    ['Ali', 'Ali Hassan'],
    ['Peter Lokwang', 'Paul Lokwang'],
    ['J. Lokol', 'J. Ekiru'],
  ])('%s and %s do not', (a, b) => expect(alike(a, b)).toBeLessThan(0.84))

  it('with an initial, or a word less, may be the same', () => {
    expect(alike('J. Lokol Ekai', 'James Lokol Ekai')).toBeGreaterThan(0.93)
    expect(alike('Hawa Galgalo', 'Hawa Galgalo Boru')).toBeGreaterThan(0.93)
  })

  it('of nothing that can be read are not alike', () => {
    expect(alike('', '')).toBe(0)
    expect(alike('…', '—')).toBe(0)
  })
})

describe('two people', () => {
  it('are put before a person with the reasons in words', () => {
    const found = likeness(somebody(), somebody({ name: 'Ali Muhammad' }))
    expect(isLikely(found)).toBe(true)
    expect(inWords(found, ['Mohamed Ali', 'Ali Muhammad'])).toBe(
      'names sound the same: Mohamed Ali / Ali Muhammad; same place; same household size',
    )
  })

  it('of one name in two places are two, unless their phone or ID is nearly the same', () => {
    const elsewhere = { name: 'Muhammad Ali', place: 'Merti' }
    expect(isLikely(likeness(somebody(), somebody(elsewhere)))).toBe(false)
    const phones = ['+254712345678', '+254712345687'] as const
    expect(isLikely(likeness(somebody({ phone: phones[0] }), somebody({ ...elsewhere, phone: phones[1] })))).toBe(true)
    const ids = [{ nationalId: '29384756' }, { ...elsewhere, nationalId: '29384796' }]
    expect(isLikely(likeness(somebody(ids[0]), somebody(ids[1])))).toBe(true)
  })

  it('with different national IDs are two, however alike the rest', () => {
    const found = likeness(somebody({ nationalId: '29384756' }), somebody({ nationalId: '31002211' }))
    expect(isLikely(found)).toBe(false)
    expect(inWords(found, ['A', 'B'])).toContain('but different national IDs')
  })

  it('of one place, phone and household with different names are two: households share phones', () => {
    const phone = '+254712345678'
    expect(isLikely(likeness(somebody({ phone }), somebody({ phone, name: 'Halima Guyo' })))).toBe(false)
  })

  it('share a key wherever they could be alike', () => {
    const shared = (a: Described, b: Described): number => {
      const keys = new Set(blockingKeys(comparable(a)))
      return blockingKeys(comparable(b)).filter(key => keys.has(key)).length
    }
    const one = { name: 'Mohamed Ali', place: 'Kinna', householdSize: 5, phone: '+254712345678', nationalId: null }
    expect(shared(one, { ...one, name: 'Cali Maxamed', householdSize: 6, phone: null })).toBeGreaterThan(0)
    expect(shared(one, { ...one, name: 'Mohamed Alo', phone: null })).toBeGreaterThan(0)
    expect(shared(one, { ...one, place: 'Merti', phone: '+254712345978' })).toBeGreaterThan(0)
    expect(shared(one, { ...one, name: 'Halima Guyo', phone: null })).toBe(0)
  })
})

it('one slip is one digit, or two neighbours', () => {
  expect(isOneSlip('12345', '12845')).toBe(true)
  expect(isOneSlip('12345', '13245')).toBe(true)
  expect(isOneSlip('12345', '52341')).toBe(false)
  expect(isOneSlip('12345', '12345')).toBe(false)
  expect(isOneSlip('1234', '12345')).toBe(false)
})
