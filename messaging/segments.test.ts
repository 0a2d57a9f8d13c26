import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costOf, lengthAdvice, plainerText, segmentsOf } from './segments.js'

const count = (text: string) => {
  const { alphabet, segments, units } = segmentsOf(text)
  return [alphabet, segments, units]
}

describe('a text as SMS', () => {
  it.each([
    ['nothing', '', 'GSM-7', 0, 0],
    ['160 plain letters', 'a'.repeat(160), 'GSM-7', 1, 160],
    ['161 plain letters', 'a'.repeat(161), 'GSM-7', 2, 161],
    ['306 plain letters', 'a'.repeat(306), 'GSM-7', 2, 306],
    ['307 plain letters', 'a'.repeat(307), 'GSM-7', 3, 307],
    ['80 euro signs, which count two', '€'.repeat(80), 'GSM-7', 1, 160],
    ['81 euro signs', '€'.repeat(81), 'GSM-7', 2, 162],
    ['70 Arabic letters', 'م'.repeat(70), 'UCS-2', 1, 70],
    ['71 Arabic letters', 'م'.repeat(71), 'UCS-2', 2, 71],
    ['134 Arabic letters', 'م'.repeat(134), 'UCS-2', 2, 134],
    ['135 Arabic letters', 'م'.repeat(135), 'UCS-2', 3, 135],
    ['35 emoji, which count two', '👍'.repeat(35), 'UCS-2', 1, 70],
    ['36 emoji', '👍'.repeat(36), 'UCS-2', 2, 72],
    ['an extended letter beside an Arabic one, which counts one', '€م', 'UCS-2', 1, 2],
    ['French with its accents that are plain', 'à é è ù É Ç', 'GSM-7', 1, 11],
    ['French with one that is not', 'reçu', 'UCS-2', 1, 4],
    ['Dutch with a trema', 'geïnd', 'UCS-2', 1, 5],
  ])('%s', (_, text, alphabet, segments, units) => expect(count(text)).toEqual([alphabet, segments, units]))

  it('never parts what is one letter', () => {
    // 152 letters leave one place in the first segment: too little for an escape and its letter.
    expect(segmentsOf('a'.repeat(152) + '€' + 'a'.repeat(151))).toMatchObject({ units: 305, segments: 2, left: 0 })
    expect(segmentsOf('a'.repeat(152) + '€' + 'a'.repeat(152))).toMatchObject({ units: 306, segments: 3 })
    expect(segmentsOf('م'.repeat(66) + '👍' + 'م'.repeat(65))).toMatchObject({ units: 133, segments: 2, left: 0 })
    expect(segmentsOf('م'.repeat(66) + '👍' + 'م'.repeat(66))).toMatchObject({ units: 134, segments: 3 })
  })

  it('holds every letter that is sent, and no segment more than it must', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '€', 'é', 'م', '👍', ' '), maxLength: 500 }), text => {
        const { alphabet, segments, units, left } = segmentsOf(text)
        const [single, part] = alphabet === 'GSM-7' ? [160, 153] : [70, 67]
        if (units <= single) return segments === (units === 0 ? 0 : 1) && left === single - units
        // At most one place of a segment stays empty, because a letter takes at most two.
        return units <= segments * part - left && units >= (segments - 1) * (part - 1) + 1 && left < part
      }),
    )
  })

  it('costs its segments', () => {
    const perSegment = { micros: 800_000n, currency: 'KES' }
    expect(costOf(segmentsOf('a'.repeat(161)), perSegment)).toEqual({ micros: 1_600_000n, currency: 'KES' })
    expect(costOf(segmentsOf(''), perSegment).micros).toBe(0n)
  })
})

describe('advice on length', () => {
  it('names the letters that make a text longer, and what to write instead', () => {
    expect(lengthAdvice(`Don’t pay – it is free${'.'.repeat(100)}`)).toBe(
      "Because of “’”, “–” this text is longer: 2 segments instead of 1. Write ’ → ', – → -.",
    )
    expect(lengthAdvice(`Amount${'\u202f'}5 ${'.'.repeat(100)}`)).toContain('Because of “U+202F” this text is longer')
    expect(lengthAdvice(`arrêt ${'.'.repeat(100)}`)).toBe(
      'Because of “ê” this text is longer: 2 segments instead of 1.',
    )
  })

  it('is silent where nothing is gained: a short text, and a language with letters of its own', () => {
    expect(lengthAdvice('It’s free')).toBeNull()
    expect(lengthAdvice('plain '.repeat(60))).toBeNull()
    expect(lengthAdvice('الخدمة مجانية لا تدفع لأحد '.repeat(9))).toBeNull()
  })

  it('is met by the plainer text', () => {
    expect(plainerText('“Don’t” – …\u00a0•')).toBe('"Don\'t" - ... *')
  })
})
