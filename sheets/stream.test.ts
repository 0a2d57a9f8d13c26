import { describe, expect, it } from 'vitest'
import { readSheet } from './read.js'
import { piecesOf, type StreamedTable, type TableFormat } from './stream.js'
import { closingXml, mostRows, openingXml, rowsXml } from './xlsxSheet.js'

const columns = [{ head: 'Person' }, { head: 'Amount', kind: 'amount' }, { head: 'Round', kind: 'whole' }] as const
const madeAt = new Date('2026-11-27T00:00:00Z')

const aTable = (...blocks: (string | number | null)[][][]): StreamedTable => ({
  name: 'Payouts',
  madeAt,
  columns,
  blocks: (async function* () {
    yield* blocks
  })(),
})

async function bytesOf(table: StreamedTable, format: TableFormat): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of piecesOf(table, format)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function rowsOf(bytes: Buffer): Promise<string[][]> {
  const rows: string[][] = []
  for await (const block of readSheet(bytes)) rows.push(...block.map(({ cells }) => [...cells]))
  return rows
}

const rows = [
  [
    ['ISI-0001', '5000.00', 1],
    ['ISI-0002', '-12.50', 1],
  ],
  [],
  [['=1+1', null, 2]],
]

describe('a table that is written while it is read', () => {
  it('says the same as CSV and as a workbook, block after block', async () => {
    const expected = [
      ['Person', 'Amount', 'Round'],
      ['ISI-0001', '5000.00', '1'],
      ['ISI-0002', '-12.50', '1'],
    ]
    const csv = await rowsOf(await bytesOf(aTable(...rows), 'csv'))
    const xlsx = await rowsOf(await bytesOf(aTable(...rows), 'xlsx'))
    expect(csv.slice(0, 3)).toEqual(expected)
    expect(xlsx.slice(0, 3)).toEqual(expected)
    // In a workbook text is text; in CSV what begins like a formula is kept from being one.
    expect([csv[3]?.[0], xlsx[3]?.[0]]).toEqual(["'=1+1", '=1+1'])
  })

  it('has its head where there is no row', async () => {
    for (const format of ['csv', 'xlsx'] as const)
      expect(await rowsOf(await bytesOf(aTable(), format))).toEqual([['Person', 'Amount', 'Round']])
  })

  it('is handed on while it is read, not kept until its end', async () => {
    let read = 0
    const endless: StreamedTable = {
      ...aTable(),
      blocks: (async function* () {
        for (;;) yield Array.from({ length: 500 }, () => [`ISI-${(read += 1)}`, '1.00', 1])
      })(),
    }
    let bytes = 0
    for await (const piece of piecesOf(endless, 'xlsx')) if ((bytes += piece.length) > 50_000) break
    expect(read).toBeLessThan(60_000)
  })

  it('numbers no row beyond what a sheet can hold', () => {
    const sheet = { name: 'Payouts', columns, rows: [] }
    expect(openingXml(sheet)).toContain('Person')
    expect(closingXml(sheet)).toContain('</worksheet>')
    expect(rowsXml(columns, [['ISI-0001', '1.00', 1]], mostRows - 1)).toContain(`r="A${mostRows}"`)
    expect(() => rowsXml(columns, [['ISI-0001', '1.00', 1]], mostRows)).toThrow(RangeError)
  })
})
