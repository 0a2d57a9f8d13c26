import { describe, expect, test } from 'vitest'
import { segmentsOf } from './segments.js'

describe('a text is charged by its parts', () => {
  test.each<[string, string, number]>([
    ['nothing at all', '', 1],
    ['160 letters', 'a'.repeat(160), 1],
    ['161 letters', 'a'.repeat(161), 2],
    ['two full parts', 'a'.repeat(306), 2],
    ['one letter more than two full parts', 'a'.repeat(307), 3],
    ['80 euro signs, two places each', '€'.repeat(80), 1],
    ['81 euro signs', '€'.repeat(81), 2],
    ['an escaped sign that would be cut in two', 'a'.repeat(152) + '€' + 'a'.repeat(152), 3],
    ['70 letters with one that the alphabet lacks', `${'a'.repeat(69)}ŋ`, 1],
    ['71 letters with one that the alphabet lacks', `${'a'.repeat(70)}ŋ`, 2],
    ['35 hands, two places each', '👋'.repeat(35), 1],
    ['67 hands: of each part one place stays empty', '👋'.repeat(67), 3],
  ])('%s', (_name, text, parts) => {
    expect(segmentsOf(text)).toBe(parts)
  })
})
