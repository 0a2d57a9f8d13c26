/** A line as it is stored: its names hashed. What is personal is sealed with that of the lines beside it (contents.ts). */
import { hash } from 'node:crypto'
import type { FspAccountId, StatementLineId } from '../../domain/ids.js'
import { identityText, mayRepeat, refOf, type Occurrences, type StatementLine } from '../../domain/statement.js'
import type { Sealing } from '../sealing.js'
import type { NamedLine } from './candidates.js'
import type { LineContent } from './contents.js'

export interface ReadyLine extends NamedLine {
  readonly line: StatementLine
  readonly content: LineContent
}

/** Makes lines ready one after the other: charges stand beside their transfer, so a receipt is hashed once for both. */
export class LineMaker {
  #receipt: { text: string; lookup: Buffer } | null = null

  constructor(
    readonly sealing: Sealing,
    readonly fspAccountId: FspAccountId,
    readonly occurrences: Occurrences,
  ) {}

  /** Has to be called for every line of a file, in order: how often a line was seen before is part of what it is. */
  idOf(line: StatementLine): StatementLineId {
    const ref = refOf(line)
    const nth = mayRepeat(line) ? this.occurrences.nth(`${ref ?? ''}\n${identityText(line, 0)}`) : 1
    const text = `${this.fspAccountId}\n${identityText(line, nth)}`
    // A keyed hash of the name first: from the id alone nobody finds it by trying.
    const named = ref === null ? this.sealing.lookup('statement', text) : this.#receiptLookup(ref)
    return asUuid(hash('sha256', `${named.toString('hex')}\n${text}`, 'hex'))
  }

  make(line: StatementLine, id: StatementLineId): ReadyLine {
    const { receipt, linked, number, mask, name, details, reason } = line
    return {
      id,
      line,
      kind: line.kind,
      receiptLookup: receipt === null ? null : this.#receiptLookup(receipt),
      linkedLookup: linked === null ? null : this.sealing.lookup('receipt', linked),
      transactionId: line.transactionId,
      attemptKey: line.key,
      numberLookup: number === null ? null : this.sealing.lookup('number', number),
      content: { receipt, linked, number, mask, name, details, reason },
    }
  }

  #receiptLookup(text: string): Buffer {
    if (this.#receipt?.text !== text) this.#receipt = { text, lookup: this.sealing.lookup('receipt', text) }
    return this.#receipt.lookup
  }
}

/** Version 8 (RFC 9562): made of our own hash. */
function asUuid(digest: string): StatementLineId {
  const hex = digest.slice(0, 32)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}` as StatementLineId
}
