/** Fields that a programme adds to what it knows of every person: of a type, with rules, named in its languages. */
import { tidyText } from './names.js'

export const customTypes = ['text', 'whole', 'decimal', 'date', 'one_of', 'many_of', 'yes_no'] as const
export type CustomType = (typeof customTypes)[number]

/** How a thing is called, by language. */
export type Labels = Readonly<Record<string, string>>

export interface FieldRules {
  /** smallest and largest number, or earliest and latest date; of a text how many characters */
  readonly min?: string | undefined
  readonly max?: string | undefined
  /** how a text must look: # a digit, @ a letter, anything else itself */
  readonly mask?: string | undefined
  /** what may be chosen, for one_of and many_of */
  readonly options?: readonly { readonly key: string; readonly labels: Labels }[] | undefined
}

export interface CustomField {
  /** as it is called in files and in the API: letters, digits and _ */
  readonly key: string
  readonly type: CustomType
  readonly labels: Labels
  readonly required: boolean
  readonly rules: FieldRules
  /** identifies a person: sealed, masked, and nothing is filtered by it */
  readonly personal: boolean
}

/** How a custom field is called where it stands beside the others. */
export type CustomColumn = `custom.${string}`
export const customColumn = (key: string): CustomColumn => `custom.${key}`
export const isCustomColumn = (text: string): text is CustomColumn => text.startsWith('custom.')

/** Values by key, as canonical text; those of personal fields apart, because they are sealed. */
export interface CustomValues {
  readonly plain: Readonly<Record<string, string>>
  readonly personal: Readonly<Record<string, string>>
}
export const noValues: CustomValues = { plain: {}, personal: {} }

const longestText = 500
const isKey = (text: string): boolean => /^[a-z][a-z0-9_]{0,39}$/.test(text)
const chooses = (type: CustomType): boolean => type === 'one_of' || type === 'many_of'

/** What is wrong with a field as it is defined, in one sentence; null when nothing is. */
export function wrongWithField({ key, type, labels, rules }: CustomField, languages: readonly string[]): string | null {
  if (!isKey(key)) return 'The key must begin with a small letter and have at most 40 small letters, digits and _.'
  const options = rules.options ?? []
  const missing = languages.find(language =>
    [labels, ...options.map(each => each.labels)].some(each => !each[language]),
  )
  if (missing !== undefined) return `A label is missing in ${missing}: the programme speaks ${languages.join(', ')}.`
  if (chooses(type) !== options.length > 0) return 'Options belong to one_of and many_of, which need at least one.'
  if (options.some(option => !isKey(option.key))) return 'The key of an option must be like the key of a field.'
  if (new Set(options.map(option => option.key)).size < options.length) return 'Two options have one key.'
  if (rules.mask !== undefined && type !== 'text') return 'A mask belongs to a text.'
  return wrongWithLimits(type, rules)
}

function wrongWithLimits(type: CustomType, { min, max }: FieldRules): string | null {
  if (min === undefined && max === undefined) return null
  if (chooses(type) || type === 'yes_no') return 'Only texts, numbers and dates have a smallest and largest value.'
  const kind = type === 'text' ? 'whole' : type
  const limits = [min, max].filter(each => each !== undefined)
  if (limits.some(limit => canonical({ type: kind, rules: {} }, limit) === null))
    return 'The smallest and largest value must be written as the field is.'
  return min !== undefined && max !== undefined && compare(kind, min, max) > 0
    ? 'The smallest value is larger than the largest.'
    : null
}

export type ReadValue = { ok: true; value: string } | { ok: false; says: string }

/** Reads what somebody wrote into a field; empty text is asked for before. */
export function readValue(field: Pick<CustomField, 'type' | 'rules' | 'key'>, written: string): ReadValue {
  const text = tidyText(written)
  const value = canonical(field, text)
  if (value === null) return { ok: false, says: `The field ${field.key} ${expects(field)}.` }
  const { min, max } = field.rules
  const [kind, measured] = field.type === 'text' ? (['whole', String([...value].length)] as const) : [field.type, value]
  const tooSmall = min !== undefined && compare(kind, measured, min) < 0
  const tooLarge = max !== undefined && compare(kind, measured, max) > 0
  if (!tooSmall && !tooLarge) return { ok: true, value }
  const what = field.type === 'text' ? 'characters, ' : ''
  return {
    ok: false,
    says: `The field ${field.key} must have ${what}${tooSmall ? `at least ${min}` : `at most ${max}`}.`,
  }
}

