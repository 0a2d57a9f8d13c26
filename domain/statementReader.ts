/**
 * Rows of a statement, one after the other, as lines. The header is found by its words, wherever it stands; what stands
 * above it is kept for its period. A row that can not be read is told with everything that is wrong with it, never left out.
 */
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max'
import type { Currency } from './money.js'
import type { LineKind, LineStatus, StatementLine } from './statement.js'
import { partyAtEnd, readAmount, readMoment, readParty, Zone, zoneOfCountry, type Party } from './statementCells.js'
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
    if (this.#isNoLine(cells, this.#columns)) return skipped
    const troubles: RowTrouble[] = []
    const lines = this.#lines(row, cells, troubles)
    return troubles.length > 0 ? { is: 'unread', row, troubles } : { is: 'lines', lines }
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

  #isNoLine(cells: readonly string[], columns: ReadonlyMap<StatementField, number>): boolean {
    if (cells.every(cell => cell.trim() === '')) return true
    const [at, receipt] = [columns.get('at'), columns.get('receipt')]
    const when = at === undefined ? '' : (cells[at] ?? '').trim()
    const named = receipt === undefined ? '' : (cells[receipt] ?? '').trim()
    if (when === '' && cells.some(cell => /^(grand |sub)?\s*totals?\b/i.test(cell.trim()))) return true
    // Some exports repeat the header on every page.
    return (
      at !== undefined &&
      headerKey(when) === headerKey(this.#headers[at] ?? '') &&
      (receipt === undefined || headerKey(named) === headerKey(this.#headers[receipt] ?? ''))
    )
  }

  #lines(row: number, cells: readonly string[], troubles: RowTrouble[]): StatementLine[] {
    const cell = (field: StatementField): string => {
      const place = this.#columns?.get(field)
      return place === undefined ? '' : (cells[place] ?? '').trim()
    }
    const wrong = (field: StatementField, says: string): null => {
      troubles.push({ column: this.#headerOf(field), says })
      return null
    }
    const { needs, dates } = this.profile
    const atMs = readMoment(cell('at'), [dates, 'ymd'], this.#zone) ?? wrong('at', 'This is no date and time.')
    const receipt = orNull(cell('receipt')) ?? (needs.includes('receipt') ? wrong('receipt', 'It is missing.') : null)
    const status = this.#status(cell('status')) ?? wrong('status', 'The profile does not say what this status means.')
    const currency = cell('currency')
    if (currency !== '' && currency !== this.about.currency)
      wrong('currency', `The account is in ${this.about.currency}.`)
    const money = this.#money(cell, status, wrong)
    const fee = this.#fee(cell('fee'), wrong)
    if (atMs === null || status === null || money === null) return []
    const reason = orNull(cell('kind'))
    const details = orNull(cell('details'))
    const kind = this.#kind(reason ?? details ?? '')
    const common = {
      ...{ row, atMs, status, receipt, reason, details },
      transactionId: orNull(cell('transactionId')),
      key: orNull(cell('key')),
      linked: orNull(cell('linked')),
    }
    const line: StatementLine = {
      ...common,
      ...money,
      ...this.#party(cell, details),
      kind,
      own: kind === 'principal' && this.#says('own', reason ?? details ?? ''),
    }
    if (fee === 0n) return [line]
    const nobody = { number: null, mask: null, name: null, own: false }
    return [line, { ...common, ...nobody, kind: 'charge', direction: 'out', amountMinor: fee }]
  }

  #headerOf(field: StatementField): string {
    const place = this.#columns?.get(field)
    return place === undefined ? field : (this.#headers[place] ?? field)
  }

  #status(text: string): LineStatus | null {
    if (!this.#columns?.has('status')) return 'completed'
    const said = (['completed', 'failed', 'pending'] as const).find(each =>
      this.profile.words[each].includes(text.toLowerCase()),
    )
    return said ?? null
  }

  #kind(text: string): LineKind {
    if (this.#says('charge', text)) return 'charge'
    return this.#says('reversal', text) ? 'reversal' : 'principal'
  }

  #says(list: WordList, text: string): boolean {
    const lower = text.toLowerCase()
    return this.profile.words[list].some(word => lower.includes(word.toLowerCase()))
  }

  #party(cell: (field: StatementField) => string, details: string | null): Party {
    const party = readParty(cell('party'), this.#callingCode)
    const number = readParty(cell('number'), this.#callingCode)
    const name = orNull(cell('name'))
    const told = number.number !== null || number.mask !== null ? { ...number, name: number.name ?? party.name } : party
    if (told.number !== null || told.mask !== null || told.name !== null) return { ...told, name: name ?? told.name }
    const atEnd = details === null ? told : partyAtEnd(details, this.#callingCode)
    return { ...atEnd, name: name ?? atEnd.name }
  }

  #fee(text: string, wrong: (field: StatementField, says: string) => null): bigint {
    if (text === '') return 0n
    const read = readAmount(text, this.about.currency, this.profile.decimal)
    if (!read.ok) wrong('fee', read.says)
    return read.ok ? abs(read.minor) : 0n
  }

  #money(
    cell: (field: StatementField) => string,
    status: LineStatus | null,
    wrong: (field: StatementField, says: string) => null,
  ): Pick<StatementLine, 'direction' | 'amountMinor'> | null {
    const { sign, decimal } = this.profile
    const amountIn = (field: StatementField): bigint | null => {
      const text = cell(field)
      if (text === '') return 0n
      const read = readAmount(text, this.about.currency, decimal)
      return read.ok ? read.minor : wrong(field, read.says)
    }
    if (sign === 'columns') {
      const [came, went] = [amountIn('in'), amountIn('out')]
      if (came === null || went === null) return null
      if (came !== 0n && went !== 0n) return wrong('in', 'Money came in and went out on one row.')
      if (came < 0n) return wrong('in', 'What came in can not be negative.')
      if (came === 0n && went === 0n && status === 'completed') return wrong('out', 'There is no amount.')
      return came > 0n ? { direction: 'in', amountMinor: came } : { direction: 'out', amountMinor: abs(went) }
    }
    const amount = amountIn('amount')
    if (amount === null) return null
    if (amount === 0n && status === 'completed') return wrong('amount', 'There is no amount.')
    const direction = this.#direction(amount, cell('direction'))
    if (direction === null) return wrong('direction', 'The profile does not say whether this is out or in.')
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

const orNull = (text: string): string | null => (text === '' ? null : text)
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
