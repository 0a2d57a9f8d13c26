/**
 * Writes XLSX workbooks. By hand, because what is signed must come out the same years later: no clock, no ids, no program
 * name; only the format (ECMA-376) decides. Text is text: nothing that is written can become a formula.
 */
import { Zip, ZipDeflate } from 'fflate'
import { bookParts, type Book, type SheetToWrite } from './xlsxParts.js'
import { sheetXml } from './xlsxSheet.js'

export type { Book, SheetColumn, SheetToWrite } from './xlsxParts.js'

/** A ZIP archive keeps local times from 1980 on and nothing else about the day it was made. */
const zipTime = new Date(1980, 0, 1)

/**
 * The same book is the same bytes. Breathes between blocks of rows, so that a process can serve others meanwhile.
 * @throws RangeError if a name or a table is beyond what a workbook can hold
 */
export async function writeXlsx(book: Book): Promise<Buffer> {
  refuseImpossible(book.sheets)
  const pieces: Uint8Array[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    pieces.push(piece)
  })
  for (const [path, xml] of bookParts(book)) part(zip, path).push(Buffer.from(xml), true)
  for (const [index, sheet] of book.sheets.entries()) {
    const into = part(zip, `xl/worksheets/sheet${index + 1}.xml`)
    for (const xml of sheetXml(sheet)) {
      into.push(Buffer.from(xml))
      await new Promise(resolve => setImmediate(resolve))
    }
    into.push(new Uint8Array(), true)
  }
  zip.end()
  return Buffer.concat(pieces)
}

/** A file of the archive, as it was never made on any day. */
export function part(zip: Zip, path: string): ZipDeflate {
  const file = new ZipDeflate(path, { level: 6 })
  file.mtime = zipTime
  zip.add(file)
  return file
}

export function refuseImpossible(sheets: readonly SheetToWrite[]): void {
  const names = sheets.map(({ name }) => name.toLowerCase())
  if (sheets.length === 0 || new Set(names).size < names.length)
    throw new RangeError('A workbook has at least one sheet, and no two of one name.')
  for (const { name, columns } of sheets) {
    if (!/^[^[\]:*?/\\']{1,31}$/.test(name)) throw new RangeError(`A sheet can not be called “${name}”.`)
    if (columns.length === 0 || columns.length > 200) throw new RangeError('A sheet has 1 to 200 columns.')
  }
}