function expects({ type, rules }: Pick<CustomField, 'type' | 'rules'>): string {
  const options = (rules.options ?? []).map(({ key }) => key).join(', ')
  const wanted: Readonly<Record<CustomType, string>> = {
    text: rules.mask === undefined ? `must have at most ${longestText} characters` : `must look like ${rules.mask}`,
    whole: 'must be a whole number in digits',
    decimal: 'must be a number like 12.5',
    date: 'must be a date like 2026-05-31',
    one_of: `must be one of: ${options}`,
    many_of: `must be some of, with ; between them: ${options}`,
    yes_no: 'must be yes or no',
  }
  return wanted[type]
}

/** The one way in which a value is kept, or null where the text is none. */
function canonical({ type, rules }: Pick<CustomField, 'type' | 'rules'>, text: string): string | null {
  switch (type) {
    case 'text':
      return text.length <= longestText && fitsMask(text, rules.mask) ? text : null
    case 'whole':
      return numberIn(/^(-?)0*(\d{1,15})(?:\.0+)?$/, text)
    case 'decimal':
      return numberIn(/^(-?)0*(\d{1,15}(?:\.\d{1,9})?)$/, text)
    case 'date':
      return dateIn(text)
    case 'one_of':
      return optionIn(rules, text)
    case 'many_of':
      return optionsIn(rules, text)
    case 'yes_no':
      return yesWords.has(text.toLowerCase()) ? 'yes' : noWords.has(text.toLowerCase()) ? 'no' : null
  }
}

const yesWords = new Set(['yes', 'y', 'true', '1', 'x', 'ndiyo', 'ndio', 'ja', 'oui', 'si', 'sí', 'haa'])
const noWords = new Set(['no', 'n', 'false', '0', 'hapana', 'la', 'nee', 'non', 'maya'])

function numberIn(shape: RegExp, text: string): string | null {
  const [, sign = '', digits] = shape.exec(text) ?? []
  if (digits === undefined) return null
  const number = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
  return number === '0' ? '0' : sign + number
}

/** A day that exists, with or without the midnight that a spreadsheet gives it. */
function dateIn(text: string): string | null {
  const day = /^(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00)?$/.exec(text)?.[1]
  if (day === undefined) return null
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null
}

const sameText = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** An option by its key or by any of its labels. */
const optionIn = ({ options = [] }: FieldRules, text: string): string | null =>
  options.find(({ key, labels }) => [key, ...Object.values(labels)].some(each => sameText(tidyText(each), text)))
    ?.key ?? null

function optionsIn(rules: FieldRules, text: string): string | null {
  const found = text
    .split(';')
    .map(tidyText)
    .filter(part => part !== '')
    .map(part => optionIn(rules, part))
  return found.includes(null) || found.length === 0 ? null : [...new Set(found)].sort().join(';')
}

function fitsMask(text: string, mask: string | undefined): boolean {
  if (mask === undefined) return true
  const [letters, wanted] = [[...text], [...mask]]
  return (
    letters.length === wanted.length &&
    wanted.every((want, at) => {
      const letter = letters[at] ?? ''
      return want === '#' ? /^\d$/.test(letter) : want === '@' ? /^\p{L}$/u.test(letter) : letter === want
    })
  )
}

/** Numbers are compared digit by digit: no float holds them. */
function compare(type: CustomType, one: string, other: string): number {
  if (type === 'date') return one < other ? -1 : one > other ? 1 : 0
  const [a, b] = [scaled(one), scaled(other)]
  return a < b ? -1 : a > b ? 1 : 0
}

const places = 9
function scaled(number: string): bigint {
  const [whole = '0', part = ''] = number.replace('-', '').split('.')
  const units = BigInt(whole + part.padEnd(places, '0'))
  return number.startsWith('-') ? -units : units
}

const plain = (header: string): string =>
  header
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()

/** The field that a header of a file means: by its key, or by its label in any language. */
export const fieldOfHeader = (fields: readonly CustomField[], header: string): CustomField | undefined =>
  fields.find(({ key, labels }) =>
    [key, customColumn(key), ...Object.values(labels)].some(name => plain(name) === plain(header)),
  )
