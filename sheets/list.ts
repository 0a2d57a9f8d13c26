/** A list as a file: one header, and rows below it. Says nothing about people yet. */
import { readSheet, NotASheet, type Delimiter } from './read.js'

export const listLimits = {
  fileBytes: 50 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  cellLength: 2_000,
} as const
export type ListLimits = { readonly [Limit in keyof typeof listLimits]: number }

export interface ListRow {
  /** as a spreadsheet counts: the header is row 1 */
  readonly row: number
  readonly cells: readonly string[]
  /** what is wrong with the row as a row; its cells can not be trusted then */
  readonly problem?: { readonly code: 'ragged' | 'cell_too_long'; readonly message: string }
}

export interface List {
  readonly headers: readonly string[]
  readonly rows: readonly ListRow[]
}

export type ReadList = { ok: true; list: List } | { ok: false; why: string }

const refuse = (why: string): ReadList => ({ ok: false, why })

/** Any bytes at all give a list or one clear sentence, never an exception. Blank rows count but are left out. */
export async function readList(
  bytes: Uint8Array,
  { delimiter, limits = listLimits }: { delimiter?: Delimiter | undefined; limits?: ListLimits } = {},
): Promise<ReadList> {
  if (bytes.length > limits.fileBytes)
    return refuse(`The file is larger than ${limits.fileBytes} bytes: split it into several files.`)
  const rows: ListRow[] = []
  let headers: readonly string[] | null = null
  try {
    for await (const block of readSheet(bytes, { delimiter, maxRows: limits.rows + 1 }))
      for (const { row, cells } of block) {
        if (headers) rows.push(asRow(cells, row, headers.length, limits.cellLength))
        else headers = cells
      }
  } catch (error) {
    if (error instanceof NotASheet) return refuse(error.message)
    throw error
  }
  if ((headers?.length ?? 0) > limits.columns)
    return refuse(`The file has more than ${limits.columns} columns: leave out those not needed.`)
  const filled = rows.filter(({ cells }) => cells.some(cell => cell.trim() !== ''))
  if (headers === null || filled.length === 0) return refuse('The file has no rows below its header.')
  return { ok: true, list: { headers: headers.map(header => header.trim()), rows: filled } }
}

function asRow(cells: readonly string[], row: number, columns: number, longest: number): ListRow {
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
