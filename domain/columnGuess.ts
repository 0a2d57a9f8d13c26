/** Which column of a list holds what: guessed from its header in several languages, or said explicitly. */
import { customColumn, fieldOfHeader, isCustomColumn, type CustomColumn, type CustomField } from './customField.js'

export const importFields = {
  submittedAt: { required: false, says: 'time of submission' },
  name: { required: true, says: 'full name' },
  phone: { required: true, says: 'phone number' },
  place: { required: true, says: 'place' },
  householdSize: { required: true, says: 'household size' },
  language: { required: false, says: 'preferred language' },
  nationalId: { required: false, says: 'national ID' },
  consent: { required: true, says: 'consent' },
  remarks: { required: false, says: 'remarks' },
  partner: { required: false, says: 'partner who enrolled' },
} as const
export type ImportField = keyof typeof importFields
export const importFieldNames = Object.keys(importFields) as readonly ImportField[]

/** field → header, as it stands in the file; the programme’s own fields as `custom.<key>` */
export type ColumnMap = Readonly<Partial<Record<ImportField, string>> & Record<CustomColumn, string>>

/** field → what stands in its cell */
export type CellMap = Readonly<Partial<Record<ImportField, string>> & Record<CustomColumn, string>>

/** Headers without case, accents and punctuation (`_submission_time` → `submissiontime`), blanks between them. */
const spellings: Readonly<Record<ImportField, string>> = {
  submittedAt: 'submissiontime submittedat submissiondate datesubmitted datumtijd datesoumission',
  name:
    'fullname name names beneficiaryname householdhead headofhousehold namehouseholdhead jina jinakamili ' +
    'majina naam volledigenaam nom nomcomplet nometprenom nombre nombrecompleto',
  phone:
    'phonenumber phone phoneno mobile mobilenumber mobileno mobilephone msisdn telephone telephonenumber tel ' +
    'cell cellphone mpesanumber mpesa simu nambayasimu nambarisimu nambariyasimu telefoon telefoonnummer ' +
    'mobielnummer numerodetelephone numerotelephone telefono numerodetelefono',
  place:
    'ward place location sublocation village town city subcounty district community kata kijiji mahali eneo ' +
    'plaats woonplaats dorp lieu localite commune lugar localidad',
  householdSize:
    'householdsize hhsize sizeofhousehold householdmembers numberofhouseholdmembers members familysize ' +
    'numberofpeople ukubwawakaya idadiyawatu wanakaya gezinsgrootte huishoudgrootte aantalpersonen ' +
    'tailledumenage taillemenage nombredepersonnes tamanodelhogar personasenelhogar',
  language:
    'preferredlanguage language lang languagecode lugha taal voorkeurstaal langue languepreferee idioma ' +
    'idiomapreferido',
  nationalId:
    'nationalid nationalidnumber nationalidno nationalidentitynumber idnumber idno idcard kitambulisho ' +
    'nambayakitambulisho nambariyakitambulisho identiteitsnummer idnummer numerodidentite carteidentite cedula ' +
    'documentodeidentidad',
  consent:
    'consent consentgiven agrees agreed agreement idhini ridhaa anakubali toestemming akkoord consentement ' +
    'accord consentimiento',
  remarks:
    'remarks remark notes note comments comment maoni maelezo opmerkingen opmerking remarques commentaires ' +
    'observaciones comentarios',
  partner:
    'partner implementingpartner enrolledby ngo organisation organization shirika partenaire uitvoerendepartner socio ' +
    'sociolocal',
}

const plain = (header: string): string =>
  header
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()

const fieldOf = new Map<string, ImportField>(
  importFieldNames.flatMap(field =>
    [plain(field), ...spellings[field].split(' ')].map(spelling => [spelling, field] as const),
  ),
)

/** The field that a header usually means. */
export const fieldMeant = (header: string): ImportField | undefined => fieldOf.get(plain(header))

export type ColumnProblem = {
  code: 'missing' | 'ambiguous' | 'not_in_file' | 'used_twice' | 'unknown_field'
  message: string
}

export interface Columns {
  readonly map: ColumnMap
  /** headers that nobody asked for: their cells are not stored */
  readonly unknown: readonly string[]
  readonly problems: readonly ColumnProblem[]
}

/**
 * Maps a header to fields. What `explicit` says wins and is never guessed otherwise; an empty header leaves the field out;
 * a field that two headers could mean must be said. `custom` are the programme’s own fields, said as `custom.<key>` or
 * found by key or label. With any problem the list can not be imported.
 */
