import { CsvError, parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'

/**
 * A list as a file: bytes → header and rows of text. Says nothing about people yet. Any bytes at all give a list or one
 * clear sentence, never an exception.
 */
export const importLimits = {
  fileBytes: 50 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  cellLength: 2_000,
} as const
export type ImportLimits = { readonly [Limit in keyof typeof importLimits]: number }

const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

export interface FileRow {
  /** as a spreadsheet counts: the header is row 1 */
  readonly row: number
  readonly cells: readonly string[]
  /** what is wrong with the row as a row; its cells can not be trusted then */
  readonly problem?: { readonly code: 'ragged' | 'cell_too_long'; readonly message: string }
}

export interface ImportFile {
  readonly encoding: 'utf-8' | 'utf-16' | 'windows-1252'
  readonly delimiter: Delimiter
  readonly headers: readonly string[]
  readonly rows: readonly FileRow[]
}

export type FileProblem =
  'empty' | 'too_large' | 'not_text' | 'too_many_rows' | 'too_many_columns' | 'malformed' | 'no_rows'
export type ReadFile = { ok: true; file: ImportFile } | { ok: false; code: FileProblem; why: string }

const refuse = (code: FileProblem, why: string): ReadFile => ({ ok: false, code, why })

/** Reads a CSV file. Delimiter and encoding are guessed; `delimiter` overrides the guess. Blank rows count but are left out. */
export function readImportFile(
  bytes: Uint8Array,
  options: { delimiter?: Delimiter; limits?: ImportLimits } = {},
): ReadFile {
  const limits = options.limits ?? importLimits
  if (bytes.length === 0) return refuse('empty', 'The file is empty.')
  if (bytes.length > limits.fileBytes) {
    return refuse('too_large', `The file is larger than ${limits.fileBytes} bytes: split it into several files.`)
  }
  const decoded = decode(bytes)
  if (decoded === null) {
    return refuse('not_text', 'The file is not text. Save the list as “CSV UTF-8” in the spreadsheet program.')
  }
  const { text, encoding } = decoded
  const delimiter = options.delimiter ?? guessDelimiter(text)
  const records = split(text, delimiter, limits.rows)
  if ('why' in records) return refuse('malformed', records.why)

  const [headers = [], ...body] = records
  if (body.length > limits.rows) {
    return refuse('too_many_rows', `The file has more than ${limits.rows} rows: split it into several files.`)
  }
  if (headers.length > limits.columns) {
    return refuse('too_many_columns', `The file has more than ${limits.columns} columns: leave out those not needed.`)
  }
  const rows = body
    .map((cells, index) => asRow(cells, index + 2, headers.length, limits.cellLength))
    .filter(({ cells }) => cells.some(cell => cell.trim() !== ''))
  if (rows.length === 0) return refuse('no_rows', 'The file has no rows below its header.')
  return { ok: true, file: { encoding, delimiter, headers: headers.map(header => header.trim()), rows } }
}

function asRow(cells: string[], row: number, columns: number, longest: number): FileRow {
  const surplus = cells.slice(columns).some(cell => cell.trim() !== '')
  if (cells.length < columns || surplus) {
    const message = `The row has ${cells.length} cells where the header has ${columns}: look for a missing quote or delimiter.`
    return { row, cells, problem: { code: 'ragged', message } }
  }
  if (cells.some(cell => cell.length > longest)) {
    const message = `A cell is longer than ${longest} characters: look for a quote that is never closed.`
    return { row, cells: cells.map(cell => cell.slice(0, longest)), problem: { code: 'cell_too_long', message } }
  }
  return { row, cells: cells.slice(0, columns) }
}

/** UTF-8 if it is valid UTF-8 or says so, UTF-16 if it says so, else Windows-1252 (what older spreadsheets write). */
function decode(bytes: Uint8Array): { text: string; encoding: ImportFile['encoding'] } | null {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return asText(iconv.decode(Buffer.from(bytes), 'utf-16'), 'utf-16')
  }
  try {
    return asText(new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'utf-8')
  } catch (error) {
    // Not valid UTF-8 is the only thing it throws for, and it decides the encoding.
    if (!(error instanceof TypeError)) throw error
    return asText(iconv.decode(Buffer.from(bytes), 'windows-1252'), 'windows-1252')
  }
}

/** NUL never stands in a list: a file with it is a picture, a spreadsheet’s own format, or damaged. */
const asText = (text: string, encoding: ImportFile['encoding']) =>
  text.includes('\0') || text.startsWith('PK\u0003\u0004') ? null : { text, encoding }

/** The delimiter that cuts the header into most columns. */
function guessDelimiter(text: string): Delimiter {
  let best: Delimiter = ','
  let most = 0
  for (const delimiter of delimiters) {
    const header = split(text.slice(0, 65_536), delimiter, 0)
    const columns = 'why' in header ? 0 : (header[0]?.length ?? 0)
    if (columns > most) [best, most] = [delimiter, columns]
  }
  return best
}

/** Records of cells. Reads one record more than `rows` below the header, so that too many are noticed and not parsed. */
function split(text: string, delimiter: Delimiter, rows: number): string[][] | { why: string } {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      to: rows + 2,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? ` near line ${error['lines']}` : ''
    return { why: `The file can not be read as a table${line}: look for a quote that is opened and never closed.` }
  }
}
