import type { CellMap, ImportField } from './columnGuess.js'
import {
  customColumn,
  noValues,
  readValue,
  type CustomColumn,
  type CustomField,
  type CustomValues,
} from './customField.js'
import { type Language, isLanguage, readLanguage } from './language.js'
import { tidyName, tidyText } from './names.js'
import { type PhoneNumber, phoneProblems, probableOperator, readPhone } from './phone.js'

/** One person as a list tells of them, checked against the programme. */
export interface PersonRow {
  readonly name: string
  readonly number: PhoneNumber
  readonly place: string
  readonly householdSize: number
  readonly language: Language
  readonly nationalId: string | null
  readonly remarks: string | null
  /** who enrolled the person, where several do */
  readonly partner: string | null
  /** as written: it tells two submissions of one household apart */
  readonly submittedAt: string | null
  /** of the programme’s own fields */
  readonly custom: CustomValues
}

/** Messages name no value of the row: they may be logged, the row may not. */
export interface RowProblem {
  readonly column: ImportField | CustomColumn | 'row'
  readonly code:
    | 'required'
    | 'no_consent'
    | 'not_a_number'
    | 'landline'
    | 'wrong_country'
    | 'not_whole'
    | 'out_of_range'
    | 'unknown_language'
    | 'not_spoken'
    | 'malformed'
    | 'too_long'
    | 'ragged'
    | 'cell_too_long'
  readonly message: string
}

export interface RowRules {
  /** ISO 3166-1 alpha-2 */
  readonly country: string
  /** languages that the programme speaks; the first one is taken where a row names none */
  readonly languages: readonly string[]
  /** the programme’s own fields that are in use */
  readonly custom?: readonly CustomField[] | undefined
}

/** `consent: false`: nothing of the row may be kept but its number and the reason. */
export type CheckedRow =
  | { ok: true; person: PersonRow; operator: string | null }
  | { ok: false; consent: boolean; problems: readonly RowProblem[] }

export type RowCells = CellMap

const yesWords = new Set([
  'yes',
  'y',
  'true',
  '1',
  'x',
  'ndiyo',
  'ndio',
  'ja',
  'oui',
  'si',
  'sí',
  'haa',
  'eeh',
  'agree',
  'agreed',
])

export const longest = { name: 200, place: 200, partner: 200, remarks: 2_000, nationalId: 30, submittedAt: 64 } as const

/** Checks a row and reports all its problems at once. Without consent it looks at nothing else. */
export function checkRow(cells: RowCells, rules: RowRules): CheckedRow {
  if (!hasConsent(cells)) return { ok: false, consent: false, problems: [noConsent] }
  const problems: RowProblem[] = []
  const wrong = (column: RowProblem['column'], code: RowProblem['code'], message: string): null => {
    problems.push({ column, code, message })
    return null
  }
  const name = readers.name(cells.name ?? '', rules, wrong)
  const place = readers.place(cells.place ?? '', rules, wrong)
  const phone = readPhone(cells.phone ?? '', rules.country)
  if (!phone.ok) {
    wrong('phone', phone.problem === 'missing' ? 'required' : phone.problem, phoneProblems[phone.problem])
  }
  const householdSize = readers.householdSize(cells.householdSize ?? '', rules, wrong)
  const language = readers.language(cells.language ?? '', rules, wrong)
  const nationalId = readers.nationalId(cells.nationalId ?? '', rules, wrong)
  const remarks = readers.remarks(cells.remarks ?? '', rules, wrong)
  const partner = readers.partner(cells.partner ?? '', rules, wrong)
  const submittedAt = short('submittedAt', tidyText(cells.submittedAt ?? ''), wrong)
  const custom = readCustom(cells, rules.custom ?? [], wrong)
  if (
    problems.length > 0 ||
    name === null ||
    place === null ||
    !phone.ok ||
    householdSize === null ||
    language === null
  ) {
    return { ok: false, consent: true, problems }
  }
  const person = {
    name,
    number: phone.number,
    place,
    householdSize,
    language,
    nationalId,
    remarks,
    partner,
    submittedAt,
    custom,
  }
  return { ok: true, person, operator: probableOperator(phone.number) }
}

const noConsent: RowProblem = {
  column: 'consent',
  code: 'no_consent',
  message: 'There is no consent, so nothing of this row was kept.',
}

export const hasConsent = (cells: RowCells): boolean => yesWords.has(tidyText(cells.consent ?? '').toLowerCase())

