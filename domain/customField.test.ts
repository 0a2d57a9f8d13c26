import { describe, expect, it } from 'vitest'
import {
  fieldOfHeader,
  readValue,
  wrongWithField,
  type CustomField,
  type CustomType,
  type FieldRules,
} from './customField.js'

const options = [
  { key: 'well', labels: { en: 'Well', sw: 'Kisima' } },
  { key: 'river', labels: { en: 'River', sw: 'Mto' } },
]
const field = (type: CustomType, rules: FieldRules = {}): CustomField => ({
  ...{ key: 'water', labels: { en: 'Water from', sw: 'Maji kutoka' }, required: false, personal: false },
  ...{ type, rules },
})
const read = (type: CustomType, text: string, rules: FieldRules = {}): string | null => {
  const result = readValue(field(type, rules), text)
  return result.ok ? result.value : null
}

describe('a value of a programme’s own field', () => {
  it.each([
    ['whole', '007', '7'],
    ['whole', '5.0', '5'],
    ['whole', '-0', '0'],
    ['whole', '1e3', null],
    ['decimal', '12.50', '12.5'],
    ['decimal', '10', '10'],
    ['decimal', '1,5', null],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '2023-02-29', null],
    ['date', '2024-02-29 00:00:00', '2024-02-29'],
    ['yes_no', 'Ndiyo', 'yes'],
    ['yes_no', 'FALSE', 'no'],
    ['yes_no', 'maybe', null],
    ['text', '  two   words ', 'two words'],
  ] as const)('of type %s written %s is kept as %s', (type, text, value) => expect(read(type, text)).toBe(value))

  it('is chosen by key or by label in any language', () => {
    expect(read('one_of', 'kisima', { options })).toBe('well')
    expect(read('many_of', 'River; well;RIVER', { options })).toBe('river;well')
    expect(read('one_of', 'sea', { options })).toBeNull()
    expect(read('many_of', 'well;sea', { options })).toBeNull()
  })

  it('stays within its limits, exactly', () => {
    expect(read('decimal', '0.3', { min: '0.3', max: '0.3' })).toBe('0.3')
    expect(read('decimal', '0.300000001', { max: '0.3' })).toBeNull()
    expect(read('whole', '-2', { min: '-1' })).toBeNull()
    expect(read('date', '1930-01-01', { min: '1930-01-02' })).toBeNull()
    expect(read('text', 'abcd', { max: '3' })).toBeNull()
  })

  it('looks as its mask says', () => {
    expect(read('text', 'KE-0042', { mask: '@@-####' })).toBe('KE-0042')
    expect(read('text', 'KE-42', { mask: '@@-####' })).toBeNull()
  })

  it('that is wrong is told without being repeated', () => {
    const result = readValue(field('date'), 'Ekai Lokol')
    expect(!result.ok && result.says).toBe('The field water must be a date like 2026-05-31.')
  })
})

describe('a field of a programme', () => {
  it('has a label in every language and options only where something is chosen', () => {
    expect(wrongWithField(field('one_of', { options }), ['en', 'sw'])).toBeNull()
    expect(wrongWithField(field('one_of', { options }), ['en', 'so'])).toMatch(/missing in so/)
    expect(wrongWithField(field('one_of'), ['en'])).toMatch(/at least one/)
    expect(wrongWithField(field('whole', { options }), ['en'])).toMatch(/belong to one_of/)
    expect(wrongWithField(field('whole', { min: '5', max: '4' }), ['en'])).toMatch(/larger than the largest/)
    expect(wrongWithField(field('whole', { min: 'five' }), ['en'])).toMatch(/as the field is/)
    expect(wrongWithField({ ...field('text'), key: 'Wasser Quelle' }, ['en'])).toMatch(/small letter/)
  })

  it('is found in a file by its key or any label', () => {
    const fields = [field('text')]
    for (const header of ['water', 'WATER', 'custom.water', 'Maji kutoka', 'water_from'])
      expect(fieldOfHeader(fields, header)?.key).toBe('water')
    expect(fieldOfHeader(fields, 'source')).toBeUndefined()
  })
})
