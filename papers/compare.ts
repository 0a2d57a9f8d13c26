/** A received list against the frozen one: which rows differ in what, which are missing, which were added. */
import { parseDecimal, type Currency } from '../domain/money.js'
import { approvedCells, type ListRow } from './approvedList.js'
import { maskedNumber } from '../domain/phone.js'
import type { Received, ReceivedField, ReceivedRow } from './received.js'

export interface Difference {
  readonly position: number
  /** of the received file */
  readonly row: number
  readonly field: ReceivedField
  /** as it is written, and as it was approved; null where it would tell something personal */
  readonly received: string | null
  readonly approved: string | null
}

export interface Compared {
  /** rows of the approved list */
  readonly approved: number
  readonly same: number
  readonly differing: number
  readonly missing: number
  readonly added: number
  /** the first hundred of each */
  readonly differences: readonly Difference[]
  readonly missingPositions: readonly number[]
  readonly addedRows: readonly { row: number; position: number }[]
}

/** Of each kind so many are told one by one. */
const most = 100
const personal: ReadonlySet<ReceivedField> = new Set(['name', 'number'])

/** Takes the approved rows in their order; each position is looked for once, whatever the order of the received rows. */
export class Comparison {
  readonly #waiting = new Map<number, ReceivedRow>()
  readonly #added: { row: number; position: number }[] = []
  readonly #differences: Difference[] = []
  readonly #missing: number[] = []
  #addedCount = 0
  #approved = 0
  #same = 0
  #differing = 0
  #missingCount = 0

  constructor(
    received: Received,
    readonly list: { readonly programmeName: string; readonly currency: Currency },
  ) {
    // The same position twice: one of them was added.
    for (const row of received.rows) {
      if (this.#waiting.has(row.position)) this.#add(row)
      else this.#waiting.set(row.position, row)
    }
  }

  take(approved: ListRow): void {
    this.#approved++
    const row = this.#waiting.get(approved.position)
    if (!row) {
      if (this.#missingCount++ < most) this.#missing.push(approved.position)
      return
    }
    this.#waiting.delete(approved.position)
    const differences = this.#differencesOf(row, approved)
    if (differences.length === 0) this.#same++
    else this.#differing++
    this.#differences.push(...differences.slice(0, most - this.#differences.length))
  }

  /** After the last approved row. */
  end(): Compared {
    for (const row of this.#waiting.values()) this.#add(row)
    this.#waiting.clear()
    return {
      approved: this.#approved,
      same: this.#same,
      differing: this.#differing,
      missing: this.#missingCount,
      added: this.#addedCount,
      differences: this.#differences,
      missingPositions: this.#missing,
      addedRows: this.#added,
    }
  }

  #add({ row, position }: ReceivedRow): void {
    if (this.#addedCount++ < most) this.#added.push({ row, position })
  }

  #differencesOf(row: ReceivedRow, approved: ListRow): Difference[] {
    const [, reference = '', name = '', , place = '', household = '', amount = '', fee = ''] = approvedCells(
      approved,
      { ...this.list, withdrawalMinor: 0n },
      { shows: 'names', forSigning: false },
    )
    const should: Record<ReceivedField, string> = {
      reference,
      name,
      number: approved.phone,
      place,
      household,
      amount,
      fee,
    }
    return (Object.keys(should) as ReceivedField[]).flatMap(field => {
      const is = row[field]
      if (is === undefined || this.#agree(field, is, should[field])) return []
      const hidden = personal.has(field)
      const { position } = approved
      return [{ position, row: row.row, field, received: hidden ? null : is, approved: hidden ? null : should[field] }]
    })
  }

  #agree(field: ReceivedField, is: string, should: string): boolean {
    if (field === 'number') return written(is) === written(should) || is === maskedNumber(should)
    if (field === 'amount' || field === 'fee') return sameAmount(is, should, this.list.currency)
    return is.normalize('NFC') === should.normalize('NFC')
  }
}

/** A spreadsheet takes a number of a telephone for a number and drops its plus. */
const written = (number: string): string => number.replace(/[\s+]/g, '')

/** `5,000`, `5000.0` and `5000.00` are one amount. */
function sameAmount(is: string, should: string, currency: Currency): boolean {
  const read = parseDecimal(is.replace(/,(?=\d{3}(?:\D|$))/g, ''), currency)
  const wanted = parseDecimal(should, currency)
  return read.ok && wanted.ok && read.money.minor === wanted.money.minor
}
