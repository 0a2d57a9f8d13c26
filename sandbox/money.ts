/** Money inside the sandbox: whole minor units. Money outside: texts and literals, made and read digit by digit. */

declare const minorUnits: unique symbol

/** A whole number of a currency's minor units, within the range a number holds exactly. */
export type Minor = number & { readonly [minorUnits]: true }

/** ISO 4217: these have no minor unit; every other currency this sandbox meets has two digits. */
const withoutMinorUnit: ReadonlySet<string> = new Set(['UGX', 'RWF', 'BIF', 'XOF', 'XAF'])

const digitsOf = (currency: string): number => (withoutMinorUnit.has(currency) ? 0 : 2)

/** Throws on what no amount can be; arithmetic on amounts passes through here again. */
export function minor(units: number): Minor {
  if (!Number.isSafeInteger(units)) throw new RangeError('An amount must be a whole number of minor units below 2^53.')
  return units as Minor
}

/** `5000`, `5000.5` or `5000.50` as 500000 or 500050; undefined for anything else, also for parts of a minor unit. */
export function minorFromLiteral(literal: string, currency: string): Minor | undefined {
  const parts = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(literal)
  if (parts?.[1] === undefined) return undefined
  const fraction = (parts[2] ?? '').replace(/0+$/, '')
  const digits = digitsOf(currency)
  if (fraction.length > digits) return undefined
  return minor(Number(parts[1] + fraction.padEnd(digits, '0')))
}

/** An integer written as text, as our own control interface takes and gives money: `"500000"`. */
export function minorFromText(text: string): Minor | undefined {
  return /^\d{1,15}$/.test(text) ? minor(Number(text)) : undefined
}

function decimal(amount: Minor, currency: string, places: number): string {
  const digits = digitsOf(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const fraction = text.slice(text.length - digits).padEnd(places, '0')
  return `${amount < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** As the provider writes it, four digits after the point: `KES 5000.0000` (facts/protocols.md 1.3). */
export const moneyText = (amount: Minor, currency: string): string => `${currency} ${decimal(amount, currency, 4)}`

/** As the operator's portal writes it: `-5,000.00`. */
export const statementAmount = (amount: Minor): string =>
  decimal(amount, 'KES', 2).replace(/\B(?=(\d{3})+(?=\.))/g, ',')

/** As a JSON number's literal, for the validation callback: `5000` or `5000.50`. */
export const jsonLiteral = (amount: Minor, currency: string): string =>
  decimal(amount, currency, 0).replace(/\.00$/, '')
