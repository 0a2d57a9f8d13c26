/** A row of a partner’s selection: whom to invite, and how they are reached. Nobody in it has agreed to anything yet. */
import { fieldMeant } from './columnGuess.js'
import { type Language, isLanguage, readLanguage } from './language.js'
import { tidyName, tidyText } from './names.js'
import { type PhoneNumber, phoneProblems, readPhone } from './phone.js'

export const invitationFields = ['name', 'phone', 'email', 'language', 'place', 'reference'] as const
export type InvitationField = (typeof invitationFields)[number]

export interface InvitedRow {
  readonly name: string | null
  readonly number: PhoneNumber | null
  readonly email: string | null
  readonly language: Language
  readonly place: string
  /** the partner’s own: by which they know the person */
  readonly reference: string | null
}

/** Messages name no value of the row. */
export interface InvitedProblem {
  readonly column: InvitationField | 'row'
  readonly code: string
  readonly message: string
}

export type CheckedInvited = { ok: true; row: InvitedRow } | { ok: false; problems: readonly InvitedProblem[] }

const spellings: Readonly<Record<'email' | 'reference', string>> = {
  email: 'email mail emailaddress emailadres adresseemail courriel correo correoelectronico baruapepe',
  reference:
    'reference ref partnerreference partnerref caseid casenumber externalid clientid kenmerk dossiernummer referentie ' +
    'numerodedossier referencepartenaire referencia kumbukumbu',
}
const plain = (header: string): string =>
  header
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()

function fieldOf(header: string): InvitationField | undefined {
  const written = plain(header)
  for (const field of ['email', 'reference'] as const) if (spellings[field].split(' ').includes(written)) return field
  const meant = fieldMeant(header)
  return invitationFields.find(field => field === meant)
}

export interface InvitedColumns {
  readonly map: Readonly<Partial<Record<InvitationField, number>>>
  /** headers that nobody asked for: their cells are not stored */
  readonly unknown: readonly string[]
  readonly problems: readonly string[]
}

/** Which column holds what, by its header in several languages. */
export function mapInvited(headers: readonly string[]): InvitedColumns {
  const map: Partial<Record<InvitationField, number>> = {}
  const unknown: string[] = []
  const problems: string[] = []
  for (const [at, header] of headers.entries()) {
    const field = fieldOf(header)
    if (field === undefined) unknown.push(header)
    else if (map[field] === undefined) map[field] = at
    else problems.push(`Two columns could hold the ${field}: keep one of them.`)
  }
  if (map.place === undefined) problems.push('No column holds the place: add one.')
  if (map.phone === undefined && map.email === undefined && map.reference === undefined && map.name === undefined)
    problems.push('No column tells who is meant: add phone number, e-mail, name or reference.')
  return { map, unknown, problems }
}

const longest = { name: 200, place: 200, reference: 100, email: 254 } as const

/**
 * Checks a row and reports all its problems at once. A number is one of the programme’s country. Without number and e-mail
 * the person gets a card on paper, on which staff must find them: then a name or a reference is asked for.
 * @param languages that the programme speaks; the first one is taken where the row names none
 */
export function readInvited(
  cells: Readonly<Partial<Record<InvitationField, string>>>,
  { country, languages }: { country: string; languages: readonly string[] },
): CheckedInvited {
  const problems: InvitedProblem[] = []
  const wrong = (column: InvitedProblem['column'], code: string, message: string): null => {
    problems.push({ column, code, message })
    return null
  }
  const short = (column: 'name' | 'place' | 'reference', text: string): string | null => {
    if (text.length > longest[column])
      return wrong(column, 'too_long', `The text is longer than ${longest[column]} characters.`)
    return text === '' ? null : text
  }
  const name = short('name', tidyName(cells.name ?? ''))
  const reference = short('reference', tidyText(cells.reference ?? ''))
  const written = tidyText(cells.place ?? '')
  const place = written === '' ? wrong('place', 'required', 'The place is missing.') : short('place', written)
  const phone = readPhone(cells.phone ?? '', country)
  if (!phone.ok && phone.problem !== 'missing') wrong('phone', phone.problem, phoneProblems[phone.problem])
  const email = readEmail(cells.email ?? '', wrong)
  const language = readSpoken(cells.language ?? '', languages, wrong)
  const number = phone.ok ? phone.number : null
  if (problems.length === 0 && number === null && email === null && name === null && reference === null)
    wrong('row', 'nobody', 'Nothing tells who is meant: write a number, an e-mail, a name or a reference.')
  if (problems.length > 0 || place === null || language === null) return { ok: false, problems }
  return { ok: true, row: { name, number, email, language, place, reference } }
}

type Wrong = (column: InvitedProblem['column'], code: string, message: string) => null

function readEmail(text: string, wrong: Wrong): string | null {
  const email = tidyText(text)
  if (email === '') return null
  if (email.length > longest.email || !/^[^\s@<>"(),:;]+@[^\s@<>"(),:;.]+(\.[^\s@<>"(),:;.]+)+$/.test(email))
    return wrong('email', 'malformed', 'This is not an e-mail address.')
  return email
}

function readSpoken(text: string, spoken: readonly string[], wrong: Wrong): Language | null {
  const written = tidyText(text)
  const language = readLanguage(written === '' ? (spoken[0] ?? '') : written)
  if (language === null)
    return wrong('language', 'unknown_language', 'The language is not known: write its ISO 639 code or English name.')
  if (!spoken.filter(isLanguage).includes(language))
    return wrong(
      'language',
      'not_spoken',
      `The programme does not speak this language. It speaks: ${spoken.join(', ')}.`,
    )
  return language
}

/** What makes two rows of a programme the same row. It is only ever stored as a keyed hash. */
export const invitedText = (programmeId: string, partner: string, row: InvitedRow): string =>
  JSON.stringify([
    programmeId,
    partner,
    row.reference,
    row.number,
    row.email?.toLowerCase() ?? null,
    row.name,
    row.place,
  ])
