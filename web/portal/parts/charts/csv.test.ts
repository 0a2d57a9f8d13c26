import { describe, expect, it } from 'vitest'
import { csvOf } from './csv.ts'

const lines = (text: string): string[] => text.slice(1).split('\r\n')

describe('a chart as a file', () => {
  it('is read as UTF-8 and keeps what stands in a cell', () => {
    const text = csvOf(
      ['Area', 'People'],
      [
        ['Kinna, "south"', 12],
        ['Méru', null],
      ],
    )
    expect(text.startsWith('\ufeff')).toBe(true)
    expect(lines(text)).toEqual(['Area,People', '"Kinna, ""south""",12', 'Méru,', ''])
  })

  it('holds nothing that a spreadsheet takes for a formula', () => {
    expect(lines(csvOf(['a'], [['=1+1'], ['-cmd'], ['-500'], ['@x']]))).toEqual([
      'a',
      "'=1+1",
      "'-cmd",
      '-500',
      "'@x",
      '',
    ])
  })
})
