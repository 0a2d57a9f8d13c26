/**
 * How the statements of one FSP account are written: which header means what, how dates, signs and amounts look, and which
 * words say what. M-PESA’s own is built in; others are mapped by hand, once, and saved under a name.
 */
import type { DateOrder, Decimal } from './statementCells.js'
import { isZone } from './statementCells.js'

export const statementFields = [
  'at',
  'receipt',
  'transactionId',
  'key',
  'linked',
  'status',
  'kind',
  'details',
  'party',
  'number',
  'name',
  'in',
  'out',
  'amount',
  'direction',
  'fee',
  'currency',
] as const
export type StatementField = (typeof statementFields)[number]

/**
 * - `columns`: what came in and what went out stand in two columns, whatever their sign
 * - `negative_is_out`, `positive_is_out`: one column with a sign
 * - `direction`: one column beside a word
 * - `all_out`: one column, and everything in it was paid out
 */
export const signRules = ['columns', 'negative_is_out', 'positive_is_out', 'direction', 'all_out'] as const
export type SignRule = (typeof signRules)[number]

/** Words are compared without case; `completed`, `failed`, `pending`, `out`, `in` as the whole cell, the others within it. */
export const wordLists = ['completed', 'failed', 'pending', 'out', 'in', 'charge', 'reversal', 'own'] as const
export type WordList = (typeof wordLists)[number]

export interface StatementProfile {
  /** field → the headers it may have */
  readonly columns: Readonly<Partial<Record<StatementField, readonly string[]>>>
  /** fields without which a header is none */
  readonly needs: readonly StatementField[]
  readonly sign: SignRule
  readonly dates: DateOrder
  readonly decimal: Decimal
  /** IANA; null: that of the account's country */
  readonly timeZone: string | null
  readonly words: Readonly<Record<WordList, readonly string[]>>
}

const usualWords = {
  completed: ['completed', 'complete', 'success', 'successful', 'succeeded', 'settled'],
  failed: ['failed', 'failure', 'cancelled', 'canceled', 'declined', 'expired', 'rejected', 'error'],
  pending: ['pending', 'authorized', 'authorised', 'initiated', 'in progress', 'processing'],
  out: ['out', 'debit', 'dr', 'withdrawal', 'sent'],
  in: ['in', 'credit', 'cr', 'deposit', 'received'],
  charge: ['charge', 'fee', 'tariff', 'commission'],
  reversal: ['revers'],
  own: [],
} as const satisfies Record<WordList, readonly string[]>

/** The statement that an M-PESA organisation exports (facts 6.1), with or without its last columns. */
export const mpesaProfile: StatementProfile = {
  columns: {
    receipt: ['Receipt No.', 'Receipt Number', 'Receipt'],
    at: ['Completion Time', 'Completed Time'],
    details: ['Details'],
    status: ['Transaction Status', 'Status'],
    in: ['Paid In'],
    out: ['Withdrawn', 'Paid Out'],
    kind: ['Reason Type'],
    party: ['Other Party Info', 'Opposite Party'],
    linked: ['Linked Transaction ID'],
    currency: ['Currency'],
  },
  needs: ['receipt', 'at', 'status', 'in', 'out'],
  sign: 'columns',
  dates: 'dmy',
  decimal: '.',
  timeZone: null,
  words: {
    ...usualWords,
    own: [
      'organization settlement',
      'organisation settlement',
      'withdraw funds to bank',
      'bank to organization',
      'utility account',
      'working account',
      'merchant account to organization',
    ],
  },
}

/** The name under which M-PESA’s own is there for every account. */
export const mpesaName = 'mpesa'

/** A map as staff give it; what is left out is as usual. */
export interface GivenProfile {
  readonly columns: Readonly<Partial<Record<StatementField, string>>>
  readonly sign: SignRule
  readonly dates: DateOrder
  readonly decimal?: Decimal | undefined
  readonly timeZone?: string | undefined
  readonly words?: Readonly<Partial<Record<WordList, readonly string[]>>> | undefined
}

const needed: Readonly<Record<SignRule, readonly StatementField[]>> = {
  columns: ['in', 'out'],
  negative_is_out: ['amount'],
  positive_is_out: ['amount'],
  direction: ['amount', 'direction'],
  all_out: ['amount'],
}
/** By one of these a line can be found again among payouts. */
const telling = ['receipt', 'transactionId', 'key', 'number', 'party'] as const satisfies readonly StatementField[]

/** All that is wrong with a map, each with what to do. */
export function wrongWithProfile({ columns, sign, timeZone }: GivenProfile): string[] {
  const missing = (['at', ...needed[sign]] as const).filter(field => columns[field] === undefined)
  const headers = Object.values(columns).map(headerKey)
  return [
    ...missing.map(field => `Name the column of “${field}”: the sign rule ${sign} needs it.`),
    ...(telling.some(field => columns[field] !== undefined)
      ? []
      : [`Name at least one column of ${telling.join(', ')}: otherwise no line is ever found again.`]),
    ...(new Set(headers).size < headers.length ? ['A column can stand for one field only.'] : []),
    ...(headers.some(header => header === '') ? ['A header needs a letter or a digit.'] : []),
    ...(timeZone === undefined || isZone(timeZone) ? [] : ['The time zone must be one of IANA, e.g. Africa/Nairobi.']),
  ]
}

/** Call `wrongWithProfile` first. */
export function profileOf({ columns, sign, dates, decimal, timeZone, words }: GivenProfile): StatementProfile {
  const named = Object.entries(columns) as [StatementField, string][]
  return {
    columns: Object.fromEntries(named.map(([field, header]) => [field, [header]])),
    // A column that somebody has named is needed: without it every line would be read as if it said nothing there.
    needs: named.map(([field]) => field),
    sign,
    dates,
    decimal: decimal ?? '.',
    timeZone: timeZone ?? null,
    words: { ...usualWords, ...lowered(words ?? {}) },
  }
}

const lowered = (words: NonNullable<GivenProfile['words']>): GivenProfile['words'] =>
  Object.fromEntries(Object.entries(words).map(([list, each]) => [list, each.map(word => word.trim().toLowerCase())]))

/** Headers are compared without case, blanks and signs. */
export const headerKey = (header: string): string => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
