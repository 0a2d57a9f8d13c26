import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { importLimits, readImportFile } from './importFile.js'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const file = (text: string | Uint8Array) => {
  const read = readImportFile(typeof text === 'string' ? bytes(text) : text)
  if (!read.ok) throw new Error(read.why)
  return read.file
}
const refusal = (data: Uint8Array, limits = {}) => {
  const read = readImportFile(data, { limits: { ...importLimits, ...limits } })
  return read.ok ? null : read.code
}

describe('a list as a file', () => {
  it.each([',', ';', '\t'] as const)('is cut at %j', delimiter => {
    const read = file(
      ['name', 'phone', 'ward'].join(delimiter) + '\n' + ['A, B', '07', 'X'].map(cell => `"${cell}"`).join(delimiter),
    )
    expect(read).toMatchObject({
      delimiter,
      headers: ['name', 'phone', 'ward'],
      rows: [{ row: 2, cells: ['A, B', '07', 'X'] }],
    })
  })

  it('may begin with a byte order mark and use any line end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(file(`\ufeffname,ward${end}Ekai,Kinna${end}`)).toMatchObject({
        headers: ['name', 'ward'],
        rows: [{ cells: ['Ekai', 'Kinna'] }],
      })
    }
  })

  it('is read as UTF-8, UTF-16 or Windows-1252, whichever it is', () => {
    const text = 'name,ward\nÉlodie Müller,Zoë’s'
    expect(file(text)).toMatchObject({ encoding: 'utf-8', rows: [{ cells: ['Élodie Müller', 'Zoë’s'] }] })
    expect(file(iconv.encode(text, 'windows-1252'))).toMatchObject({
      encoding: 'windows-1252',
      rows: [{ cells: ['Élodie Müller', 'Zoë’s'] }],
    })
    for (const utf16 of ['utf-16le', 'utf-16be']) {
      const read = file(iconv.encode(text, utf16, { addBOM: true }))
      expect(read).toMatchObject({
        encoding: 'utf-16',
        headers: ['name', 'ward'],
        rows: [{ cells: ['Élodie Müller', 'Zoë’s'] }],
      })
    }
  })

  it('keeps quoted line breaks, quotes and delimiters in their cell', () => {
    expect(file('name,remarks\nEkai,"two\nchildren, ""Duka"""\nAkiru,').rows).toEqual([
      { row: 2, cells: ['Ekai', 'two\nchildren, "Duka"'] },
      { row: 3, cells: ['Akiru', ''] },
    ])
  })

  it('leaves blank rows out but counts them, as a spreadsheet does', () => {
    expect(file('name,ward\n\nEkai,Kinna\n,\nAkiru,Chari\n\n').rows.map(({ row }) => row)).toEqual([3, 5])
  })

  it('has rows with too few or too many cells: their own error, not the file’s', () => {
    const { rows } = file('a,b\n1\n1,2,3\n1,2,\n1,2')
    expect(rows.map(({ row, problem }) => [row, problem?.code])).toEqual([
      [2, 'ragged'],
      [3, 'ragged'],
      [4, undefined],
      [5, undefined],
    ])
  })

  it('may not be too large in any way', () => {
    expect(refusal(new Uint8Array())).toBe('empty')
    expect(refusal(bytes('a,b\n1,2'), { fileBytes: 4 })).toBe('too_large')
    expect(refusal(bytes('a\n1\n2\n3'), { rows: 2 })).toBe('too_many_rows')
    expect(refusal(bytes('a\n1\n2'), { rows: 2 })).toBeNull()
    expect(refusal(bytes('a,b,c\n1,2,3'), { columns: 2 })).toBe('too_many_columns')
    expect(refusal(bytes('a,b\n'))).toBe('no_rows')
    expect(file(`a,b\n1,${'x'.repeat(importLimits.cellLength + 1)}`).rows[0]?.problem?.code).toBe('cell_too_long')
  })

  it('must be text with quotes that close', () => {
    expect(refusal(bytes('a,b\n1,\0'))).toBe('not_text')
    expect(refusal(bytes('PK\u0003\u0004etc'))).toBe('not_text')
    expect(refusal(bytes('a,b\n"1,2\n3,4'))).toBe('malformed')
  })

  it('never breaks the reader, whatever its bytes', () => {
    const pieces = fc.array(
      fc.constantFrom(',', ';', '\t', '"', '\n', '\r', '\0', '\ufeff', 'name', 'Ekai', ' ', 'é', '=1'),
    )
    const csvLike = pieces.map(parts => bytes(parts.join('')))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), csvLike), data => {
        const read = readImportFile(data)
        if (!read.ok) {
          expect(read.why.length).toBeGreaterThan(10)
          return
        }
        expect(read.file.rows.length).toBeGreaterThan(0)
        for (const row of read.file.rows) if (!row.problem) expect(row.cells.length).toBe(read.file.headers.length)
      }),
      { numRuns: 500 },
    )
  })
})
