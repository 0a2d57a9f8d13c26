/** Money as people read it: from whole minor units in a string, never by way of a float. */

/** Digits after the point by currency, as the API tells them; two where it does not know one. */
export type Digits = Readonly<Record<string, number>>

/**
 * @param minor whole minor units: "500000" is KES 5,000.00
 * @example formatMoney('-5', 'KES', { KES: 2 }, 'en') // '-KES 0.05'
 */
export function formatMoney(minor: string, currency: string, digits: Digits, language: string): string {
  const places = digits[currency] ?? 2
  const negative = minor.startsWith('-')
  const text = minor.replace(/^-/, '').padStart(places + 1, '0')
  const whole = BigInt(text.slice(0, text.length - places))
  const style = { minimumFractionDigits: places, maximumFractionDigits: places } as const
  const around = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    ...style,
  }).formatToParts(negative ? -1n : 1n)
  return around
    .map(({ type, value }) => {
      if (type === 'integer') return new Intl.NumberFormat(language).format(whole)
      if (type === 'fraction') return inDigitsOf(language, text.slice(text.length - places))
      return value
    })
    .join('')
}

/** `05` in the digits of the language. */
const inDigitsOf = (language: string, digits: string): string =>
  digits.replace(/[0-9]/g, digit => new Intl.NumberFormat(language).format(Number(digit)))

/** What somebody typed as an amount, as whole minor units; null where it is none. Point or comma before the fraction. */
export function parseMoney(typed: string, currency: string, digits: Digits): string | null {
  const places = digits[currency] ?? 2
  const match = /^([0-9]{1,15})(?:[.,]([0-9]+))?$/.exec(typed.replace(/\s/g, ''))
  if (!match) return null
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > places) return null
  const minor = BigInt((match[1] ?? '0') + fraction.padEnd(places, '0'))
  return minor === 0n ? null : minor.toString()
}

/** `500050` of two digits as somebody would type it: `5000.50`. */
export function plainMoney(minor: string, currency: string, digits: Digits): string {
  const places = digits[currency] ?? 2
  if (places === 0) return minor
  const text = minor.padStart(places + 1, '0')
  return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.0+$/, '')
}
