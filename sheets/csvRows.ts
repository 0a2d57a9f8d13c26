/**
 * Text of a CSV file cut into rows, piece by piece: quotes as RFC 4180 has them, and a little less strict. A quote within a
 * cell that did not begin with one is text; so is a quoted cell behind whose last quote more text stands.
 */
import { NotASheet } from './notASheet.js'

/** A row longer than this (in characters) is none: somewhere a quote is opened and never closed. */
export const longestRow = 1_048_576

const quote = 0x22
const none = Number.POSITIVE_INFINITY

export class RowCutter {
  /** what ends a row: the first one that is met outside of quotes; another one later is text */
  #end: '\n' | '\r\n' | '\r' | null = null
  #rest = ''
  #begun = false
  #text = ''
  #last = false
  /** where the next ones stand in the text, so that nothing is searched for twice */
  #nextEnd = -1
  #nextCut = -1
  #nextBreak = -1
  #rows = 0

  constructor(readonly delimiter: string) {}

  /**
   * The rows that are whole with this piece; what is left over waits for the next one.
   * @param last no piece comes after this one
   * @throws NotASheet for a quote that is never closed
   */
  *rows(piece: string, last = false): Generator<string[]> {
    const text = this.#rest + (this.#begun ? piece : piece.replace(/^\ufeff/, ''))
    this.#begun ||= piece !== ''
    this.#text = text
    this.#last = last
    this.#nextEnd = this.#nextCut = this.#nextBreak = -1
    let at = 0
    while (at < text.length) {
      const cells: string[] = []
      const next = this.#row(at, cells)
      if (next < 0) break
      at = next
      this.#rows++
      yield cells
    }
    this.#rest = text.slice(at)
    if (this.#rest !== '' && (last || this.#rest.length > longestRow)) throw this.#neverClosed()
  }

  /** Fills `cells`. @returns where the next row begins; -1 where this one is not whole yet */
  #row(from: number, cells: string[]): number {
    const text = this.#text
    for (let at = from; ;) {
      const quoted = text.charCodeAt(at) === quote
      const close = quoted ? this.#closing(at) : at
      if (close < 0) return -1
      const behind = quoted ? close + 1 : at
      const end = this.#endFrom(behind)
      if (end < 0) return -1
      const stop = Math.min(end, this.#cutFrom(behind), text.length)
      // The piece ends in the middle of a row.
      if (stop === text.length && !this.#last) return -1
      cells.push(!quoted ? text.slice(at, stop) : this.#quoted(at, close, stop))
      if (stop === end) return end + (this.#end?.length ?? 0)
      if (stop === text.length) return stop
      at = stop + 1
    }
  }

  #quoted(open: number, close: number, stop: number): string {
    const inner = this.#text.slice(open + 1, close)
    const plain = inner.includes('"') ? inner.replaceAll('""', '"') : inner
    return stop === close + 1 ? plain : `"${plain}"${this.#text.slice(close + 1, stop)}`
  }

  /** The quote that closes the one at `open`. */
  #closing(open: number): number {
    const text = this.#text
    let at = text.indexOf('"', open + 1)
    while (at >= 0 && text.charCodeAt(at + 1) === quote) at = text.indexOf('"', at + 2)
    return at
  }

  #cutFrom(at: number): number {
    if (this.#nextCut < at) this.#nextCut = found(this.#text.indexOf(this.delimiter, at))
    return this.#nextCut
  }

  /** Where the row ends; infinite where it does not in this text, -1 where the next piece has to tell. */
  #endFrom(at: number): number {
    if (this.#nextEnd >= at) return this.#nextEnd
    if (this.#end === null) {
      const first = this.#breakFrom(at)
      if (first === none) return (this.#nextEnd = none)
      // Before the next delimiter there may be a quote yet: only the end that is reached is the one.
      if (this.#cutFrom(at) < first) return none
      const isPair = this.#text.startsWith('\r\n', first)
      if (!isPair && this.#text[first] === '\r' && first === this.#text.length - 1 && !this.#last) return -1
      this.#end = isPair ? '\r\n' : this.#text[first] === '\n' ? '\n' : '\r'
    }
    this.#nextEnd = found(this.#text.indexOf(this.#end, at))
    return this.#nextEnd
  }

  #breakFrom(at: number): number {
    if (this.#nextBreak < at) {
      const place = this.#text.slice(at).search(/[\r\n]/)
      this.#nextBreak = place < 0 ? none : at + place
    }
    return this.#nextBreak
  }

  #neverClosed(): NotASheet {
    return new NotASheet(
      'malformed',
      `The file can not be read as a table beginning with row ${this.#rows + 1}: look for a quote that is opened and never closed.`,
    )
  }
}

const found = (place: number): number => (place < 0 ? none : place)