/** Told of what is wrong with a field. */
export type Wrong = (column: RowProblem['column'], code: RowProblem['code'], message: string) => null

/** How each field is read from what somebody wrote; null where it is empty, or wrong and `wrong` was told. */
export const readers = {
  name: (text: string, _: RowRules, wrong: Wrong) => required('name', tidyName(text), 'The name is missing.', wrong),
  place: (text: string, _: RowRules, wrong: Wrong) => required('place', tidyText(text), 'The place is missing.', wrong),
  householdSize: (text: string, _: RowRules, wrong: Wrong) => readHouseholdSize(text, wrong),
  language: (text: string, rules: RowRules, wrong: Wrong) => readSpoken(text, rules.languages, wrong),
  nationalId: (text: string, _: RowRules, wrong: Wrong) => readNationalId(text, wrong),
  remarks: (text: string, _: RowRules, wrong: Wrong) => short('remarks', tidyText(text), wrong),
  partner: (text: string, _: RowRules, wrong: Wrong) => short('partner', tidyText(text), wrong),
} as const

function required(column: 'name' | 'place', text: string, missing: string, wrong: Wrong): string | null {
  if (text === '') return wrong(column, 'required', missing)
  return short(column, text, wrong)
}

/** Blank text is null. */
function short(
  column: 'name' | 'place' | 'remarks' | 'partner' | 'submittedAt',
  text: string,
  wrong: Wrong,
): string | null {
  if (text.length > longest[column])
    return wrong(column, 'too_long', `The text is longer than ${longest[column]} characters.`)
  return text === '' ? null : text
}

function readCustom(cells: RowCells, fields: readonly CustomField[], wrong: Wrong): CustomValues {
  if (fields.length === 0) return noValues
  const values = { plain: {} as Record<string, string>, personal: {} as Record<string, string> }
  for (const field of fields) {
    const column = customColumn(field.key)
    const text = tidyText(cells[column] ?? '')
    if (text === '') {
      if (field.required) wrong(column, 'required', `The field ${field.key} is missing.`)
      continue
    }
    const read = readValue(field, text)
    if (read.ok) values[field.personal ? 'personal' : 'plain'][field.key] = read.value
    else wrong(column, 'malformed', read.says)
  }
  return values
}

function readHouseholdSize(text: string, wrong: Wrong): number | null {
  const written = tidyText(text)
  if (written === '') return wrong('householdSize', 'required', 'The household size is missing.')
  const digits = /^(\d{1,9})(?:\.0{1,6})?$/.exec(written)?.[1]
  if (digits === undefined)
    return wrong('householdSize', 'not_whole', 'The household size is not a whole number: write digits.')
  const size = Number(digits)
  if (size < 1 || size > 99)
    return wrong('householdSize', 'out_of_range', 'The household size must be between 1 and 99.')
  return size
}

function readSpoken(text: string, spoken: readonly string[], wrong: Wrong): Language | null {
  const written = tidyText(text)
  const language = readLanguage(written === '' ? (spoken[0] ?? '') : written)
  if (language === null)
    return wrong('language', 'unknown_language', 'The language is not known: write its ISO 639 code or English name.')
  if (!spoken.filter(isLanguage).includes(language)) {
    return wrong(
      'language',
      'not_spoken',
      `The programme does not speak this language. It speaks: ${spoken.join(', ')}.`,
    )
  }
  return language
}

/** Countries write their IDs differently: letters and digits, with blanks, dots, dashes or slashes left out. */
function readNationalId(text: string, wrong: Wrong): string | null {
  const id = tidyText(text)
    .replace(/[\s.\-/]/g, '')
    .toUpperCase()
  if (id === '') return null
  if (id.length > longest.nationalId || !/^[\p{L}\p{N}]{4,}$/u.test(id)) {
    return wrong('nationalId', 'malformed', 'The national ID must have 4 to 30 letters and digits.')
  }
  return id
}

/**
 * What makes two rows the same row: their whole content, never the phone alone (households share phones), and not the
 * programme’s own fields: a list that comes again with one more column is the same people. The text is only ever stored
 * as a keyed hash.
 */
export const identityText = (person: PersonRow): string =>
  JSON.stringify([
    person.name,
    person.number,
    person.place,
    person.householdSize,
    person.language,
    person.nationalId,
    person.remarks,
    person.submittedAt,
  ])
