/**
 * Which language somebody is told in where nobody has written theirs. A language has neighbours that most who speak it
 * understand; what a programme says about its own people comes before what we assume.
 */
import type { Language } from './language.js'

/** Next best, for the languages of people who mostly learned another one at school, on the market or on the radio. */
const neighbours: Partial<Readonly<Record<Language, Language>>> = {
  tuv: 'sw',
  saq: 'sw',
  mas: 'sw',
  rel: 'sw',
  ki: 'sw',
  kam: 'sw',
  kln: 'sw',
  luo: 'sw',
  mer: 'sw',
  gax: 'om',
  ln: 'fr',
}
/** Everything we send by itself is written in it. */
const last: Language = 'en'

export interface ProgrammeLanguages {
  /** the programme’s, the most usual first */
  readonly spoken: readonly Language[]
  /** what it wants tried first for people of a language, in this order */
  readonly insteadOf?: Partial<Readonly<Record<Language, readonly Language[]>>>
}

/**
 * The languages in which to look for a text, best first: the person’s own, what the programme wants instead of it, its
 * neighbours (`tuv` → `sw`, `gax` → `om`), whatever the programme speaks, English.
 */
export function languageChain(own: Language, programme: ProgrammeLanguages = { spoken: [] }): readonly Language[] {
  const chosen = programme.insteadOf?.[own] ?? []
  return [...new Set([own, ...chosen, ...withNeighbours(own), ...programme.spoken, last])]
}

function withNeighbours(language: Language): Language[] {
  const next = neighbours[language]
  return next === undefined ? [language] : [language, ...withNeighbours(next)]
}

export interface Found<T> {
  readonly text: T
  readonly language: Language
  /** nobody has written it in the person’s own language: counted, so that somebody does */
  readonly fellBack: boolean
}

/** The best there is; null where there is none in any of the languages. An empty slot is none. */
export function inBestLanguage<T>(
  texts: Partial<Readonly<Record<Language, T | null>>>,
  chain: readonly Language[],
): Found<T> | null {
  for (const [at, language] of chain.entries()) {
    const text = texts[language]
    if (text !== undefined && text !== null && text !== '') return { text, language, fellBack: at > 0 }
  }
  return null
}
