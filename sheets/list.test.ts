import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { listLimits, readList } from './list.js'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const file = async (text: string | Uint8Array) => {
  const read = await readList(typeof text === 'string' ? bytes(text) : text)
  if (!read.ok) throw new Error(read.why)
  return read.list
}
const refusal = async (data: Uint8Array, limits = {}) => {
  const read = await readList(data, { limits: { ...listLimits, ...limits } })
  return read.ok ? null : read.why
}

describe('a list as a file', () => {
  it.each([',', ';', '\t'] as const)('is cut at %j', async delimiter => {
    const read = await file(
      ['name', 'phone', 'ward'].join(delimiter) + '\n' + ['A, B', '07', 'X'].map(cell => `"${cell}"`).join(delimiter),
    )
    expect(read).toMatchObject({
      headers: ['name', 'phone', 'ward'],
      rows: [{ row: 2, cells: ['A, B', '07', 'X'] }],
    })
  })

  it('may begin with a byte order mark and use any line end', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(await file(`\ufeffname,ward${end}Ekai,Kinna${end}`)).toMatchObject({
        headers: ['name', 'ward'],
        rows: [{ cells: ['Ekai', 'Kinna'] }],
      })
    }
  })

  it('is read as UTF-8, UTF-16 or Windows-1252, whichever it is', async () => {
    const text = 'name,ward\nÉlodie Müller,Zoë’s'
    const rows = [{ row: 2, cells: ['Élodie Müller', 'Zoë’s'] }]
    expect((await file(text)).rows).toEqual(rows)
    expect((await file(iconv.encode(text, 'windows-1252'))).rows).toEqual(rows)
    for (const utf16 of ['utf-16le', 'utf-16be'])
      expect(await file(iconv.encode(text, utf16, { addBOM: true }))).toEqual({ headers: ['name', 'ward'], rows })
  })

  it('keeps quoted line breaks, quotes and delimiters in their cell', async () => {
    expect((await file('name,remarks\nEkai,"two\nchildren, ""Duka"""\nAkiru,')).rows).toEqual([
      { row: 2, cells: ['Ekai', 'two\nchildren, "Duka"'] },
      { row: 3, cells: ['Akiru', ''] },
    ])
  })

  it('leaves blank rows out but counts them, as a spreadsheet does', async () => {
    const { rows } = await file('name,ward\n\nEkai,Kinna\n,\nAkiru,Chari\n\n')
    expect(rows.map(({ row }) => row)).toEqual([3, 5])
  })

  it('has rows with too few or too many cells: their own error, not the file’s', async () => {
    const { rows } = await file('a,b\n1\n1,2,3\n1,2,\n1,2')
    expect(rows.map(({ row, problem }) => [row, problem?.code])).toEqual([
      [2, 'ragged'],
      [3, 'ragged'],
      [4, undefined],
      [5, undefined],
    ])
  })

  it('may not be too large in any way', async () => {
    expect(await refusal(new Uint8Array())).toMatch('is empty')
    expect(await refusal(bytes('a,b\n1,2'), { fileBytes: 4 })).toMatch('larger than 4 bytes')
    expect(await refusal(bytes('a\n1\n2\n3'), { rows: 2 })).toMatch('more than 3 rows')
    expect(await refusal(bytes('a\n1\n2'), { rows: 2 })).toBeNull()
    expect(await refusal(bytes('a,b,c\n1,2,3'), { columns: 2 })).toMatch('more than 2 columns')
    expect(await refusal(bytes('a,b\n'))).toMatch('no rows below its header')
    const { rows } = await file(`a,b\n1,${'x'.repeat(listLimits.cellLength + 1)}`)
    expect(rows[0]?.problem?.code).toBe('cell_too_long')
  })

  it('must be text with quotes that close', async () => {
    expect(await refusal(bytes('a,b\n1,\0'))).toMatch('is not text')
    expect(await refusal(bytes('a,b\n"1,2\n3,4'))).toMatch('never closed')
  })

  it.each([
    ['%PDF-1.7\n…', /is a PDF/],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', /old Excel or Word file/],
    ['\x89PNG\r\n', /is a picture/],
    ['\x1f\x8b\x08', /compressed/],
    ['<!DOCTYPE html><html>', /web page/],
    ['PK\x03\x04etc', /damaged archive|not an XLSX workbook/],
  ])('is told what it is when it is no table: %j', async (text, says) => {
    expect(await refusal(Buffer.from(text, 'latin1'))).toMatch(says)
  })

  it('never breaks the reader, whatever its bytes', async () => {
    const pieces = fc.array(
      fc.constantFrom(
        ',',
        ';',
        '\t',
        '"',
        '\n',
        '\r',
        '\0',
        '\ufeff',
        'name',
        'Ekai',
        ' ',
        'é',
        '=1',
        'PK\u0003\u0004',
      ),
    )
    const csvLike = pieces.map(parts => bytes(parts.join('')))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), csvLike), async data => {
        const read = await readList(data)
        if (!read.ok) {
          expect(read.why.length).toBeGreaterThan(10)
          return
        }
        expect(read.list.rows.length).toBeGreaterThan(0)
        for (const row of read.list.rows) if (!row.problem) expect(row.cells.length).toBe(read.list.headers.length)
      }),
      { numRuns: 500 },
    )
  })
})
