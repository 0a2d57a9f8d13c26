/** A paper as a workbook (one sheet a table, the facts over the first) and as CSV (one table after the other). */
import { stringify } from 'csv-stringify/sync'
import { money, toDecimal } from '../domain/money.js'
import { writeXlsx, type SheetColumn, type SheetToWrite } from '../sheets/write.js'
import { turn, type Paper, type PaperColumn, type PaperTable } from './paper.js'
import { sumsOf } from './pdfTable.js'

export async function writeBook(paper: Paper): Promise<Buffer> {
  const { title, subject, at } = paper
  const sheets = paper.tables.map((table, index): SheetToWrite => ({
    name: table.title.slice(0, 31),
    columns: table.columns.map(columnOf),
    rows: cellsOf(table, paper),
    above: index === 0 ? headOf(paper) : [...(table.says ?? []).map(line => [line]), [`List ${paper.mark}`]],
    printTitle: `${title} · ${subject}`,
  }))
  return writeXlsx({ title: `${title} · ${subject}`, madeAt: at, sheets })
}

const columnOf = ({ head, share, kind }: PaperColumn): SheetColumn => ({
  head,
  width: Math.max(9, Math.round(share * 6)),
  ...(kind === 'whole' || kind === 'amount' ? { kind } : {}),
})

/** The facts as they stand on the first page of the PDF. */
const headOf = ({ title, subject, facts, says, mark }: Paper): string[][] => [
  [`${title} · ${subject}`],
  ...facts.map(fact => [...fact]),
  ['List', mark],
  ...says.map(line => [line]),
]

function* cellsOf({ columns, rows, carries }: PaperTable, { currency }: Paper): Generator<(string | number | null)[]> {
  for (const row of rows)
    yield row.map((cell, index) => (cell === '' ? null : columns[index]?.kind === 'whole' ? Number(cell) : cell))
  if (!carries || rows.count === 0) return
  // Beneath all rows, under no number of its own: whoever reads the sheet back knows it by that.
  const sums = sumsOf(columns, rows, currency)
  yield sums.map((sum, index) => (index === 1 ? 'In all' : sum === undefined ? null : toDecimal(money(sum, currency))))
}

const rowsAtOnce = 2_000

/** UTF-8 with BOM, so that spreadsheets read it right; what begins like a formula is text. */
export async function writeCsv(paper: Paper): Promise<Buffer> {
  const pieces = [Buffer.from(`\ufeff${linesOf(headOf(paper))}`)]
  for (const table of paper.tables) {
    pieces.push(Buffer.from(linesOf([[], [table.title], table.columns.map(({ head }) => head)])))
    let lines: string[][] = []
    for (const cells of cellsOf(table, paper)) {
      lines.push(cells.map(cell => (cell === null ? '' : asText(String(cell)))))
      if (lines.length < rowsAtOnce) continue
      pieces.push(Buffer.from(linesOf(lines)))
      lines = []
      await turn()
    }
    pieces.push(Buffer.from(linesOf(table.rows.count === 0 ? [[table.empty]] : lines)))
  }
  return Buffer.concat(pieces)
}

const linesOf = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map(row => [...row]),
    { record_delimiter: '\r\n' },
  )

/** A number of a telephone begins with + and is no formula; a spreadsheet shows it as it stands. */
const asText = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^\+[\d•]+$/.test(text) ? `'${text}` : text)
