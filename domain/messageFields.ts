/**
 * What a text to a person may name: the placeholders of each kind of message, of which type each is, and an example for
 * previews. Whoever sends a message of a kind knows all of its fields; a text may use any of them, or none.
 */
import type { CustomField, Labels } from './customField.js'
import type { MessageKind } from './message.js'
import type { Money } from './money.js'

/**
 * `text`: data, shown as it is · `amount`: money · `whole`: a count, with plural forms · `decimal`: a number as decimal
 * text · `date`: a day · `choice`: one of a few words of ours, for which the text itself holds what to say.
 */
export type FieldType = 'text' | 'amount' | 'whole' | 'decimal' | 'date' | 'choice'

export interface MessageField {
  readonly type: FieldType
  /** for staff */
  readonly says: string
  readonly example: FieldValue
  /** of a choice */
  readonly options?: readonly string[]
  /** of a choice whose words people may read: by option, then by language */
  readonly labels?: Readonly<Record<string, Labels>>
}

/** A date is a moment, shown as the day that it is in the programme’s time zone, or a day as YYYY-MM-DD. */
export type FieldValue = string | number | Money | Date
export type FieldValues = Readonly<Record<string, FieldValue | undefined>>
export type MessageFields = Readonly<Record<string, MessageField>>

/** Why a voucher was cancelled, as far as its person knows of it. */
export const voucherEndings = ['declined', 'unanswered', 'other'] as const
/** Whether there is a page on which a question can be answered, or words only. */
export const answerWays = ['page', 'words'] as const
/** How the money comes, where the text says how to get at it. */
export const ways = ['mobile_money', 'voucher', 'cash'] as const
/** Why money did not come, as far as the person can do something: their number, their account at its limit, or neither. */
export const payeeProblems = ['number', 'limit', 'other'] as const

const fields = {
  name: { type: 'text', says: 'the person’s name', example: 'Mary Atieno' },
  programme: { type: 'text', says: 'the programme', example: 'Isiolo Cash' },
  organisation: { type: 'text', says: 'who runs the programme', example: 'Kenya Red Cross' },
  number_end: { type: 'text', says: 'the end of the person’s number', example: '***733' },
  amount: { type: 'amount', says: 'the amount', example: { minor: 500000n, currency: 'KES' } },
  receipt: { type: 'text', says: 'the FSP’s receipt', example: 'TJF987E58C' },
  date: { type: 'date', says: 'when it happened', example: '2026-11-26' },
  deadline: { type: 'date', says: 'until when the person can act', example: '2026-12-10' },
  days: { type: 'whole', says: 'how many days are left', example: 14 },
  count: { type: 'whole', says: 'how many payments the person got', example: 3 },
  reason: { type: 'text', says: 'why, in the language of the text', example: '' },
  link: {
    type: 'text',
    says: 'where it goes on: the document, the question, the page to register',
    example: 'https://mkono.example/d/3fA9',
  },
  can: { type: 'choice', says: 'how one can answer', example: 'page', options: answerWays },
  part: { type: 'whole', says: 'which of several vouchers', example: 1 },
  parts: { type: 'whole', says: 'how many vouchers', example: 1 },
  ended: {
    type: 'choice',
    says: 'why it was cancelled',
    example: 'unanswered',
    options: voucherEndings,
  },
  way: { type: 'choice', says: 'how the money comes', example: 'mobile_money', options: ways },
  problem: { type: 'choice', says: 'what was wrong', example: 'number', options: payeeProblems },
} as const satisfies MessageFields
export type FieldName = keyof typeof fields

const always = ['name', 'programme', 'organisation', 'number_end'] as const
const ofKind = {
  registered: [],
  correct_number: ['problem', 'reason', 'deadline', 'days'],
  included: ['amount', 'way'],
  declined: ['reason'],
  payment_sent: ['amount', 'receipt', 'date', 'way'],
  payment_failed: ['amount', 'problem', 'reason', 'deadline', 'days'],
  reminder: ['problem', 'reason', 'deadline', 'days'],
  completed: ['amount', 'count', 'date'],
  voucher_question: ['amount', 'deadline', 'days', 'link', 'can'],
  voucher: ['amount', 'link', 'deadline', 'part', 'parts'],
  voucher_again: ['amount', 'deadline'],
  voucher_cancelled: ['amount', 'ended'],
  voucher_late: ['amount'],
  invitation: ['link', 'deadline', 'days'],
  invitation_reminder: ['link', 'deadline', 'days'],
  broadcast: [],
  reply: [],
  stopped: [],
} as const satisfies Record<MessageKind, readonly FieldName[]>

/** How a field of the programme itself is called in a text. */
export const customFieldName = (key: string): string => `field_${key}`

/**
 * The placeholders of a kind. Fields of the programme that identify a person are left out: whoever holds the phone reads
 * the message, and so does the carrier.
 */
export function fieldsOf(kind: MessageKind, custom: readonly CustomField[] = []): MessageFields {
  const own = [...always, ...ofKind[kind]].map(name => [name, fields[name]] as const)
  const theirs = custom
    .filter(each => !each.personal)
    .map(each => [customFieldName(each.key), customField(each)] as const)
  return Object.fromEntries<MessageField>([...own, ...theirs])
}

function customField({ key, type, rules, labels }: CustomField): MessageField {
  const says = labels['en'] ?? key
  const options = (rules.options ?? []).map(option => option.key)
  const optionLabels = Object.fromEntries((rules.options ?? []).map(option => [option.key, option.labels]))
  switch (type) {
    case 'text':
      return { type, says, example: says }
    case 'many_of':
      return { type: 'text', says, example: options.join(', ') }
    case 'whole':
      return { type, says, example: 3 }
    case 'decimal':
      return { type, says, example: '12.5' }
    case 'date':
      return { type, says, example: '2026-11-26' }
    case 'one_of':
      return { type: 'choice', says, example: options[0] ?? '', options, labels: optionLabels }
    case 'yes_no':
      return { type: 'choice', says, example: 'yes', options: ['yes', 'no'] }
  }
}

/**
 * What a field of the programme holds for one person, as a text takes it; nothing where it was left empty.
 * @param stored the canonical text in which values are kept
 * @param languages the reader’s, best first: for the names of options
 */
export function customValue(
  field: CustomField,
  stored: string | undefined,
  languages: readonly string[],
): FieldValue | undefined {
  if (stored === undefined || stored === '') return undefined
  if (field.type === 'whole') return Number(stored)
  if (field.type !== 'many_of') return stored
  const labelOf = (key: string): string =>
    labelIn(field.rules.options?.find(option => option.key === key)?.labels, languages) ?? key
  return stored.split(';').map(labelOf).join(', ')
}

export const labelIn = (labels: Labels | undefined, languages: readonly string[]): string | undefined =>
  languages.map(language => labels?.[language]).find(label => label !== undefined)

/** Values for a preview where no person is at hand. */
export const exampleValues = (all: MessageFields): FieldValues =>
  Object.fromEntries(Object.entries(all).map(([name, { example }]) => [name, example]))

/**
 * `***733`. Stars and not dots: a dot (•) is no letter of a plain SMS and would make the message twice as long.
 * @param number E.164
 */
export const numberEnd = (number: string): string => `***${number.slice(-3)}`
