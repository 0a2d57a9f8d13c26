/**
 * A table as a file while it is still being read: CSV or XLSX, block by block, so that a million rows take no more memory than
 * a thousand. The reader of what comes out sets the pace.
 */
import { stringify } from 'csv-stringify/sync'
import { Zip } from 'fflate'
import { part, refuseImpossible } from './write.js'
import { bookParts, headRowOf, type Cell, type SheetColumn, type SheetToWrite } from './xlsxParts.js'
import { closingXml, mostRows, openingXml, rowsXml } from './xlsxSheet.js'

export const tableFormats = ['csv', 'xlsx'] as const
export type TableFormat = (typeof tableFormats)[number]

export interface StreamedTable {
  /** of the sheet: at most 27 characters, none of [ ] : * ? / \ ' */
  readonly name: string
  readonly madeAt: Date
  readonly columns: readonly SheetColumn[]
  /** some hundred rows each; read once, in order */
  readonly blocks: AsyncIterable<readonly (readonly Cell[])[]>
}

export const piecesOf = (table: StreamedTable, format: TableFormat): AsyncGenerator<Uint8Array> =>
  format === 'csv' ? csvPieces(table) : xlsxPieces(table)

/** UTF-8 with BOM, so that spreadsheets read it right; text that begins like a formula stays text. */
async function* csvPieces({ columns, blocks }: StreamedTable): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`\ufeff${linesOf([columns.map(({ head }) => head)])}`)
  for await (const block of blocks) {
    if (block.length === 0) continue
    const rows = block.map(cells => columns.map((column, index) => asPlain(cells[index] ?? null, column)))
    yield Buffer.from(linesOf(rows))
  }
}

const linesOf = (rows: string[][]): string => stringify(rows, { record_delimiter: '\r\n' })

/** An amount of ours may be negative and is no formula; nor is a number of a telephone. */
function asPlain(cell: Cell, { kind = 'text' }: SheetColumn): string {
  if (cell === null) return ''
  if (typeof cell === 'number' || kind === 'amount') return String(cell)
  return /^[=+\-@\t\r]/.test(cell) && !/^\+[\d•]+$/.test(cell) ? `'${cell}` : cell
}

/** What one sheet can not hold goes on in the next one of the book. */
async function* xlsxPieces({ name, madeAt, columns, blocks }: StreamedTable): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    pieces.push(piece)
  })
  const taken = (): Uint8Array[] => {
    const all = pieces
    pieces = []
    return all
  }
  const sheets: SheetToWrite[] = []
  const begin = () => {
    const nth = sheets.length + 1
    const sheet: SheetToWrite = { name: nth === 1 ? name : `${name} ${nth}`, columns, rows: [], printTitle: name }
    refuseImpossible([sheet])
    sheets.push(sheet)
    const into = part(zip, `xl/worksheets/sheet${nth}.xml`)
    into.push(Buffer.from(openingXml(sheet)))
    return { into, sheet, row: headRowOf(sheet) }
  }
  let at = begin()
  const end = () => at.into.push(Buffer.from(closingXml(at.sheet)), true)
  for await (const block of blocks) {
    for (let rest = block; rest.length > 0;) {
      if (at.row === mostRows) {
        end()
        at = begin()
      }
      const fits = rest.slice(0, mostRows - at.row)
      at.into.push(Buffer.from(rowsXml(columns, fits, at.row)))
      at.row += fits.length
      rest = rest.slice(fits.length)
    }
    yield* taken()
  }
  end()
  for (const [path, xml] of bookParts({ title: name, madeAt, sheets })) part(zip, path).push(Buffer.from(xml), true)
  zip.end()
  yield* taken()
}
