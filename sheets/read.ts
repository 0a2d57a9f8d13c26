/** Any table as rows of text, in blocks: CSV as a stream, a workbook whole. */
import { guessDelimiter, rowsOfCsv, type Delimiter } from './csv.js'
import { decoderFor, type Encoding } from './decode.js'
import { isArchive, NotASheet } from './notASheet.js'
import { rowsOfXlsx, xlsxLimits } from './xlsx.js'

export { NotASheet } from './notASheet.js'
export type { Delimiter } from './csv.js'

export interface SheetRow {
  /** as a spreadsheet counts: the first one is 1 */
  readonly row: number
  readonly cells: string[]
}

export interface Reading {
  /** of a CSV file, where the guess is wrong */
  readonly delimiter?: Delimiter | undefined
  readonly maxRows?: number | undefined
  /** hears what the file turned out to be, before the first block */
  readonly told?: (kind: { xlsx: true } | { encoding: Encoding | null; delimiter: Delimiter }) => void
}

export type Bytes = Uint8Array | AsyncIterable<Uint8Array>

/** So much is looked at to tell what a file is. */
const headBytes = 65_536

/**
 * Reads a table. Cells are as they stand in the file: nothing is trimmed, of formulas their stored result, moments of a
 * workbook as `YYYY-MM-DD HH:MM:SS`.
 * @throws NotASheet whatever the bytes are, if not a table, at once or in the middle
 */
export async function* readSheet(bytes: Bytes, reading: Reading = {}): AsyncGenerator<SheetRow[]> {
  let row = 0
  for await (const block of blocksOf(bytes, reading)) {
    const rows = block.map(cells => ({ row: ++row, cells }))
    if (reading.maxRows !== undefined && row > reading.maxRows)
      throw new NotASheet(
        'too_many_rows',
        `The file has more than ${reading.maxRows} rows: split it into several files.`,
      )
    yield rows
  }
}

async function* blocksOf(bytes: Bytes, { delimiter, told }: Reading): AsyncGenerator<string[][]> {
  const pieces = bytes instanceof Uint8Array ? [bytes] : bytes
  const { head, rest } = await headOf(pieces)
  if (head.length === 0) throw new NotASheet('empty', 'The file is empty.')
  if (isArchive(head)) {
    told?.({ xlsx: true })
    yield await rowsOfXlsx(await wholeOf(head, rest))
    return
  }
  const { encoding, decode } = decoderFor(head, bytes instanceof Uint8Array)
  const text = decode(head)
  const cut = delimiter ?? guessDelimiter(text.slice(0, headBytes))
  told?.({ encoding, delimiter: cut })
  yield* rowsOfCsv(decoded(text, rest, decode), cut)
}

/** At least the first bytes, if there are so many, and an iteration over what follows. */
async function headOf(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
  const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]()
  const parts: Uint8Array[] = []
  let size = 0
  while (size < headBytes) {
    const next = await iterator.next()
    if (next.done === true) break
    parts.push(next.value)
    size += next.value.length
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
  }
  return { head: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, size), rest: rest() }
}

async function wholeOf(head: Uint8Array, rest: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts = [head]
  let size = head.length
  for await (const piece of rest) {
    size += piece.length
    if (size > xlsxLimits.fileBytes)
      throw new NotASheet('too_large', 'The workbook is too large to be read as one: save its table as “CSV UTF-8”.')
    parts.push(piece)
  }
  return parts.length === 1 ? head : Buffer.concat(parts, size)
}

async function* decoded(
  head: string,
  rest: AsyncIterable<Uint8Array>,
  decode: (piece?: Uint8Array) => string,
): AsyncGenerator<string> {
  yield head
  for await (const piece of rest) yield decode(piece)
  yield decode()
}
