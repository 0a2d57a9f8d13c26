import { describe, expect, it } from 'vitest'
import { changeRows, differences, readChanges, type FieldValues } from './changeFile.js'

const rules = { country: 'KE', languages: ['sw', 'en'] }
const table = (headers: string[], ...rows: string[][]) => ({
  headers,
  rows: rows.map((cells, at) => ({ row: at + 2, cells })),
})
const read = (headers: string[], ...rows: string[][]) => {
  const result = readChanges(table(headers, ...rows), rules)
  if (!result.ok) throw new Error(result.why)
  return result
}
const why = (headers: string[], ...rows: string[][]): string => {
  const result = readChanges(table(headers, ...rows), rules)
  return result.ok ? '' : result.why
}

describe('a file of changes', () => {
  it('names people by number or id and changes the fields that it has', () => {
    const { rows, columns } = read(['beneficiary number', 'Ward', 'hhsize'], ['ISI-0042', ' Kinna ', '6.0'])
    expect(rows).toEqual([
      { row: 2, ref: 'ISI-0042', id: '', wanted: { place: 'Kinna', householdSize: '6' }, problems: [] },
    ])
    expect(columns.map(({ is, field }) => [is, field])).toEqual([
      ['who', undefined],
      ['changed', 'place'],
      ['changed', 'householdSize'],
    ])
  })

  it('says of every other column why it is left alone, of phone numbers where they go', () => {
    const { columns } = read(['number', 'name', 'phone', 'state'], ['1', 'A B', '0722000001', 'included'])
    expect(columns.find(({ header }) => header === 'phone')?.says).toMatch(/file of corrections/)
    expect(columns.find(({ header }) => header === 'state')?.says).toMatch(/no field/)
  })

  it('leaves what an empty cell does not speak of, and empties by a dash what may be empty', () => {
    const { rows } = read(['number', 'name', 'remarks', 'partner'], ['1', '', '-', ''], ['2', '-', '', 'CARE'])
    expect(rows.map(({ wanted }) => wanted)).toEqual([{ remarks: null }, { partner: 'CARE' }])
    expect(rows[1]?.problems).toEqual(['The field name can not be emptied.'])
  })

  it('tells all problems of a row at once', () => {
    const { rows } = read(['number', 'household size', 'language', 'national id'], ['', 'many', 'Klingon', '?'])
    expect(rows[0]?.problems).toHaveLength(4)
  })

  it('that is no file of changes is refused in one sentence', () => {
    expect(why(['name'], ['A'])).toMatch(/who is meant/)
    expect(why(['number', 'phone'], ['1', '0722000001'])).toMatch(/can be changed here: name, place/)
    expect(why(['number', 'ward', 'place'], ['1', 'A', 'B'])).toMatch(/Several columns hold the field place/)
    expect(why(['number', 'ref', 'name'], ['1', '1', 'B'])).toMatch(/Several columns say who/)
    expect(why(['number', 'name'], ...Array.from({ length: changeRows + 1 }, () => ['1', 'A']))).toMatch(/split/)
  })

  it('differs from what is there only where it says something else', () => {
    const now: FieldValues = {
      ...{ name: 'A B', place: 'Kinna', householdSize: '5', language: 'sw' },
      ...{ partner: null, nationalId: '12345678', remarks: null },
    }
    expect(differences(now, { name: 'A B', place: 'Merti', nationalId: null, remarks: null })).toEqual([
      { field: 'place', before: 'Kinna', after: 'Merti' },
      { field: 'nationalId', before: '12345678', after: null },
    ])
  })
})
