/** CSV, piece by piece: comma, semicolon or tab, quotes as RFC 4180 has them, and a little less strict. */
import { CsvError } from 'csv-parse'
import { parse as parseAtOnce } from 'csv-parse/sync'
import { RowCutter } from './csvRows.js'

export const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

const manner = { bom: true, relax_column_count: true, relax_quotes: true } as const

/** The delimiter that cuts the first rows into most columns: the header alone where it has three or more. */
export function guessDelimiter(head: string): Delimiter {
  const cuts = delimiters.map(delimiter => {
    const widths = firstRows(head, delimiter).map(row => row.length - 1)
    const header = widths[0] ?? 0
    return { delimiter, header, sum: widths.reduce((sum, width) => sum + width, 0) }
  })
  const widest = cuts.reduce((best, cut) => (cut.header > best.header ? cut : best))
  if (widest.header >= 2) return widest.delimiter
  return cuts.reduce((best, cut) => (cut.sum > best.sum ? cut : best)).delimiter
}

const rowsToLookAt = 50

function firstRows(head: string, delimiter: Delimiter): string[][] {
  try {
    return parseAtOnce(head, { ...manner, delimiter, to: rowsToLookAt, skip_records_with_error: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return []
  }
}

const rowsInBlock = 1_000

/** Pieces of text → blocks of rows. Blank lines are rows with one empty cell, as a spreadsheet shows them. */
export async function* rowsOfCsv(texts: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<string[][]> {
  const cutter = new RowCutter(delimiter)
  let block: string[][] = []
  for await (const text of texts) {
    for (const row of cutter.rows(text)) {
      if (block.push(row) < rowsInBlock) continue
      yield block
      block = []
    }
  }
  block.push(...cutter.rows('', true))
  if (block.length > 0) yield block
}
