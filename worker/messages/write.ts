/** How a message becomes what one person reads: the programme’s own words in their language, else ours, else the next best language’s. */
import { fieldsInUse } from '../../db/customFields.js'
import type { House } from '../../db/database.js'
import type { DueMessage, MessageFactsHeld } from '../../db/messages/due.js'
import { broadcastTexts, ownTexts, type OwnText } from '../../db/messages/texts.js'
import type { CustomField } from '../../domain/customField.js'
import { entitlementBy } from '../../domain/entitlement.js'
import type { BroadcastId, MessageTextId, ProgrammeId } from '../../domain/ids.js'
import { isLanguage, type Language } from '../../domain/language.js'
import { inBestLanguage, languageChain } from '../../domain/languageChain.js'
import type { MessageKind } from '../../domain/message.js'
import {
  customFieldName,
  customValue,
  fieldsOf,
  numberEnd,
  type FieldValue,
  type FieldValues,
} from '../../domain/messageFields.js'
import { isCurrency, type Money } from '../../domain/money.js'
import { isReason, reasons } from '../../domain/reason.js'
import { prepareText } from '../../messaging/render.js'
import { ownKinds, shippedTextsOf, type OwnKind } from '../../messaging/texts/index.js'

/** Personal: it leaves for the carrier and is kept sealed. */
export interface Ready {
  readonly body: string
  readonly language: string
  /** the programme’s own text and version; null: ours, or what staff wrote for this one */
  readonly textId: MessageTextId | null
  readonly template: { readonly id: string; readonly variables: Readonly<Record<string, string>> } | null
}

export interface Writer {
  /** Null: there is no text in any of the languages, or it names what is not known of this person. */
  write(message: DueMessage): Promise<Ready | null>
}

/** A changed text counts after so long; a broadcast to thousands does not read it thousands of times. */
const rememberMs = 2_000

interface Said {
  readonly own: readonly OwnText[]
  readonly custom: readonly CustomField[]
}

export function openWriter(house: House): Writer {
  const saidIn = remembered(async (id: ProgrammeId): Promise<Said> => ({
    own: await ownTexts(house, id),
    custom: await fieldsInUse(house, id),
  }))
  const saidToMany = remembered((id: BroadcastId) => broadcastTexts(house, id))
  return {
    write: async message => {
      const { own, custom } = await saidIn(message.programmeId)
      const theirs = own.filter(each => each.kind === message.kind)
      if (message.written) {
        const text = theirs.find(each => each.textId === message.written?.textId)
        return { ...message.written, template: templateOf(message, text, custom) }
      }
      const { broadcastId } = message.about
      const many = broadcastId === undefined ? {} : await saidToMany(broadcastId as BroadcastId)
      return compose(message, { own: theirs, custom }, many)
    },
  }
}

function remembered<Key, Value>(read: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const kept = new Map<Key, { untilMs: number; value: Promise<Value> }>()
  return key => {
    const known = kept.get(key)
    if (known && known.untilMs > Date.now()) return known.value
    if (kept.size > 1_000) kept.clear()
    const value = read(key)
    kept.set(key, { untilMs: Date.now() + rememberMs, value })
    value.catch(() => kept.delete(key))
    return value
  }
}

function compose(message: DueMessage, { own, custom }: Said, many: Readonly<Record<string, string>>): Ready | null {
  const { facts, kind } = message
  const chain = chainOf(facts)
  const texts = { ...shippedFor(kind), ...many, ...ownByLanguage(own) }
  const best = inBestLanguage(texts, chain)
  if (!best) return null
  const text = own.find(each => each.language === best.language && each.text === best.text)
  const body = told(message, best.text, best.language, custom)
  if (body === null) return null
  return { body, language: best.language, textId: text?.textId ?? null, template: templateOf(message, text, custom) }
}

const chainOf = ({ language, programmeLanguages }: MessageFactsHeld): readonly Language[] =>
  languageChain(isLanguage(language) ? language : 'en', { spoken: programmeLanguages.filter(isLanguage) })

const isOwnKind = (kind: MessageKind): kind is OwnKind => (ownKinds as readonly MessageKind[]).includes(kind)
const shippedFor = (kind: MessageKind): Partial<Record<Language, string | null>> =>
  isOwnKind(kind) ? shippedTextsOf(kind) : {}

const ownByLanguage = (own: readonly OwnText[]): Partial<Record<Language, string>> =>
  Object.fromEntries(own.flatMap(({ language, text }) => (text === null ? [] : [[language, text]])))

function told(message: DueMessage, text: string, language: Language, custom: readonly CustomField[]): string | null {
  const prepared = preparedText(message, text, language, custom)
  if (!prepared.ok) return null
  const read = prepared.prepared.tell(valuesOf(message, custom, language))
  return read.ok ? read.text : null
}

type Prepared = ReturnType<typeof prepareText>
/** Reading a text costs more than telling it: what thousands are told is read once, while the programme’s own fields stay known. */
const preparedWith = new WeakMap<readonly CustomField[], Map<string, Prepared>>()

function preparedText(
  { kind, facts }: DueMessage,
  text: string,
  language: Language,
  custom: readonly CustomField[],
): Prepared {
  const known = preparedWith.get(custom) ?? new Map<string, Prepared>()
  preparedWith.set(custom, known)
  const name = JSON.stringify([kind, language, facts.timeZone, text])
  const prepared = known.get(name) ?? prepareText(text, language, fieldsOf(kind, custom), facts.timeZone)
  known.set(name, prepared)
  return prepared
}

/** An approved template says the same; each of its variables is one of our placeholders, as it reads in its language. */
function templateOf(message: DueMessage, text: OwnText | undefined, custom: readonly CustomField[]): Ready['template'] {
  if (!text?.contentSid || !isLanguage(text.language)) return null
  const { language } = text
  const variables: Record<string, string> = {}
  for (const [at, name] of text.contentVariables.entries()) {
    const value = told(message, `{${name}}`, language, custom)
    if (value === null) return null
    variables[String(at + 1)] = value
  }
  return { id: text.contentSid, variables }
}

const dayMs = 86_400_000

function valuesOf(
  { kind, number, facts }: DueMessage,
  custom: readonly CustomField[],
  language: Language,
): FieldValues {
  const own = custom.map(field => [
    customFieldName(field.key),
    customValue(field, facts.custom[field.key], [language, ...chainOf(facts)]),
  ])
  const minor = kind === 'included' ? entitlementOf(facts) : kind === 'completed' ? facts.paidMinor : facts.amountMinor
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
    days: facts.deadline ? Math.max(0, Math.ceil((facts.deadline.getTime() - Date.now()) / dayMs)) : undefined,
    count: facts.paidCount,
    reason: facts.stateReason ?? '',
    way: 'mobile_money',
    problem: problemOf(facts.reason),
  }
}

const moneyOf = (minor: bigint | null, currency: string): Money | undefined =>
  minor === null || !isCurrency(currency) ? undefined : { minor, currency }

/** null where the rule asks for something that nobody has filled in. */
function entitlementOf({ rule, householdSize, custom, currency }: MessageFactsHeld): bigint | null {
  if (!isCurrency(currency)) return null
  const due = entitlementBy(rule, { payableStepMinor: 1n, currency })({ householdSize, fields: custom })
  return due.ok ? due.minor : null
}

/** What the person can do about it, as the texts know it. */
function problemOf(reason: string | null): 'number' | 'limit' | 'other' {
  if (reason === 'recipient_limit') return 'limit'
  return reason !== null && isReason(reason) && reasons[reason].acts === 'correct' ? 'number' : 'other'
}
