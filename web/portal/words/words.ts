/**
 * The words of the portal, in three files a language: `first` is what the sign-in, the frame and Home say, `more` everything
 * else, loaded with the first page that says it, `problems` what the API says when it does not do something. English stands in while another language loads.
 */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { recall, remember } from '../shown/remembered.ts'
import en from './first/en.json'
import { isLanguage, languages, type Language } from './languages.ts'
import type more from './more/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof more }
  }
}

type Words = () => Promise<{ default: object }>
const first: Readonly<Record<Exclude<Language, 'en'>, Words>> = {
  fr: () => import('./first/fr.json'),
  nl: () => import('./first/nl.json'),
  sw: () => import('./first/sw.json'),
  ar: () => import('./first/ar.json'),
}
const rest: Readonly<Record<Language, Words>> = {
  en: () => import('./more/en.json'),
  fr: () => import('./more/fr.json'),
  nl: () => import('./more/nl.json'),
  sw: () => import('./more/sw.json'),
  ar: () => import('./more/ar.json'),
}
/** What the API says when it does not do something: loaded with the first such answer. */
const problems: Readonly<Record<Language, Words>> = {
  en: () => import('./problems/en.json'),
  fr: () => import('./problems/fr.json'),
  nl: () => import('./problems/nl.json'),
  sw: () => import('./problems/sw.json'),
  ar: () => import('./problems/ar.json'),
}
const read = new Set<Words>()
let allAreRead = false
let problemsAreRead = false

async function add(language: Language, words: Words): Promise<void> {
  if (read.has(words)) return
  const { default: texts } = await words()
  i18next.addResourceBundle(language, 'translation', texts, true, true)
  read.add(words)
}

/** For a page that says more than the sign-in and Home do: to be awaited before it is shown. */
export async function readAllWords(): Promise<void> {
  allAreRead = true
  const language = isLanguage(i18next.language) ? i18next.language : 'en'
  await add(language, rest[language])
}

/** For whoever tells what the API refuses; until they are there its own sentence is told. */
export async function readProblemWords(): Promise<void> {
  problemsAreRead = true
  const language = isLanguage(i18next.language) ? i18next.language : 'en'
  await add(language, problems[language])
}

/** What was chosen here before, else the first language of the browser that we have. */
function firstLanguage(): Language {
  const chosen = recall<string>('language')
  const wanted = [chosen ?? '', ...navigator.languages].map(tag => tag.slice(0, 2).toLowerCase())
  return wanted.find(isLanguage) ?? 'en'
}

/** Counts up whenever a language is asked for. */
let asked = 0

/** @returns whether it is read now; not, where another one was asked for while its words came */
export async function readLanguage(language: Language): Promise<boolean> {
  const mine = ++asked
  await Promise.all([
    ...(language === 'en' ? [] : [add(language, first[language])]),
    ...(allAreRead ? [add(language, rest[language])] : []),
  ])
  if (mine !== asked) return false
  await i18next.changeLanguage(language)
  // Nobody waits for these.
  if (problemsAreRead) void readProblemWords().catch(() => undefined)
  // A page may have been opened in between.
  if (allAreRead) await add(language, rest[language])
  if (mine !== asked) return false
  document.documentElement.lang = language
  document.documentElement.dir = languages[language].direction
  return true
}

export async function chooseLanguage(language: Language): Promise<boolean> {
  remember('language', language)
  return readLanguage(language)
}

/** A name in Latin letters within a sentence from right to left: neither turns the other around. */
const keptApart = (value: string): string =>
  i18next.dir() === 'rtl' && /[A-Za-z\u00c0-\u024f]/.test(value) && !value.includes('\u2068')
    ? `\u2068${value}\u2069`
    : value

export async function openWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it shows; what is put into a gap is kept apart from the sentence where that is needed.
    interpolation: { escapeValue: true, escape: keptApart },
    returnNull: false,
    react: { useSuspense: false, bindI18nStore: 'added' },
  })
  // Without its words a language is no reason to show nothing.
  await readLanguage(firstLanguage()).catch(() => undefined)
}
