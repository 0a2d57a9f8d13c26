import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestRow, RowCutter } from './csvRows.js'
import { NotASheet } from './notASheet.js'

const cut = (pieces: readonly string[], delimiter = ','): string[][] => {
  const cutter = new RowCutter(delimiter)
  return [...pieces.flatMap(piece => [...cutter.rows(piece)]), ...cutter.rows('', true)]
}

describe('a CSV file', () => {
  it('is cut into rows and cells, quotes and all', () => {
    expect(cut(['a,"b ""c"", d",\r\n"1\n2",,x"y\r\n\r\nlast'])).toEqual([
      ['a', 'b "c", d', ''],
      ['1\n2', '', 'x"y'],
      [''],
      ['last'],
    ])
    expect(cut(['"a"b,c'])).toEqual([['"a"b', 'c']])
  })

  it('is the same rows wherever its pieces end, and the same as a strict reader makes of it', () => {
    const text = fc
      .array(fc.constantFrom('a', 'bc', ',', ',', '"', '""', '\n', '\r\n', '\r', ' ', 'é', '\ufeff', ';'), {
        maxLength: 40,
      })
      .map(parts => parts.join(''))
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 6 }), (text, places) => {
        const ends = [...places, text.length].map(place => Math.min(place, text.length)).sort((a, b) => a - b)
        const pieces = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end))
        expect(outcome(() => cut(pieces))).toEqual(outcome(() => strictly(text)))
      }),
      { numRuns: 5_000 },
    )
  })

  it('with a quote that is never closed says where, and is not held in memory for it', () => {
    expect(() => cut(['a,b\n1,"2\n3,4\n'])).toThrow(/beginning with row 2: look for a quote that is opened and never/)
    const cutter = new RowCutter(',')
    const endless = (): unknown[] => Array.from({ length: 20 }, () => [...cutter.rows('x,'.repeat(longestRow / 8))])
    expect([...cutter.rows('a\n"')]).toEqual([['a']])
    expect(endless).toThrow(NotASheet)
  })
})

const strictly = (text: string): string[][] =>
  parse(text, { bom: true, relax_column_count: true, relax_quotes: true, delimiter: ',' })

const outcome = (read: () => string[][]): string[][] | 'never closed' => {
  try {
    return read()
  } catch {
    return 'never closed'
  }
}
