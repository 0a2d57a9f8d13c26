/** A list that came back, as rows of text: which list it says it is of, and what it says of each payout. */
import { findListMark, type ListMark } from '../domain/listMark.js'

/** What a received row says, as it is written; absent where the list has no such column. */
export interface ReceivedRow {
  /** of the file, 1-based, as a spreadsheet shows it */
  readonly row: number
  readonly position: number
  readonly reference?: string
  readonly name?: string
  readonly number?: string
  readonly place?: string
  readonly household?: string
  readonly amount?: string
  readonly fee?: string
}

export type ReceivedField = Exclude<keyof ReceivedRow, 'row' | 'position'>

const heads: Readonly<Record<string, ReceivedField | 'position'>> = {
  'no.': 'position',
  reference: 'reference',
  name: 'name',
  number: 'number',
  place: 'place',
  household: 'household',
  amount: 'amount',
  'highest fee': 'fee',
}
export const fieldWords: Readonly<Record<ReceivedField, string>> = {
  reference: 'reference',
  name: 'name',
  number: 'number',
  place: 'place',
  household: 'household size',
  amount: 'amount',
  fee: 'highest fee',
}

export interface Received {
  /** null: it names no list */
  readonly mark: ListMark | null
  /** null: it has no table of payouts as ours have it */
  readonly fields: readonly ReceivedField[] | null
  readonly rows: readonly ReceivedRow[]
  /** rows of the file that stand among the payouts and have no number of their own */
  readonly unreadable: readonly number[]
}

interface SheetRow {
  readonly row: number
  readonly cells: readonly string[]
}

/**
 * Takes the rows of a sheet one after the other. The table is found by its heads, wherever it stands; it ends with its sums.
 */
export class Reader {
  #mark: ListMark | null = null
  #columns: (ReceivedField | 'position' | undefined)[] | null = null
  #ended = false
  readonly #rows: ReceivedRow[] = []
  readonly #unreadable: number[] = []

  add({ row, cells }: SheetRow): void {
    this.#mark ??= cells.map(findListMark).find(mark => mark !== null) ?? null
    if (this.#ended) return
    if (this.#columns === null) {
      this.#columns = columnsOf(cells)
      return
    }
    this.#take(
      row,
      cells.map(cell => cell.trim()),
      this.#columns,
    )
  }

  received(): Received {
    const fields =
      this.#columns?.filter((each): each is ReceivedField => each !== undefined && each !== 'position') ?? null
    return { mark: this.#mark, fields, rows: this.#rows, unreadable: this.#unreadable }
  }

  #take(row: number, cells: readonly string[], columns: readonly (ReceivedField | 'position' | undefined)[]): void {
    if (cells.every(cell => cell === '')) return
    const read: Record<string, string> = {}
    for (const [index, column] of columns.entries())
      if (column !== undefined) read[column] = withoutQuote(cells[index] ?? '')
    const { position = '', ...fields } = read
    if (/^[1-9]\d{0,8}$/.test(position)) this.#rows.push({ ...fields, row, position: Number(position) })
    else if (read['reference'] === 'In all') this.#ended = true
    else this.#unreadable.push(row)
  }
}

/** The apostrophe that keeps a spreadsheet from taking a text for a formula. */
const withoutQuote = (text: string): string => text.replace(/^'(?=[=+\-@])/, '')

/** The columns of our list, if this row is its head. */
function columnsOf(cells: readonly string[]): (ReceivedField | 'position' | undefined)[] | null {
  const columns = cells.map(cell => heads[cell.trim().toLowerCase()])
  const has = (field: ReceivedField | 'position'): boolean => columns.filter(each => each === field).length === 1
  return has('position') && has('reference') && has('amount') ? columns : null
}
