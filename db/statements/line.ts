/**
 * A line as the row that it becomes: its names hashed, what is personal of it as the text that is sealed with that of the
 * lines beside it (contents.ts). Of a million lines nothing else is kept until they are stored: clearing away what is made
 * and not needed took a third of the time of reading them.
 */
import { hash } from 'node:crypto'
import type { FspAccountId, StatementLineId } from '../../domain/ids.js'
import {
  identityText,
  mayRepeat,
  refOf,
  type LineKind,
  type LineStatus,
  type Occurrences,
  type StatementLine,
} from '../../domain/statement.js'
import type { Sealing } from '../sealing.js'
import { contentText } from './contents.js'

/** Look-up hashes are hexadecimal. */
export interface LineRow {
  readonly id: StatementLineId
  /** as a spreadsheet counts */
  readonly row: number
  /** among the lines of its file, counted from 0 */
  readonly place: number
  /** epoch milliseconds */
  readonly at: number
  readonly kind: LineKind
  readonly direction: 'out' | 'in'
  readonly status: LineStatus
  readonly own: boolean
  readonly amount: bigint
  readonly receipt: string | null
  readonly transaction: string | null
  readonly key: string | null
  readonly linked: string | null
  readonly number: string | null
}
export interface ReadyLine extends LineRow {
  readonly content: string
}

/** Makes lines ready one after the other: charges stand beside their transfer, so a receipt is hashed once for both. */
export class LineMaker {
  #receipt: { text: string; lookup: string } | null = null
  #place = 0

  constructor(
    readonly sealing: Sealing,
    readonly fspAccountId: FspAccountId,
    readonly occurrences: Occurrences,
  ) {}

  /**
   * Has to be called for every line of a file, in order: its place, and how often it was seen before, are part of what it is.
   * @param stored it is there already: null
   */
  make(line: StatementLine, stored: boolean): ReadyLine | null {
    const place = this.#place++
    const ref = refOf(line)
    const nth = mayRepeat(line) ? this.occurrences.nth(`${ref ?? ''}\n${identityText(line, 0)}`) : 1
    if (stored) return null
    const { row, atMs, kind, direction, status, own, amountMinor, receipt, transactionId, key, linked, number } = line
    return {
      id: this.#idOf(ref, identityText(line, nth)),
      row,
      place,
      at: atMs,
      kind,
      direction,
      status,
      own,
      amount: amountMinor,
      receipt: receipt === null ? null : this.#receiptLookup(receipt),
      transaction: transactionId,
      key,
      linked: linked === null ? null : this.sealing.lookupHex('receipt', linked),
      number: number === null ? null : this.sealing.lookupHex('number', number),
      content: contentText(line),
    }
  }

  #idOf(ref: string | null, identity: string): StatementLineId {
    const text = `${this.fspAccountId}\n${identity}`
    // A keyed hash of the name first: from the id alone nobody finds it by trying.
    const named = ref === null ? this.sealing.lookupHex('statement', text) : this.#receiptLookup(ref)
    return asUuid(hash('sha256', `${named}\n${text}`, 'hex'))
  }

  #receiptLookup(text: string): string {
    if (this.#receipt?.text !== text) this.#receipt = { text, lookup: this.sealing.lookupHex('receipt', text) }
    return this.#receipt.lookup
  }
}

/** Version 8 (RFC 9562): made of our own hash. PostgreSQL takes it without dashes too. */
function asUuid(digest: string): StatementLineId {
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${digest.slice(0, 12)}8${digest.slice(13, 16)}${variant}${digest.slice(17, 32)}` as StatementLineId
}
