/**
 * A programme’s exchange rate for reporting: nothing is paid by it. A rate is decimal text and stays exact: it is
 * computed with as a whole number and a power of ten.
 */
import { digitsOf, isCurrency, money, type Currency, type Money } from './money.js'

export interface ExchangeRate {
  /** the currency of the report, ISO 4217 */
  readonly currency: Currency
  /** units of the programme’s currency for one unit of that currency: `129.35`. No sign, no needless zeros */
  readonly rate: string
  /** the day of the rate, ISO 8601: `2026-11-20` */
  readonly on: string
  /** whose rate it is */
  readonly source: string
}

const decimal = /^(\d{1,12})(?:\.(\d{1,12}))?$/

/** Without zeros that say nothing, so that one rate is written in one way. Null: no rate at all. */
export function readRate(text: string): string | null {
  const match = decimal.exec(text.trim())
  if (!match) return null
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/, '')
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  const rate = fraction === '' ? whole : `${whole}.${fraction}`
  return rate === '0' ? null : rate
}

/** The one sentence that says why it can not be the rate of a programme that pays in `currency`; null when it can. */
export function wrongWithRate(given: ExchangeRate, currency: string): string | null {
  if (!isCurrency(given.currency)) return 'The currency of the report is not known (ISO 4217, e.g. EUR).'
  if (given.currency === currency) return 'The programme pays in this currency already: it needs no rate.'
  if (readRate(given.rate) === null)
    return 'The rate is a decimal number above zero, e.g. 129.35, with at most twelve digits on either side.'
  if (!isDay(given.on)) return 'The day of the rate is written like 2026-11-20.'
  if (given.source.trim() === '') return 'Say whose rate it is.'
  return null
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/**
 * An amount in the currency of the report, rounded half up, once: sums are converted, never summed after. For showing.
 * @throws when the rate was not read by `readRate`
 */
export function converted({ minor, currency }: Money, { rate, currency: into }: ExchangeRate): Money {
  const match = decimal.exec(rate)
  if (!match) throw new Error('This is no rate.')
  const fraction = match[2] ?? ''
  const over = BigInt((match[1] ?? '') + fraction) * tenTo(digitsOf(currency))
  const whole = (minor < 0n ? -minor : minor) * tenTo(fraction.length) * tenTo(digitsOf(into))
  const rounded = (2n * whole + over) / (2n * over)
  return money(minor < 0n ? -rounded : rounded, into)
}

const tenTo = (digits: number): bigint => 10n ** BigInt(digits)
