/** An empty list as a workbook: one column for each thing that a programme asks of a person, named so that it is known again. */
import { importFieldNames, importFields, type ImportField } from '../domain/columnGuess.js'
import { customColumn, type CustomColumn, type CustomField } from '../domain/customField.js'
import { writeXlsx } from '../sheets/write.js'

export interface TemplateColumn {
  readonly field: ImportField | CustomColumn
  readonly head: string
  readonly required: boolean
  readonly how: string
}

const how: Readonly<Record<ImportField, string>> = {
  submittedAt: 'day and time of the interview, where it is known',
  name: 'as the person writes it',
  phone: 'as people write it, e.g. 0712 345 678',
  place: 'ward, village or town',
  householdSize: 'a whole number from 1 to 99',
  language: 'a language of the programme, e.g. sw; empty: its first one',
  nationalId: 'letters and digits',
  consent: 'yes, or nothing of the row is kept',
  remarks: 'anything that helps to find the person',
  partner: 'which organisation enrolled the person, where several do',
}
const heads: Readonly<Record<ImportField, string>> = {
  submittedAt: 'submitted at',
  name: 'full name',
  phone: 'phone number',
  place: 'place',
  householdSize: 'household size',
  language: 'preferred language',
  nationalId: 'national ID',
  consent: 'consent',
  remarks: 'remarks',
  partner: 'partner',
}

/** What a list of this programme has, in the order in which people are asked. */
export const templateColumns = (custom: readonly CustomField[]): TemplateColumn[] => [
  ...importFieldNames.map(field => ({
    field,
    head: heads[field],
    required: importFields[field].required,
    how: how[field],
  })),
  ...custom.map(each => ({
    field: customColumn(each.key),
    head: each.key,
    required: each.required,
    how: howOf(each),
  })),
]

/** Rows that are text before anybody writes into them. */
const blank = Array.from({ length: 1_000 }, () => [] as const)

/** Cells are text, so that no spreadsheet takes the zero from the front of a number. */
export function importTemplate(programme: {
  name: string
  custom: readonly CustomField[]
  madeAt: Date
}): Promise<Buffer> {
  const columns = templateColumns(programme.custom)
  return writeXlsx({
    title: `People of ${programme.name}`,
    madeAt: programme.madeAt,
    sheets: [
      { name: 'people', columns: columns.map(({ head }) => ({ head, width: 20 })), rows: blank },
      {
        name: 'how to fill in',
        columns: [
          { head: 'column', width: 22 },
          { head: 'must be there', width: 16 },
          { head: 'what stands in it', width: 70 },
        ],
        rows: columns.map(({ head, required, how }) => [head, required ? 'yes' : '', how]),
      },
    ],
  })
}

const kinds: Readonly<Record<CustomField['type'], string>> = {
  text: 'text',
  whole: 'a whole number',
  decimal: 'a number',
  date: 'a day as 2026-11-30',
  one_of: 'one of',
  many_of: 'one or more, separated by a semicolon, of',
  yes_no: 'yes or no',
}

function howOf({ type, labels, rules }: CustomField): string {
  const options = rules.options?.map(({ key }) => key).join(', ')
  const said = Object.values(labels)[0] ?? ''
  return `${said}: ${kinds[type]}${options === undefined ? '' : ` ${options}`}`
}
