/** How amounts, numbers and days read in a language, and how what people are called is let into a text. */
import { languageChain } from '../domain/languageChain.js'
import type { Language } from '../domain/language.js'
import { digitsOf, toDecimal, type Money } from '../domain/money.js'
import { tidyText } from '../domain/names.js'

/**
 * The languages whose numbers, months and plurals we take from Intl (CLDR data that speakers have reviewed, which every
 * Node from 20 on has). Others, Turkana and Samburu among them, count and date like the next of their chain that is here:
 * the month names that some Nodes know for Samburu nobody has reviewed. Digits are 0–9 everywhere: receipts and numbers
 * have those, and which digits Intl takes for Arabic has changed between versions.
 */
const tags: Partial<Readonly<Record<Language, string>>> = {
  am: 'am-u-nu-latn',
  ar: 'ar-u-nu-latn',
  // Days before months, as in Kenya.
  en: 'en-GB',
  es: 'es',
  fr: 'fr',
  nl: 'nl',
  so: 'so',
  sw: 'sw',
  uk: 'uk',
}

/** The locale (BCP 47) by which a language formats. */
export const formatTag = (language: Language): string =>
  languageChain(language)
    .map(each => tags[each])
    .find(tag => tag !== undefined) ?? 'en-GB'

const rightToLeft = new Set<Language>(['ar'])
export const isRightToLeft = (language: Language): boolean => rightToLeft.has(language)

/** Makes a thing once for each key: an Intl formatter takes longer to make than a thousand times to use. */
function once<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return key => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}

/**
 * Intl puts blanks that do not break and marks of direction into what it formats. They are no letters of a plain SMS: one
 * of them would make the whole message twice as long.
 */
const plain = (text: string): string => text.replace(/\p{Zs}/gu, ' ').replace(/[\u200e\u200f\u061c]/g, '')

const amountFormat = once(key => {
  const [tag, currency, digits] = key.split(' ')
  return new Intl.NumberFormat(tag, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: Number(digits),
    maximumFractionDigits: Number(digits),
    trailingZeroDisplay: 'stripIfInteger',
  } as Intl.NumberFormatOptions)
})

/** `KES 5,000`, `EUR 12,50`, `5 000 CDF`: Intl is handed decimal text, which it formats digit by digit; no float holds it. */
export function shownAmount(amount: Money, language: Language): string {
  const key = `${formatTag(language)} ${amount.currency} ${digitsOf(amount.currency)}`
  return plain(amountFormat(key).format(toDecimal(amount) as `${number}`))
}

const decimalFormat = once(tag => new Intl.NumberFormat(tag, { maximumFractionDigits: 9 }))
/** @param number a whole number, or a decimal literal as text */
export const shownNumber = (number: number | string, language: Language): string =>
  plain(decimalFormat(formatTag(language)).format(number as number | `${number}`))

const styles = {
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
export type DateStyle = keyof typeof styles
export const isDateStyle = (text: string): text is DateStyle => Object.hasOwn(styles, text)

const dayFormat = once(key => {
  const [tag, style = 'long'] = key.split(' ')
  return new Intl.DateTimeFormat(tag, { ...styles[isDateStyle(style) ? style : 'long'], timeZone: 'UTC' })
})
/** @param day YYYY-MM-DD */
export const shownDay = (day: string, language: Language, style: DateStyle = 'long'): string =>
  plain(dayFormat(`${formatTag(language)} ${style}`).format(new Date(`${day}T12:00:00Z`)))

const calendar = once(timeZone => new Intl.DateTimeFormat('en-GB', { ...styles.short, timeZone }))
/** The day that a moment is in a time zone (IANA), as YYYY-MM-DD. */
export function dayOf(at: Date, timeZone: string): string {
  const [day = '', month = '', year = ''] = calendar(timeZone).format(at).split('/')
  return `${year.padStart(4, '0')}-${month}-${day}`
}

/** Of a name or any other value: more is somebody’s experiment, or an attack. */
const longestValue = 120

/** Data as one line of a text: no line breaks, control characters or marks of direction, and not without end. */
export const tamed = (value: string): string =>
  [...tidyText(value.slice(0, longestValue * 4)).replace(/(?!\u200d)\p{Cf}/gu, '')].slice(0, longestValue).join('')

const rtlMark = '\u200f'
const ltrMark = '\u200e'
const rtlLetter = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/**
 * A value that runs the other way than its text, marked where a phone would otherwise mix the two up: `***733` in an
 * Arabic text would be shown as 733***, and a number after an Arabic name in a Dutch one before it. The marks LRM and RLM
 * are as old as Unicode and any phone hides them; the newer isolates (2013) are boxes on the phones that people have.
 * They cost nothing in plain SMS: where one is needed, the text has Arabic letters already.
 */
export function inDirection(value: string, rtlText: boolean): string {
  if (!rtlText) return rtlLetter.test(value) ? value + ltrMark : value
  if (rtlLetter.test(value) || /^(?:[\p{L}\p{N}](?:.*[\p{L}\p{N}])?)?$/u.test(value)) return value
  return ltrMark + value + ltrMark
}

/** Phones take the direction of a message from its first letter: a text that begins with a foreign name says its own. */
export function withDirection(text: string, rtlText: boolean): string {
  const first = /\p{L}/u.exec(text)?.[0]
  if (first === undefined || rtlLetter.test(first) === rtlText) return text
  return (rtlText ? rtlMark : ltrMark) + text
}
