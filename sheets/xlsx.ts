/** Workbooks: the first sheet of an XLSX file as rows of text. */
import { Unzip, UnzipInflate } from 'fflate'
import { readSheet as readFirstSheet } from 'read-excel-file/node'
import { NotASheet } from './notASheet.js'

export const xlsxLimits = {
  /** packed */
  fileBytes: 64 * 1024 * 1024,
  /** unpacked: it is held in memory whole */
  unpackedBytes: 256 * 1024 * 1024,
  rows: 1_048_576,
} as const
export type XlsxLimits = { readonly [Limit in keyof typeof xlsxLimits]: number }

/** @throws NotASheet */
export async function rowsOfXlsx(bytes: Uint8Array, limits: XlsxLimits = xlsxLimits): Promise<string[][]> {
  if (bytes.length > limits.fileBytes) throw tooLarge()
  lookInside(bytes, limits)
  const rows = await readFirstSheet(Buffer.from(bytes), { trim: false, parseNumber: text => text }).catch(
    (error: unknown) => {
      // Whatever it stumbles over, the file is not as a spreadsheet program writes it; the text may name cells, so it is not passed on.
      throw new NotASheet(
        'malformed',
        'The workbook is damaged: open it in a spreadsheet program and save it again as XLSX.',
        {
          cause: error,
        },
      )
    },
  )
  return rows.map(row => row.map(asText))
}

const tooLarge = () =>
  new NotASheet('too_large', 'The workbook is too large to be read as one: save its table as “CSV UTF-8”.')

/** What a cell holds, as text: numbers as they are stored, moments as `YYYY-MM-DD HH:MM:SS`, days without the time. */
function asText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) {
    const [day = '', time = ''] = cell.toISOString().split(/[T.]/)
    return time === '00:00:00' ? day : `${day} ${time}`
  }
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  return typeof cell === 'string' ? plainNumber(cell) : String(cell as number)
}

/** Spreadsheets store large and small numbers as 2.54712345678E11: a phone number so written is not lost. */
function plainNumber(text: string): string {
  const parts = /^(-?)(\d)(?:\.(\d+))?E\+?(\d{1,2})$/.exec(text)
  if (!parts) return text
  const [, sign = '', whole = '', fraction = '', power = ''] = parts
  const digits = whole + fraction.padEnd(Number(power), '0')
  const point = 1 + Number(power)
  return digits.length > point ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}` : `${sign}${digits}`
}

/**
 * Unpacks without keeping anything, so that neither a small file that unpacks to gigabytes nor an address far outside of
 * every sheet reaches the reader, which makes a row for each number it skips.
 */
function lookInside(bytes: Uint8Array, limits: XlsxLimits): void {
  let unpacked = 0
  let isWorkbook = false
  const unzip = new Unzip(file => {
    if (!/\.(xml|rels)$/.test(file.name)) return
    isWorkbook ||= file.name === 'xl/workbook.xml'
    const addresses = /^xl\/worksheets\//.test(file.name) ? new AddressGuard(limits.rows) : null
    file.ondata = (error, piece) => {
      if (error) throw error
      unpacked += piece.length
      if (unpacked > limits.unpackedBytes) throw tooLarge()
      addresses?.look(piece)
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes)
      unzip.push(bytes.subarray(at, at + pieceBytes), at + pieceBytes >= bytes.length)
  } catch (error) {
    if (error instanceof NotASheet) throw error
    throw new NotASheet('malformed', 'The file is a damaged archive: download or save it again.', { cause: error })
  }
  if (!isWorkbook)
    throw new NotASheet(
      'other_kind',
      'The file is an archive or a document, not an XLSX workbook: save the table as XLSX or CSV.',
    )
}

const pieceBytes = 65_536

/** Rows and columns beyond what any spreadsheet program has, wherever a piece of the file ends. */
class AddressGuard {
  #rest = ''

  constructor(readonly rows: number) {}

  look(piece: Uint8Array): void {
    const text = this.#rest + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1')
    for (const [, column = '', row = ''] of text.matchAll(/ r="([A-Za-z]*)(\d*)"/g))
      if (column.length > 3 || Number(row) > this.rows)
        throw new NotASheet('malformed', 'The workbook names cells that no sheet can have: save it again as XLSX.')
    this.#rest = text.slice(-40)
  }
}
