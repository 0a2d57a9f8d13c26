/** A document before it is PDF, XLSX or CSV: a head of facts, and tables. */
import type { Currency } from '../domain/money.js'

export interface PaperColumn {
  readonly head: string
  /** how much of the page’s width, beside the others’ */
  readonly share: number
  /** `amount`: decimal text of the paper’s currency, summed where its table carries sums; `blank`: to write into */
  readonly kind?: 'text' | 'whole' | 'amount' | 'blank'
}

export interface PaperTable {
  readonly title: string
  /** one line each, beneath the title */
  readonly says?: readonly string[]
  readonly columns: readonly PaperColumn[]
  readonly rows: PackedRows
  /** amounts are summed page by page and carried over */
  readonly carries?: boolean
  /** what stands there when it has no rows */
  readonly empty: string
}

export interface Paper {
  readonly title: string
  /** programme, round, name */
  readonly subject: string
  /** which list it is of: in its text, its QR code and its properties (domain/listMark.ts) */
  readonly mark: string
  readonly currency: Currency
  /** the moment in the properties of the file: from the rows, never from a clock */
  readonly at: Date
  readonly facts: readonly (readonly [what: string, text: string])[]
  /** what whoever reads it must know; one line each */
  readonly says: readonly string[]
  /** places to sign on the first page */
  readonly signatures: readonly string[]
  /** the first one is the list itself */
  readonly tables: readonly PaperTable[]
}

const rowsInBlock = 1_000

/**
 * Rows of cells, packed: a list of 131,072 takes some twenty megabytes instead of hundreds. Read as often as needed.
 * A class, because it grows while it is read from the database.
 */
export class PackedRows implements Iterable<readonly string[]> {
  readonly #blocks: string[] = []
  #open: (readonly string[])[] = []
  #count = 0

  static of(rows: Iterable<readonly string[]>): PackedRows {
    const packed = new PackedRows()
    for (const row of rows) packed.add(row)
    return packed
  }

  add(row: readonly string[]): void {
    this.#count++
    if (this.#open.push(row) < rowsInBlock) return
    this.#blocks.push(JSON.stringify(this.#open))
    this.#open = []
  }

  get count(): number {
    return this.#count
  }

  *[Symbol.iterator](): Generator<readonly string[]> {
    for (const block of this.#blocks) yield* JSON.parse(block) as string[][]
    yield* this.#open
  }
}

/** Lets timers, sockets and other work run before a long piece of drawing goes on. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** `5000.00` → `5,000.00` */
export const grouped = (decimal: string): string => {
  const [whole = '', fraction] = decimal.split('.')
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction === undefined ? '' : `.${fraction}`)
}
