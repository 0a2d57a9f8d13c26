import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairsPerReason, possiblePairs, reasonsToDoubt, type DuplicateKeys } from './duplicates.js'
import { beneficiaryRef, parseBeneficiaryRef } from './beneficiaryRef.js'
import { nameKey, namePlaceKey } from './names.js'

const someone = (keys: Partial<DuplicateKeys> = {}): DuplicateKeys => ({
  phone: null,
  nationalId: null,
  namePlace: null,
  ...keys,
})

describe('possible duplicates', () => {
  it('share a phone, an ID, or a name in one place', () => {
    const a = { phone: '1', nationalId: '2', namePlace: '3' }
    expect(reasonsToDoubt(a, a)).toEqual(['name_place', 'national_id', 'phone'])
    expect(reasonsToDoubt(a, { phone: '1', nationalId: null, namePlace: '4' })).toEqual(['phone'])
    expect(reasonsToDoubt(someone(), someone())).toEqual([])
  })

  it('have the same name whatever its case, accents and order', () => {
    expect(nameKey('LOKOL, Ekai')).toBe(nameKey('Ekai  Lokol'))
    expect(nameKey('Zoë N’dour')).toBe(nameKey('zoe ndour'))
    expect(nameKey('Ekai Lokol')).not.toBe(nameKey('Ekai Lokoli'))
    expect(namePlaceKey('Ekai', 'Ngare Mara')).toBe(namePlaceKey('ekai', ' ngare  mara'))
    expect(namePlaceKey('Ekai', 'Kinna')).not.toBe(namePlaceKey('Ekai', 'Chari'))
  })

  it('are found by key exactly where comparing all with all would find them', () => {
    const key = fc.option(fc.constantFrom('a', 'b', 'c', 'd'))
    const people = fc.array(fc.record({ phone: key, nationalId: key, namePlace: key }), { maxLength: pairsPerReason })
    fc.assert(
      fc.property(people, list => {
        const naive = list.flatMap((b, at) =>
          list.slice(0, at).flatMap((a, earlier) => {
            const reasons = reasonsToDoubt(a, b)
            return reasons.length > 0 ? [{ a: earlier, b: at, reasons }] : []
          }),
        )
        expect(possiblePairs(list)).toEqual(naive)
      }),
    )
  })

  it('do not grow without end where a whole list has one number', () => {
    const pairs = possiblePairs(Array.from({ length: 1_000 }, () => someone({ phone: 'office' })))
    expect(pairs.length).toBeLessThan(1_000 * pairsPerReason)
    expect(new Set(pairs.flatMap(({ a, b }) => [a, b])).size).toBe(1_000)
  })
})

describe('what staff call a person', () => {
  it('is the programme’s letters and a number, and is read back', () => {
    expect(beneficiaryRef('Isiolo', 42)).toBe('ISI-0042')
    expect(beneficiaryRef('Île', 123_456)).toBe('ILE-123456')
    expect(beneficiaryRef('2026', 7)).toBe('P-0007')
    for (const written of ['ISI-0042', 'isi 42', '42', ' 0042 ']) expect(parseBeneficiaryRef(written)).toBe(42)
    for (const written of ['', 'ISI', '0', '4 2', 'ISIO-42', '-42', '1e3'])
      expect(parseBeneficiaryRef(written)).toBeNull()
  })
})
