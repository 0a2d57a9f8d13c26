/** Cells of a statement: amounts, moments and the other party, as FSPs write them (facts 6.1). Nothing is guessed. */
import { parseDecimal, type Currency } from './money.js'

export type Decimal = '.' | ','

export type ReadAmount = { ok: true; minor: bigint } | { ok: false; says: string }

const grouped = {
  '.': /^[-+]?(?:\d{1,15}|\d{1,3}(?:[, \u00a0\u202f']\d{3})+)(?:\.\d{1,12})?$/,
  ',': /^[-+]?(?:\d{1,15}|\d{1,3}(?:[. \u00a0\u202f']\d{3})+)(?:,\d{1,12})?$/,
} as const

/** `1,053.00`, `-5000`, `KES 1 053,00`: exact, in minor units. More digits than the currency has are an error, not rounded. */
export function readAmount(text: string, currency: Currency, decimal: Decimal = '.'): ReadAmount {
  let written = text.trim()
  if (written.startsWith(currency)) written = written.slice(currency.length).trimStart()
  if (!grouped[decimal].test(written)) return { ok: false, says: 'This is no amount.' }
  const thousands = decimal === '.' ? /[, \u00a0\u202f']/g : /[. \u00a0\u202f']/g
  const plain = written.replace(thousands, '').replace(',', '.').replace(/^\+/, '')
  const read = parseDecimal(plain, currency)
  if (read.ok) return { ok: true, minor: read.money.minor }
  return { ok: false, says: read.why === 'inexact' ? `${currency} has no such small amounts.` : 'This is no amount.' }
}

/** In which order day, month and year stand. A four-digit year in front is always understood. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy'

const moment =
  /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?)?(?: ?(Z|[+-]\d{2}:?\d{2}))?$/

/**
 * `2026-11-26 09:30:00`, `26-11-2026 09:30:00`, `26/11/2026 9:30 AM`: epoch milliseconds, or null for what is no moment.
 * @param zone for what names no offset of its own
 */
export function readMoment(text: string, orders: readonly DateOrder[], zone: Zone): number | null {
  const found = moment.exec(text.trim())
  if (!found) return null
  const [, a = '', b = '', c = '', hour = '0', minute = '0', second = '0', half, offset] = found
  const order = a.length === 4 ? 'ymd' : orders.find(each => each !== 'ymd')
  if (order === undefined) return null
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b]
  if (year.length !== 4 || day.length > 2) return null
  const hours = hoursOf(Number(hour), half)
  if (hours === null || Number(minute) > 59 || Number(second) > 59) return null
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const date = new Date(days)
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null
  const localMs = days + ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1_000
  return localMs - (offset === undefined ? zone.offsetMs(localMs) : offsetMs(offset))
}

function hoursOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

function offsetMs(text: string): number {
  if (text === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))]
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Where the account’s operator is: FSPs write local time and say no zone. */
const zones: Readonly<Record<string, string>> = {
  KE: 'Africa/Nairobi',
  UG: 'Africa/Kampala',
  TZ: 'Africa/Dar_es_Salaam',
  RW: 'Africa/Kigali',
  BI: 'Africa/Bujumbura',
  ET: 'Africa/Addis_Ababa',
  SO: 'Africa/Mogadishu',
  SS: 'Africa/Juba',
  SD: 'Africa/Khartoum',
  CD: 'Africa/Kinshasa',
  ZM: 'Africa/Lusaka',
  MW: 'Africa/Blantyre',
  MZ: 'Africa/Maputo',
  ZA: 'Africa/Johannesburg',
  LS: 'Africa/Maseru',
  GH: 'Africa/Accra',
  NG: 'Africa/Lagos',
  EG: 'Africa/Cairo',
  NL: 'Europe/Amsterdam',
}
export const zoneOfCountry = (country: string): string | null => zones[country] ?? null

export const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const hourMs = 3_600_000

/** Offsets of one time zone, summer time included. Asked for once an hour of the statement: formatting is slow. */
export class Zone {
  readonly #format: Intl.DateTimeFormat
  readonly #known = new Map<number, number>()
  constructor(name: string) {
    const part = '2-digit'
    this.#format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: name, hourCycle: 'h23', year: 'numeric', month: part, day: part, hour: part, minute: part },
    })
  }
  /** How far local time is ahead of UTC where a clock shows this (`Date.UTC` of what it shows). */
  offsetMs(localMs: number): number {
    const hour = Math.floor(localMs / hourMs)
    const known = this.#known.get(hour)
    if (known !== undefined) return known
    const near = this.#at(localMs)
    const offset = this.#at(localMs - near)
    this.#known.set(hour, offset)
    return offset
  }
  #at(ms: number): number {
    const parts = Object.fromEntries(this.#format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(ms / 60_000) * 60_000
  }
}

export interface Party {
  readonly number: string | null
  readonly mask: string | null
  readonly name: string | null
}
const nobody: Party = { number: null, mask: null, name: null }

/**
 * `2547****0111 - MARY ATIENO`, `254712345678 - Name`, `0712345678`, or only a name. The number is made comparable and
 * not judged: one that is wrong matches nobody.
 * @param callingCode of the account's country, digits only
 */
export function readParty(text: string, callingCode: string): Party {
  const written = text.trim()
  if (written === '') return nobody
  const [, first = '', rest] = /^([+\d][\d*xX•\s-]{5,}?)(?:\s+-\s*(.*))?$/.exec(written) ?? []
  if (first === '') return { ...nobody, name: written }
  const name = rest?.trim() || null
  const digits = first.replace(/[\s-]/g, '')
  if (/^\+?\d+$/.test(digits)) return { number: international(digits, callingCode), mask: null, name }
  const ends = /^(\+?\d*)[*xX•]+(\d*)$/.exec(digits)
  if (!ends) return { ...nobody, name: written }
  const [, before = '', after = ''] = ends
  return { number: null, mask: `${international(before, callingCode)}*${after}`, name }
}

/** At the end of a sentence: `Business Payment to Customer to 254712345678 - Name`. */
export function partyAtEnd(text: string, callingCode: string): Party {
  const found = /(?:^|\s)(\+?\d[\d*]{4,14}\d\s+-\s+.*)$/.exec(text)
  return found?.[1] === undefined ? nobody : readParty(found[1], callingCode)
}

function international(digits: string, callingCode: string): string {
  if (digits.startsWith('+')) return digits
  if (digits.startsWith('00')) return `+${digits.slice(2)}`
  if (digits.startsWith('0')) return `+${callingCode}${digits.slice(1)}`
  return digits.startsWith(callingCode) ? `+${digits}` : `+${callingCode}${digits}`
}

/** Can a masked number be this one? Masks that show fewer than five digits say too little to be asked. */
export function agreesWithMask(number: string, mask: string): boolean {
  const [before = '', after = ''] = mask.split('*')
  return (
    before.length - 1 + after.length >= 5 &&
    number.length >= before.length + after.length &&
    number.startsWith(before) &&
    number.endsWith(after)
  )
}
