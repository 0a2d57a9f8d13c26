/** What we say to people, in every language we ship. A programme’s own text of a kind and language comes before these. */
import type { Language } from '../../domain/language.js'
import { ar } from './ar.js'
import { en } from './en.js'
import { fr } from './fr.js'
import { type OwnKind, type SlotsByKind } from './kinds.js'
import { nl } from './nl.js'
import { saq } from './saq.js'
import { sw } from './sw.js'
import { tuv } from './tuv.js'

export { ownKinds, type OwnKind } from './kinds.js'

export const shippedTexts = { en, sw, nl, fr, ar, tuv, saq } as const satisfies Partial<Record<Language, SlotsByKind>>
export type ShippedLanguage = keyof typeof shippedTexts
export const shippedLanguages = Object.keys(shippedTexts) as readonly ShippedLanguage[]

/** The languages in which every kind has a text; the others have slots that programme staff fill. */
export const writtenLanguages = shippedLanguages.filter(language =>
  Object.values<string | null>(shippedTexts[language]).every(text => text !== null),
)

/** The shipped texts of a kind by language, as `inBestLanguage` looks through them. */
export const shippedTextsOf = (kind: OwnKind): Partial<Readonly<Record<Language, string | null>>> =>
  Object.fromEntries(shippedLanguages.map(language => [language, shippedTexts[language][kind]]))
