/** Rows that an import refused: to be shown, or downloaded as a list that can be corrected and imported again. */
import { stringify } from 'csv-stringify/sync'
import { fieldsIn } from '../domain/columnGuess.js'
import type { ImportId } from '../domain/ids.js'
import type { RowCells, RowProblem } from '../domain/importRow.js'
import type { House } from './database.js'
import { findImport } from './imports.js'

export interface RefusedRow {
  /** as a spreadsheet counts: the header is row 1 */
  readonly row: number
  readonly problems: readonly RowProblem[]
  /** null for a row without consent: nothing of it was kept */
  readonly cells: RowCells | null
}

/** In the order of the list; `after` is the last row of the page before. */
export async function listRefusedRows(
  house: House,
  { importId, after, limit }: { importId: ImportId; after?: number | undefined; limit: number },
): Promise<RefusedRow[]> {
  const rows = await house.db
    .selectFrom('import_row')
    .select(['row_number', 'problems', 'row_enc'])
    .where('import_id', '=', importId)
    .where('outcome', '=', 'refused')
    .where('row_number', '>', after ?? 0)
    .orderBy('row_number')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    row: row.row_number,
    problems: row.problems as RowProblem[],
    cells: row.row_enc === null ? null : (JSON.parse(house.sealing.open(row.row_enc)) as RowCells),
  }))
}

const page = 1_000

type Fields = ReturnType<typeof fieldsIn>

/**
 * The refused rows as CSV (UTF-8 with BOM, so that spreadsheets read it right), piece by piece: row, reasons, then the
 * list’s own columns under their own headers. Null when there is no such import.
 */
export async function refusedRowsFile(house: House, importId: ImportId): Promise<AsyncIterable<string> | null> {
  const list = await findImport(house, importId)
  if (!list) return null
  const fields = fieldsIn(list.columns)
  const headers = fields.map(field => list.columns[field] ?? field)
  return pieces(house, importId, fields, headers)
}

async function* pieces(house: House, importId: ImportId, fields: Fields, headers: string[]): AsyncIterable<string> {
  yield `\ufeff${stringify([['row', 'reasons', ...headers]], { record_delimiter: '\r\n' })}`
  for (let after = 0; ;) {
    const rows = await listRefusedRows(house, { importId, after, limit: page })
    if (rows.length > 0)
      yield stringify(
        rows.map(row => lineOf(row, fields)),
        { record_delimiter: '\r\n' },
      )
    if (rows.length < page) return
    after = rows.at(-1)?.row ?? after
  }
}

const lineOf = ({ row, problems, cells }: RefusedRow, fields: Fields): string[] => [
  String(row),
  problems.map(({ message }) => message).join(' '),
  ...fields.map(field => harmless(cells?.[field] ?? '')),
]

/** A spreadsheet runs a cell that begins like a formula; an apostrophe before it makes it text. Phone numbers stay. */
const harmless = (cell: string): string => (/^[=@\t\r]|^[+-](?![\d\s()-]*$)/.test(cell) ? `'${cell}` : cell)
