/**
 * Rows of a statement, one after the other, as lines. The header is found by its words, wherever it stands; what stands
 * above it is kept for its period. A row that can not be read is told with everything that is wrong with it, never left out.
 */
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max'
import type { Currency } from './money.js'
import { lineStatuses, type LineKind, type LineStatus, type StatementLine } from './statement.js'
import {
  partyAtEnd,
  readAmount,
  readMoment,
  readParty,
  Zone,
  zoneOfCountry,
  type Party,
  type ReadAmount,
} from './statementCells.js'
import { headerKey, type StatementField, type StatementProfile, type WordList } from './statementProfile.js'

export interface StatementRow {
  readonly row: number
  readonly cells: readonly string[]
}
export interface RowTrouble {
  /** the header of the column, or `row` */
  readonly column: string
  readonly says: string
}
export type ReadRow =
  /** above the header, blank, a total, or the header once more */
  | { is: 'skipped' }
  | { is: 'lines'; lines: readonly StatementLine[] }
  | { is: 'unread'; row: number; troubles: readonly RowTrouble[] }

export interface Preamble {
  readonly shortCode: string | null
  /** epoch milliseconds; what the statement itself says it covers */
  readonly fromMs: number | null
  readonly toMs: number | null
}

interface Sort {
  readonly kind: LineKind
  readonly own: boolean
}
/** More kinds than these are no kinds: somebody mapped a column of free text. */
const mostSorts = 1_000
/** A round pays a few amounts, over and over: those that were read are known. */
const mostAmounts = 1_000
/** Of longer texts the engine keeps the whole piece of the file that they were cut from. */
const longestKept = 12

/** So many rows may stand above the header. */
const headerWithin = 50
const skipped: ReadRow = { is: 'skipped' }

/** @throws RangeError for a country whose time zone nobody told: say it in the profile */
export class StatementReader {
  readonly #zone: Zone
  readonly #callingCode: string
  readonly #above: string[][] = []
  #columns: ReadonlyMap<StatementField, number> | null = null
  #headers: readonly string[] = []
  #best: { row: number; lacks: readonly StatementField[] } | null = null
  #rows = 0
  readonly #sorts = new Map<string, Sort>()
  readonly #amounts = new Map<string, ReadAmount>()
  #last: { text: string; ms: number | null } = { text: '', ms: null }

  constructor(
    readonly profile: StatementProfile,
    readonly about: { currency: Currency; country: string },
  ) {
    const zone = profile.timeZone ?? zoneOfCountry(about.country)
    if (zone === null) throw new RangeError(`Name the time zone in the profile: none is known for ${about.country}.`)
    this.#zone = new Zone(zone)
    this.#callingCode = isSupportedCountry(about.country) ? getCountryCallingCode(about.country) : ''
  }