export function mapColumns(
  headers: readonly string[],
  explicit: Readonly<Record<string, string>> = {},
  custom: readonly CustomField[] = [],
): Columns {
  const problems: ColumnProblem[] = []
  const map: Partial<Record<ImportField, string>> & Record<CustomColumn, string> = {}
  const taken = new Set<string>()
  const own = custom.map(({ key }) => customColumn(key))
  for (const [field, header] of Object.entries(explicit)) {
    if (!isImportField(field) && !isOneOf(own, field)) {
      problems.push({
        code: 'unknown_field',
        message: `There is no field “${field}”. The fields are: ${[...importFieldNames, ...own].join(', ')}.`,
      })
    } else if (header === '') {
      // Left out on purpose; what must be there is missed below.
    } else if (headers.filter(one => one === header).length !== 1) {
      problems.push({
        code: 'not_in_file',
        message: `The column “${header}” must stand once in the file, for ${isImportField(field) ? importFields[field].says : field}.`,
      })
    } else if (taken.has(header)) {
      problems.push({ code: 'used_twice', message: `The column “${header}” is mapped to two fields.` })
    } else {
      map[field] = header
      taken.add(header)
    }
  }
  for (const field of importFieldNames) {
    if (Object.hasOwn(explicit, field) && explicit[field] !== '') continue
    const fitting =
      explicit[field] === '' ? [] : headers.filter(header => !taken.has(header) && fieldOf.get(plain(header)) === field)
    const [header] = fitting
    if (fitting.length > 1) {
      const written = fitting.map(one => `“${one}”`).join(', ')
      problems.push({
        code: 'ambiguous',
        message: `Several columns could hold the ${importFields[field].says}: ${written}. Say which one.`,
      })
    } else if (header !== undefined) {
      map[field] = header
      taken.add(header)
    } else if (importFields[field].required) {
      problems.push({
        code: 'missing',
        message: `No column holds the ${importFields[field].says}. Say which one, or add it.`,
      })
    }
  }
  const unsaid = custom.filter(({ key }) => explicit[customColumn(key)] === undefined)
  problems.push(...leftOut(custom, explicit))
  for (const [field, header] of customColumns(headers, taken, unsaid, problems)) {
    map[field] = header
    taken.add(header)
  }
  return { map, unknown: headers.filter(header => !taken.has(header)), problems }
}

/** Own fields that must be answered and for which nobody wants a column. */
const leftOut = (custom: readonly CustomField[], explicit: Readonly<Record<string, string>>): ColumnProblem[] =>
  custom
    .filter(({ key, required }) => required && explicit[customColumn(key)] === '')
    .map(({ key }) => ({
      code: 'missing',
      message: `No column holds the field ${key}: add it, by its key or a label.`,
    }))

function customColumns(
  headers: readonly string[],
  taken: ReadonlySet<string>,
  custom: readonly CustomField[],
  problems: ColumnProblem[],
): [CustomColumn, string][] {
  return custom.flatMap(field => {
    const fitting = headers.filter(header => !taken.has(header) && fieldOfHeader(custom, header) === field)
    const [header] = fitting
    if (fitting.length > 1)
      problems.push({
        code: 'ambiguous',
        message: `Several columns could hold the field ${field.key}: keep one of them.`,
      })
    else if (header !== undefined) return [[customColumn(field.key), header] as [CustomColumn, string]]
    else if (field.required)
      problems.push({
        code: 'missing',
        message: `No column holds the field ${field.key}: add it, by its key or a label.`,
      })
    return []
  })
}

const isOneOf = (own: readonly CustomColumn[], text: string): text is CustomColumn => own.some(each => each === text)

const isImportField = (text: string): text is ImportField => Object.hasOwn(importFields, text)

/** The fields of a map in the order in which they are told: ours first, then the programme’s own. */
export const fieldsIn = (map: ColumnMap): (ImportField | CustomColumn)[] => [
  ...importFieldNames.filter(field => map[field] !== undefined),
  ...Object.keys(map).filter(isCustomColumn).sort(),
]

/** The cells of one row by field. */
export function cellsByField(headers: readonly string[], map: ColumnMap, cells: readonly string[]): CellMap {
  const byField: Partial<Record<ImportField, string>> & Record<CustomColumn, string> = {}
  for (const field of fieldsIn(map)) byField[field] = cells[headers.indexOf(map[field] ?? '')] ?? ''
  return byField
}
