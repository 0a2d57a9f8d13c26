/** One sheet of a workbook as XML, in pieces of some hundred rows. */
import { escape, headRowOf, look, openBy, type Cell, type SheetColumn, type SheetToWrite } from './xlsxParts.js'

const rowsInPiece = 500
/** ECMA-376 and every spreadsheet program: so much text one cell can hold. */
const longestCell = 32_767
/** The same: so many rows one sheet can hold, its head among them. */
export const mostRows = 1_048_576

export function* sheetXml(sheet: SheetToWrite): Generator<string> {
  yield openingXml(sheet)
  let row = headRowOf(sheet)
  let block: (readonly Cell[])[] = []
  for (const cells of sheet.rows) {
    if (block.push(cells) < rowsInPiece) continue
    yield rowsXml(sheet.columns, block, row)
    row += block.length
    block = []
  }
  yield rowsXml(sheet.columns, block, row) + closingXml(sheet)
}

/** Everything before the first row of the table. */
export function openingXml(sheet: SheetToWrite): string {
  const { columns, above = [] } = sheet
  const head = headRowOf(sheet)
  return (
    openingOf(sheet, head) +
    above.map((cells, index) => rowXml(index + 1, cells, () => look.above)).join('') +
    rowXml(
      head,
      columns.map(column => column.head),
      () => look.head,
    )
  )
}

/** @param after the number of the row above the first of these */
export function rowsXml(columns: readonly SheetColumn[], rows: readonly (readonly Cell[])[], after: number): string {
  const looks = columns.map(lookOf)
  if (after + rows.length > mostRows) throw new RangeError('A sheet has at most 1,048,576 rows.')
  return rows
    .map((cells, index) => {
      if (cells.length > columns.length) throw new RangeError('A row has more cells than its sheet has columns.')
      const all = columns.map((_, column) => cells[column] ?? null)
      return rowXml(after + index + 1, all, column => looks[column] ?? look.text)
    })
    .join('')
}

const lookOf = ({ kind = 'text', locked }: SheetColumn): number =>
  (kind === 'whole' ? look.whole : kind === 'amount' ? look.amount : look.text) + (locked === false ? openBy : 0)

function openingOf({ columns }: SheetToWrite, head: number): string {
  const widths = columns.map(
    ({ width = 14 }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  )
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${head}" topLeftCell="A${head + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="13.5"/><cols>${widths.join('')}</cols><sheetData>`
  )
}

export function closingXml({ columns, printTitle = '' }: SheetToWrite): string {
  const isForm = columns.some(({ locked }) => locked === false)
  const wide = columns.reduce((sum, { width = 14 }) => sum + width, 0) > 95
  return (
    `</sheetData>${isForm ? '<sheetProtection sheet="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>' : ''}` +
    '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="9" orientation="${wide ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/>` +
    // In a heading & begins a command: doubled it is itself.
    `<headerFooter><oddHeader>&amp;L${escape(printTitle.replace(/&/g, '&&').slice(0, 200))}</oddHeader><oddFooter>&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`
  )
}

function rowXml(row: number, cells: readonly Cell[], lookAt: (index: number) => number): string {
  let xml = ''
  for (const [index, cell] of cells.entries()) xml += cellXml(`${columnName(index)}${row}`, cell, lookAt(index))
  return `<row r="${row}">${xml}</row>`
}

function cellXml(at: string, cell: Cell, style: number): string {
  if (cell === null || cell === '') return `<c r="${at}" s="${style}"/>`
  if (typeof cell === 'number') {
    if (!Number.isSafeInteger(cell)) throw new RangeError('Only whole numbers are written as numbers.')
    return `<c r="${at}" s="${style}"><v>${cell}</v></c>`
  }
  if (cell.length > longestCell) throw new RangeError(`A cell holds at most ${longestCell} characters.`)
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`
}

const letter = (index: number): string => String.fromCharCode(65 + index)
const columnName = (index: number): string =>
  index < 26 ? letter(index) : letter(Math.floor(index / 26) - 1) + letter(index % 26)
