/**
 * Money: whole minor units and a currency (ISO 4217). No float ever holds money; text on the wire is made and read by
 * integer arithmetic. Inside we use bigint, in JSON and workflow payloads a string of digits.
 */
export interface Money {
  readonly minor: bigint
  readonly currency: Currency
}

/** Digits after the point, by ISO 4217, for the currencies that programmes pay in. */
const minorDigits = {
  KES: 2,
  UGX: 0,
  RWF: 0,
  TZS: 2,
  ETB: 2,
  ZMW: 2,
  SSP: 2,
  SOS: 2,
  CDF: 2,
  EUR: 2,
  USD: 2,
  ZAR: 2,
  MWK: 2,
} as const
export type Currency = keyof typeof minorDigits

export const isCurrency = (text: string): text is Currency => Object.hasOwn(minorDigits, text)
export const currencies = Object.keys(minorDigits) as readonly Currency[]
export const digitsOf = (currency: Currency): number => minorDigits[currency]

export const money = (minor: bigint, currency: Currency): Money => ({ minor, currency })

/** `5000.00` for 500000 minor units of KES; `5000` for a currency without minor units. The wire form of an amount. */
export function toDecimal({ minor, currency }: Money): string {
  const digits = digitsOf(currency)
  const sign = minor < 0n ? '-' : ''
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** For people: `KES 5,000.00`. */
export function toText(amount: Money): string {
  const [whole = '0', fraction] = toDecimal(amount).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${amount.currency} ${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

/**
 * Reads a decimal literal (`10.0000`, `5,000` is refused). Trailing zeros are dropped first; further digits than the
 * currency has make it `inexact`: in an amount that is a contradiction, in a fee a case that blocks nothing.
 */
export function parseDecimal(
  text: string,
  currency: Currency,
): { ok: true; money: Money } | { ok: false; why: 'malformed' | 'inexact' } {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?$/.exec(text.trim())
  if (!match) return { ok: false, why: 'malformed' }
  const digits = digitsOf(currency)
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > digits) return { ok: false, why: 'inexact' }
  const minor = BigInt((match[2] ?? '0') + fraction.padEnd(digits, '0'))
  return { ok: true, money: money(match[1] === '-' ? -minor : minor, currency) }
}

/** Reads `KES 10.0000`: how Africa’s Talking writes money (facts 1.3). Unknown currencies are malformed. */
export function parseMoneyText(text: string): { ok: true; money: Money } | { ok: false; why: 'malformed' | 'inexact' } {
  const match = /^([A-Z]{3}) (.+)$/.exec(text.trim())
  const currency = match?.[1]
  if (!match || currency === undefined || !isCurrency(currency)) return { ok: false, why: 'malformed' }
  return parseDecimal(match[2] ?? '', currency)
}
