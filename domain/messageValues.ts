/** What is known of one person when they are told something, as a text may name it. Personal. */
import type { CustomField } from './customField.js'
import { entitlementBy, type EntitlementRule } from './entitlement.js'
import type { MessageKind } from './message.js'
import {
  customFieldName,
  customValue,
  numberEnd,
  type FieldValue,
  type FieldValues,
  type voucherEndings,
} from './messageFields.js'
import { isCurrency, type Money } from './money.js'
import { isReason, reasons } from './reason.js'
import type { VoucherEnd } from './voucher.js'

/** Money in minor units. Read in one place: `db/messages/facts.ts`. */
export interface ToldFacts {
  readonly name: string
  readonly programme: string
  readonly organisation: string | null
  readonly currency: string
  readonly custom: Readonly<Record<string, string>>
  readonly householdSize: number
  readonly rule: EntitlementRule
  /** payments that this person got in all */
  readonly paidCount: number
  readonly paidMinor: bigint
  readonly amountMinor: bigint | null
  readonly receipt: string | null
  readonly reason: string | null
  readonly deadline: Date | null
  readonly at: Date
  readonly stateReason: string | null
  /** its programme gives vouchers */
  readonly vouchers?: boolean
  /** of a message about a voucher */
  readonly voucher?: ToldVoucher | null
  /** where it goes on: its document, its question, the page to register */
  readonly link?: string | null
}

export interface ToldVoucher {
  readonly amountMinor: bigint
  readonly part: number
  readonly parts: number
  /** the last day on which it can be used, YYYY-MM-DD */
  readonly dueOn: string | null
  /** until when its person can answer */
  readonly answerBy: Date | null
  readonly ended: VoucherEnd | null
}

export interface ToTellOf {
  readonly kind: MessageKind
  /** E.164 */
  readonly number: string | null
  readonly facts: ToldFacts
}

const dayMs = 86_400_000

/** @param languages the reader’s, best first: for the names of options */
export function valuesOf(
  { kind, number, facts }: ToTellOf,
  custom: readonly CustomField[],
  { languages, nowMs }: { languages: readonly string[]; nowMs: number },
): FieldValues {
  const own = custom.map(field => [customFieldName(field.key), customValue(field, facts.custom[field.key], languages)])
  const minor = minorOf(kind, facts)
  return {
    ...(Object.fromEntries(own) as Record<string, FieldValue | undefined>),
    name: facts.name,
    programme: facts.programme,
    organisation: facts.organisation ?? facts.programme,
    number_end: number === null ? '' : numberEnd(number),
    amount: moneyOf(minor, facts.currency),
    receipt: facts.receipt ?? '-',
    date: facts.at,
    deadline: facts.deadline ?? undefined,
    days: facts.deadline ? Math.max(0, Math.ceil((facts.deadline.getTime() - nowMs) / dayMs)) : undefined,
    count: facts.paidCount,
    reason: facts.stateReason ?? '',
    way: facts.vouchers === true ? 'voucher' : 'mobile_money',
    problem: problemOf(facts.reason),
    link: facts.link ?? undefined,
    can: (facts.link ?? null) === null ? 'words' : 'page',
    ...voucherValues(facts.voucher ?? null, nowMs),
  }
}

function minorOf(kind: MessageKind, facts: ToldFacts): bigint | null {
  if (kind === 'included') return entitlementOf(facts)
  if (kind === 'completed') return facts.paidMinor
  return kind === 'voucher' ? (facts.voucher?.amountMinor ?? null) : facts.amountMinor
}

function voucherValues(voucher: ToldVoucher | null, nowMs: number): Readonly<Record<string, FieldValue | undefined>> {
  if (voucher === null) return {}
  const { part, parts, dueOn, answerBy, ended } = voucher
  const days = answerBy === null ? {} : { days: Math.max(0, Math.ceil((answerBy.getTime() - nowMs) / dayMs)) }
  return { part, parts, ended: endingOf(ended), deadline: dueOn ?? answerBy ?? undefined, ...days }
}

const endingOf = (ended: VoucherEnd | null): (typeof voucherEndings)[number] =>
  ended === 'declined' || ended === 'unanswered' ? ended : 'other'

const moneyOf = (minor: bigint | null, currency: string): Money | undefined =>
  minor === null || !isCurrency(currency) ? undefined : { minor, currency }

/** null where the rule asks for something that nobody has filled in. */
function entitlementOf({ rule, householdSize, custom, currency }: ToldFacts): bigint | null {
  if (!isCurrency(currency)) return null
  const due = entitlementBy(rule, { payableStepMinor: 1n, currency })({ householdSize, fields: custom })
  return due.ok ? due.minor : null
}

/** What the person can do about it, as the texts know it. */
function problemOf(reason: string | null): 'number' | 'limit' | 'other' {
  if (reason === 'recipient_limit') return 'limit'
  return reason !== null && isReason(reason) && reasons[reason].acts === 'correct' ? 'number' : 'other'
}
