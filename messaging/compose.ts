/** Which text somebody is told, of a programme’s own and ours, and how it reads for them. */
import type { CustomField } from '../domain/customField.js'
import type { Done } from '../domain/done.js'
import { isLanguage, type Language } from '../domain/language.js'
import { inBestLanguage, languageChain } from '../domain/languageChain.js'
import type { MessageKind } from '../domain/message.js'
import { fieldsOf, type FieldValues } from '../domain/messageFields.js'
import { prepareText } from './render.js'
import { ownKinds, shippedTextsOf, type OwnKind } from './texts/index.js'

/** A text of a programme in one language; null: ours is said. */
export interface OwnWords {
  readonly language: string
  readonly text: string | null
}

/** What a programme says about languages: those that it speaks, and what it wants tried first in place of one. */
export interface SpokenIn {
  readonly language: string
  readonly programmeLanguages: readonly string[]
  readonly insteadOf?: Readonly<Record<string, readonly string[]>>
}

/** As kept; codes that we do not know any more are passed over. */
export const chainOf = ({ language, programmeLanguages, insteadOf = {} }: SpokenIn): readonly Language[] =>
  languageChain(isLanguage(language) ? language : 'en', {
    spoken: programmeLanguages.filter(isLanguage),
    insteadOf: Object.fromEntries(Object.entries(insteadOf).map(([of, others]) => [of, others.filter(isLanguage)])),
  })

const isOwnKind = (kind: MessageKind): kind is OwnKind => (ownKinds as readonly MessageKind[]).includes(kind)
const shippedFor = (kind: MessageKind): Partial<Record<Language, string | null>> =>
  isOwnKind(kind) ? shippedTextsOf(kind) : {}

/**
 * The text in the best language that there is, and whose it is: `own` of the programme, else ours or what staff wrote for
 * this one. Null: nobody has written any.
 * @param own of this kind, the newest version of each language
 * @param many what staff wrote for many, by language
 */
export function bestText<Own extends OwnWords>(
  kind: MessageKind,
  own: readonly Own[],
  { many = {}, chain }: { many?: Readonly<Record<string, string>>; chain: readonly Language[] },
): { text: string; language: Language; own: Own | undefined } | null {
  const theirs = Object.fromEntries(own.flatMap(({ language, text }) => (text === null ? [] : [[language, text]])))
  const best = inBestLanguage<string>({ ...shippedFor(kind), ...many, ...theirs }, chain)
  if (!best) return null
  const { text, language } = best
  return { text, language, own: own.find(each => each.language === language && each.text === text) }
}

/** What one person reads. Refused where the text can not be read or names what is not known of them. */
export function readsAs(
  { text, language }: { text: string; language: Language },
  given: { kind: MessageKind; custom: readonly CustomField[]; timeZone: string; values: FieldValues },
): Done<{ text: string }> {
  const prepared = preparedText({ text, language }, given)
  return prepared.ok ? prepared.prepared.tell(given.values) : prepared
}

type Prepared = ReturnType<typeof prepareText>
/** Reading a text costs more than telling it: what thousands are told is read once, while the programme’s own fields stay known. */
const preparedWith = new WeakMap<readonly CustomField[], Map<string, Prepared>>()

function preparedText(
  { text, language }: { text: string; language: Language },
  { kind, custom, timeZone }: { kind: MessageKind; custom: readonly CustomField[]; timeZone: string },
): Prepared {
  const known = preparedWith.get(custom) ?? new Map<string, Prepared>()
  preparedWith.set(custom, known)
  const name = JSON.stringify([kind, language, timeZone, text])
  const prepared = known.get(name) ?? prepareText(text, language, fieldsOf(kind, custom), timeZone)
  known.set(name, prepared)
  return prepared
}