  read({ row, cells }: StatementRow): ReadRow {
    if (this.#columns === null) {
      if (this.#rows < headerWithin) this.#look(row, cells)
      this.#rows++
      return skipped
    }
    const of = new RowCells(this.#columns, this.#headers, cells)
    if (this.#isNoLine(of)) return skipped
    const lines = this.#lines(row, of)
    return of.troubles === null ? { is: 'lines', lines } : { is: 'unread', row, troubles: of.troubles }
  }

  get hasHeader(): boolean {
    return this.#columns !== null
  }
  /** No header will be found any more. */
  get isLost(): boolean {
    return this.#columns === null && this.#rows >= headerWithin
  }
  /** What was looked for, when there was no header. */
  get lacking(): string {
    const named = (field: StatementField): string => (this.profile.columns[field] ?? [field]).join(' or ')
    const looked = this.profile.needs.map(field => `“${named(field)}”`).join(', ')
    const near =
      this.#best === null || this.#best.lacks.length === this.profile.needs.length
        ? 'None of them is there.'
        : `Row ${this.#best.row} comes nearest and lacks ${this.#best.lacks.map(field => `“${named(field)}”`).join(', ')}.`
    return `No header was found in the first ${headerWithin} rows. It must have the columns ${looked}. ${near}`
  }

  get preamble(): Preamble {
    const cells = this.#above.map(row => row.map(cell => cell.trim()).filter(cell => cell !== ''))
    const after = (word: RegExp): string[] => {
      const row = cells.find(([first = '']) => word.test(first))
      return row === undefined ? [] : [row[0]?.replace(/^[^:]*:?/, '') ?? '', ...row.slice(1)]
    }
    const [fromMs = null, toMs = null] = momentsIn(after(/period|date range/i).join(' '), this.profile, this.#zone)
    const code = after(/^(short ?code|organi[sz]ation code)/i).find(text => text.trim() !== '')
    return { shortCode: code?.trim().slice(0, 40) ?? null, fromMs, toMs }
  }

  #look(row: number, cells: readonly string[]): void {
    const places = new Map<string, number>()
    for (const [place, cell] of cells.entries()) {
      const key = headerKey(cell)
      if (!places.has(key)) places.set(key, place)
    }
    const found = new Map<StatementField, number>()
    for (const [field, headers] of Object.entries(this.profile.columns) as [StatementField, readonly string[]][]) {
      const place = headers.map(header => places.get(headerKey(header))).find(each => each !== undefined)
      if (place !== undefined) found.set(field, place)
    }
    const lacks = this.profile.needs.filter(field => !found.has(field))
    if (lacks.length === 0) {
      this.#columns = found
      this.#headers = [...cells]
      return
    }
    if (this.#best === null || lacks.length < this.#best.lacks.length) this.#best = { row, lacks }
    this.#above.push([...cells])
  }

  #isNoLine(of: RowCells): boolean {
    const at = of.text('at')
    if (at === '') return of.cells.every(cell => cell.trim() === '') || of.cells.some(cell => total.test(cell))
    // Some exports repeat the header on every page.
    return at === of.headerOf('at').trim() && of.text('receipt') === of.headerOf('receipt').trim()
  }

  #lines(row: number, of: RowCells): StatementLine[] {
    const atMs = this.#moment(of.text('at')) ?? of.wrong('at', 'This is no date and time.')
    const receipt = of.textOrNull('receipt')
    if (receipt === null && this.profile.needs.includes('receipt')) of.wrong('receipt', 'It is missing.')
    const status = this.#status(of) ?? of.wrong('status', 'The profile does not say what this status means.')
    const currency = of.text('currency')
    if (currency !== '' && currency !== this.about.currency)
      of.wrong('currency', `The account is in ${this.about.currency}.`)
    const money = this.#money(of, status)
    const fee = abs(this.#amount(of, 'fee') ?? 0n)
    if (atMs === null || status === null || money === null) return []
    const reason = of.textOrNull('kind')
    const details = of.textOrNull('details')
    const { kind, own } = reason === null ? this.#sort(details ?? '') : this.#known(reason)
    const { number, mask, name } = this.#party(of, details)
    const { direction, amountMinor } = money
    // Written out: of a million of them every copy counts.
    const line: StatementLine = {
      row,
      atMs,
      kind,
      direction,
      status,
      amountMinor,
      own,
      receipt,
      transactionId: of.textOrNull('transactionId'),
      key: of.textOrNull('key'),
      linked: of.textOrNull('linked'),
      number,
      mask,
      name,
      details,
      reason,
    }
    if (fee === 0n) return [line]
    const nobody = { number: null, mask: null, name: null, own: false }
    return [line, { ...line, ...nobody, kind: 'charge', direction: 'out', amountMinor: fee }]
  }

  #status(of: RowCells): LineStatus | null {
    if (!of.columns.has('status')) return 'completed'
    const text = of.text('status').toLowerCase()
    return lineStatuses.find(each => this.profile.words[each].includes(text)) ?? null
  }

  /** A statement has a few kinds of transaction, on every line one of them. */
  #known(reason: string): Sort {
    const known = this.#sorts.get(reason)
    if (known) return known
    const sort = this.#sort(reason)
    if (this.#sorts.size < mostSorts) this.#sorts.set(reason, sort)
    return sort
  }

  #sort(text: string): Sort {
    if (this.#says('charge', text)) return { kind: 'charge', own: false }
    if (this.#says('reversal', text)) return { kind: 'reversal', own: false }
    return { kind: 'principal', own: this.#says('own', text) }
  }

  /** Lines beside each other are often of one second. */
  #moment(text: string): number | null {
    if (text !== this.#last.text) this.#last = { text, ms: readMoment(text, [this.profile.dates, 'ymd'], this.#zone) }
    return this.#last.ms
  }

  #says(list: WordList, text: string): boolean {
    const lower = text.toLowerCase()
    return this.profile.words[list].some(word => lower.includes(word.toLowerCase()))
  }

  #party(of: RowCells, details: string | null): Party {
    const party = readParty(of.text('party'), this.#callingCode)
    const number = readParty(of.text('number'), this.#callingCode)
    const name = of.textOrNull('name')
    const told = number.number !== null || number.mask !== null ? { ...number, name: number.name ?? party.name } : party
    if (told.number !== null || told.mask !== null || told.name !== null)
      return name === null ? told : { ...told, name }
    const atEnd = details === null ? told : partyAtEnd(details, this.#callingCode)
    return name === null ? atEnd : { ...atEnd, name }
  }

  #amount(of: RowCells, field: StatementField): bigint | null {
    const text = of.text(field)
    if (text === '') return 0n
    const known = this.#amounts.get(text)
    const read = known ?? readAmount(text, this.about.currency, this.profile.decimal)
    if (!known && this.#amounts.size < mostAmounts && text.length <= longestKept) this.#amounts.set(text, read)
    return read.ok ? read.minor : of.wrong(field, read.says)
  }

  #money(of: RowCells, status: LineStatus | null): Pick<StatementLine, 'direction' | 'amountMinor'> | null {
    if (this.profile.sign === 'columns') {
      const [came, went] = [this.#amount(of, 'in'), this.#amount(of, 'out')]
      if (came === null || went === null) return null
      if (came !== 0n && went !== 0n) return of.wrong('in', 'Money came in and went out on one row.')
      if (came < 0n) return of.wrong('in', 'What came in can not be negative.')
      if (came === 0n && went === 0n && status === 'completed') return of.wrong('out', 'There is no amount.')
      return came > 0n ? { direction: 'in', amountMinor: came } : { direction: 'out', amountMinor: abs(went) }
    }
    const amount = this.#amount(of, 'amount')
    if (amount === null) return null
    if (amount === 0n && status === 'completed') return of.wrong('amount', 'There is no amount.')
    const direction = this.#direction(amount, of.text('direction'))
    if (direction === null) return of.wrong('direction', 'The profile does not say whether this is out or in.')
    return { direction, amountMinor: abs(amount) }
  }

  #direction(amount: bigint, word: string): 'out' | 'in' | null {
    const { sign, words } = this.profile
    if (sign === 'all_out') return 'out'
    if (sign === 'direction') {
      if (words.out.includes(word.toLowerCase())) return 'out'
      return words.in.includes(word.toLowerCase()) ? 'in' : null
    }
    return amount < 0n === (sign === 'negative_is_out') ? 'out' : 'in'
  }
}

/** One row by fields, with what is wrong with it. */
class RowCells {
  troubles: RowTrouble[] | null = null

  constructor(
    readonly columns: ReadonlyMap<StatementField, number>,
    readonly headers: readonly string[],
    readonly cells: readonly string[],
  ) {}
  text(field: StatementField): string {
    const place = this.columns.get(field)
    return place === undefined ? '' : (this.cells[place] ?? '').trim()
  }
  textOrNull(field: StatementField): string | null {
    const text = this.text(field)
    return text === '' ? null : text
  }
  headerOf(field: StatementField): string {
    const place = this.columns.get(field)
    return place === undefined ? '' : (this.headers[place] ?? '')
  }
  wrong(field: StatementField, says: string): null {
    this.troubles = [...(this.troubles ?? []), { column: this.headerOf(field).trim() || field, says }]
    return null
  }
}

const total = /^\s*(grand |sub)?\s*totals?\b/i
const abs = (minor: bigint): bigint => (minor < 0n ? -minor : minor)

/** Every moment in a text, in order; a last one without a time of day is the end of its day. */
function momentsIn(text: string, { dates }: StatementProfile, zone: Zone): number[] {
  const found = text.match(/\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?/g) ?? []
  return found.flatMap((each, place) => {
    const ms = readMoment(each, [dates, 'ymd'], zone)
    if (ms === null) return []
    return place > 0 && !each.includes(':') ? [ms + 86_400_000 - 1_000] : [ms]
  })
}
