import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readList } from './list.js'
import { readSheet } from './read.js'
import { rowsOfXlsx, xlsxLimits } from './xlsx.js'
import { writeXlsx, type Book, type SheetToWrite } from './write.js'

const sheet = (more: Partial<SheetToWrite> = {}): SheetToWrite => ({
  name: 'Kinna',
  columns: [
    { head: 'number', kind: 'whole' },
    { head: 'name', width: 30 },
    { head: 'amount', kind: 'amount' },
    { head: 'new number', locked: false },
  ],
  rows: [
    [1, 'Ekai “Duka” Lokol & sons', '5600.00', null],
    [2, '=HYPERLINK("http://x","y")', '-1.50', '+254700000001'],
    [3, 'أحمد\u0007 _x0041_\r\nline two', '0.05', ' '],
  ],
  ...more,
})
const book = (...sheets: SheetToWrite[]): Book => ({
  title: 'Corrections',
  madeAt: new Date('2026-03-01T10:00:00Z'),
  sheets,
})
const rowsOf = async (bytes: Uint8Array) => {
  const rows: string[][] = []
  for await (const block of readSheet(bytes)) rows.push(...block.map(({ cells }) => cells))
  return rows
}
/** What a spreadsheet program does to a workbook: only its first sheet’s rows differ from ours. */
async function withRows(xml: string, styles?: string): Promise<Uint8Array> {
  const parts = unzipSync(await writeXlsx(book(sheet({ rows: [] }))))
  const path = 'xl/worksheets/sheet1.xml'
  const before = Buffer.from(parts[path] ?? []).toString()
  parts[path] = strToU8(before.replace(/<sheetData>.*<\/sheetData>/s, `<sheetData>${xml}</sheetData>`))
  if (styles !== undefined) parts['xl/styles.xml'] = strToU8(styles)
  return zipSync(parts)
}

describe('a workbook that is written', () => {
  it('is read back as it was given: formulas, signs, scripts and line ends are text', async () => {
    expect(await rowsOf(await writeXlsx(book(sheet())))).toEqual([
      ['number', 'name', 'amount', 'new number'],
      ['1', 'Ekai “Duka” Lokol & sons', '5600.00', ''],
      ['2', '=HYPERLINK("http://x","y")', '-1.50', '+254700000001'],
      ['3', 'أحمد\u0007 _x0041_\nline two', '0.05', ' '],
    ])
  })

  it('is the same bytes whenever it is written', async () => {
    const once = await writeXlsx(book(sheet(), sheet({ name: 'Chari' })))
    await new Promise(resolve => setImmediate(resolve))
    expect((await writeXlsx(book(sheet(), sheet({ name: 'Chari' })))).equals(once)).toBe(true)
  })

  it('has its head on every printed page, and only cells to be filled in are open', async () => {
    const parts = unzipSync(await writeXlsx(book(sheet({ above: [['Ward', 'Kinna']], printTitle: 'Kinna & Chari' }))))
    const text = (path: string) => Buffer.from(parts[path] ?? []).toString()
    expect(text('xl/workbook.xml')).toContain(`'Kinna'!$3:$3`)
    const xml = text('xl/worksheets/sheet1.xml')
    expect(xml).toContain('<sheetProtection sheet="1"')
    expect(xml).toContain('&amp;LKinna &amp;&amp; Chari')
    expect(xml).not.toContain('<f>')
  })

  it('refuses what no workbook can hold', async () => {
    await expect(writeXlsx(book())).rejects.toThrow('at least one sheet')
    await expect(writeXlsx(book(sheet(), sheet()))).rejects.toThrow('no two of one name')
    await expect(writeXlsx(book(sheet({ name: 'a/b' })))).rejects.toThrow('can not be called')
    await expect(writeXlsx(book(sheet({ rows: [[0.1]] })))).rejects.toThrow('whole numbers')
    await expect(writeXlsx(book(sheet({ rows: [['x'.repeat(32_768)]] })))).rejects.toThrow('at most 32767')
  })
})

describe('a workbook that is read', () => {
  it('gives numbers as they were stored, results of formulas, and moments as text', async () => {
    const styles =
      '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>'
    const xml =
      '<row r="1"><c r="A1"><v>254712345678</v></c><c r="B1"><v>2.54712345678E11</v></c><c r="C1"><v>1053.10</v></c></row>' +
      '<row r="3"><c r="A3" s="1"><v>46082.5</v></c><c r="B3" s="1"><v>46082</v></c><c r="C3" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="D3" t="b"><v>1</v></c></row>'
    expect(await rowsOf(await withRows(xml, styles))).toEqual([
      ['254712345678', '254712345678', '1053.10', ''],
      ['', '', '', ''],
      ['2026-03-01 12:00:00', '2026-03-01', 'ab', 'TRUE'],
    ])
  })

  it('counts rows as the spreadsheet does', async () => {
    const xml =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row r="5"><c r="A5" t="inlineStr"><is><t>Ekai</t></is></c></row>'
    const read = await readList(await withRows(xml))
    expect(read).toEqual({ ok: true, list: { headers: ['name'], rows: [{ row: 5, cells: ['Ekai'] }] } })
  })

  it.each([
    ['a row far outside', '<row r="99999999"><c r="A99999999"><v>1</v></c></row>', /cells that no sheet can have/],
    ['a column far outside', '<row r="1"><c r="ABCDE1"><v>1</v></c></row>', /cells that no sheet can have/],
    ['rows out of order', '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', /damaged/],
    ['broken XML', '<row r="1"><c r="A1"><v>1</c></row>', /damaged/],
  ])('is refused with %s', async (_, xml, says) => {
    await expect(rowsOf(await withRows(xml))).rejects.toThrow(says)
  })

  it('is refused when a small file unpacks to more than can be held', async () => {
    const parts = unzipSync(await writeXlsx(book(sheet())))
    const bomb = zipSync({ ...parts, 'xl/sharedStrings.xml': new Uint8Array(3_000_000) })
    expect(bomb.length).toBeLessThan(10_000)
    await expect(rowsOfXlsx(bomb, { ...xlsxLimits, unpackedBytes: 2_900_000 })).rejects.toThrow('too large')
  })

  it('must be a workbook, not another kind of document', async () => {
    const document = zipSync({ 'word/document.xml': strToU8('<w/>') })
    await expect(rowsOf(document)).rejects.toThrow('not an XLSX workbook')
  })
})
