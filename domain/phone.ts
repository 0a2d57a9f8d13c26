import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'

/**
 * Phone numbers. Lists write one number in seven ways (facts 7: 07…, 7…, 2547…, +2547…, 002547…, blanks, dashes);
 * everything inside is E.164. The `max` metadata is used because only it knows mobile from landline.
 */
export type PhoneNumber = string & { readonly __brand: 'e164' }

export type PhoneProblem = 'missing' | 'not_a_number' | 'landline' | 'wrong_country'
export const phoneProblems: Readonly<Record<PhoneProblem, string>> = {
  missing: 'The phone number is missing.',
  not_a_number: 'This is not a phone number: check that no digit is missing or too many.',
  landline: 'This number is a landline: it can not receive mobile money.',
  wrong_country: 'This is not a number of the programme’s country.',
}

export type ReadPhone = { ok: true; number: PhoneNumber } | { ok: false; problem: PhoneProblem }

/**
 * Reads a number as people write it. `country` is the programme’s, ISO 3166-1 alpha-2: its numbers need no prefix, and
 * only its mobile numbers are taken: none, where the country is unknown (`isCountryWithPhones`).
 */
export function readPhone(text: string, country: string): ReadPhone {
  const written = text
    .normalize('NFKC')
    .replace(/[\p{White_Space}\p{Cf}\p{Pd}().'’/]/gu, '')
    .replace(/^0{2,3}(?=[1-9])/, '+')
  if (written === '') return { ok: false, problem: 'missing' }
  if (!isSupportedCountry(country)) return { ok: false, problem: 'wrong_country' }
  const parsed = /^\+?\d{4,15}$/.test(written) ? parse(written, country) : undefined
  if (parsed === undefined) return { ok: false, problem: 'not_a_number' }
  const { number, type } = parsed
  if (number.country !== country) return { ok: false, problem: 'wrong_country' }
  if (type !== 'MOBILE' && type !== 'FIXED_LINE_OR_MOBILE') return { ok: false, problem: 'landline' }
  return { ok: true, number: number.number as string as PhoneNumber }
}

/**
 * First as a number of the country, then as an international one whose plus was lost on the way. A number is valid if it
 * has a type (`isValid()` asks for the type too, and that is most of the work).
 */
function parse(written: string, country: CountryCode) {
  for (const text of written.startsWith('+') ? [written] : [written, `+${written}`]) {
    const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })
    const type = number?.getType()
    if (number && type !== undefined) return { number, type }
  }
  return undefined
}

export const isCountryWithPhones = (country: string): boolean => isSupportedCountry(country)

/** `254` for KE; null for a country without one. */
export const callingCodeOf = (country: string): string | null =>
  isSupportedCountry(country) ? getCountryCallingCode(country) : null

/** `+2547•••••733`: enough to recognise, too little to call. */
export function maskedNumber(number: string): string {
  if (number.length < 9) return '•'.repeat(number.length)
  return number.slice(0, 5) + '•'.repeat(number.length - 8) + number.slice(-3)
}

/** Kenya’s prefixes after 254 (facts 7). Numbers can be ported: good for a warning, never for a decision. */
const kenya: readonly (readonly [operator: string, from: number, to: number])[] = [
  ['Airtel', 100, 108],
  ['Safaricom', 110, 119],
  ['Telkom', 120, 120],
  ['Safaricom', 700, 729],
  ['Airtel', 730, 739],
  ['Safaricom', 740, 743],
  ['Safaricom', 745, 746],
  ['Safaricom', 748, 749],
  ['Airtel', 750, 756],
  ['Safaricom', 757, 759],
  ['Airtel', 760, 760],
  ['Telkom', 761, 761],
  ['Airtel', 762, 767],
  ['Safaricom', 768, 769],
  ['Telkom', 770, 779],
  ['Airtel', 780, 789],
  ['Safaricom', 790, 799],
]

/** The operator that the prefix was given to, or null where we do not know. */
export function probableOperator(number: string): string | null {
  const prefix = Number(/^\+254(\d{3})\d{6}$/.exec(number)?.[1])
  return kenya.find(([, from, to]) => prefix >= from && prefix <= to)?.[0] ?? null
}
