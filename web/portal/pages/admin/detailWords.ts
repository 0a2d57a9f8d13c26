/** Where the words of a code stand that the details of an act name; what else stands there is told as it is. */

/** By the name of the detail: the keys that have its codes, in which the first that is there counts. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
  kind: ['messageKind', 'money.paper', 'fields.types', 'actSubject'],
  by: ['actSubject'],
  type: ['fields.types'],
  channel: ['channel'],
  ways: ['channel'],
  switchedOff: ['messageKind'],
  shows: ['money.shows'],
  format: ['exports.format'],
  late: ['calendar.late'],
  missed: ['calendar.missed'],
  overlap: ['calendar.overlap'],
  onHoliday: ['calendar.onHoliday'],
  unit: ['calendar.units'],
  before: ['setup.two'],
  after: ['setup.two'],
  fspName: ['providerTitle'],
  carrier: ['carrierTitle'],
  columns: ['people', 'files.field'],
  changed: ['files.field', 'people', 'actDetail'],
  credentialNames: ['accountField'],
}

/** @returns keys of the words that may have this code */
export const keysOfCode = (name: string, code: string): string[] =>
  /^\w+$/.test(code) ? (keysOf[name] ?? []).map(key => `${key}.${shortenedBy[code] ?? code}`) : []

/** Columns of a file of people that the table calls otherwise. */
const shortenedBy: Readonly<Record<string, string>> = {
  number: 'ref',
  householdSize: 'household',
  accountCheck: 'check',
}

/** Names of details that are not words of their own, but of a case of a statement. */
export const keysOfName = (name: string): string[] => [
  `actDetail.${name}`,
  `accountField.${name}`,
  `reconciling.is.${name}`,
]

/** `2026-11-30` */
export const isDay = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value)
