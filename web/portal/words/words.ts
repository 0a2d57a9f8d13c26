/** The words of the portal: one file a language, loaded when somebody reads it. English stands in while another one loads. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { recall, remember } from '../shown/remembered.ts'
import en from './en.json'
import { isLanguage, languages, type Language } from './languages.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>> = {
  fr: () => import('./fr.json'),
  nl: () => import('./nl.json'),
  sw: () => import('./sw.json'),
  ar: () => import('./ar.json'),
}

/** What was chosen here before, else the first language of the browser that we have. */
function firstLanguage(): Language {
  const chosen = recall<string>('language')
  const wanted = [chosen ?? '', ...navigator.languages].map(tag => tag.slice(0, 2).toLowerCase())
  return wanted.find(isLanguage) ?? 'en'
}

export async function readLanguage(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', (await others[language]()).default)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  document.documentElement.dir = languages[language].direction
}

export async function chooseLanguage(language: Language): Promise<void> {
  remember('language', language)
  await readLanguage(language)
}

export async function openWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  })
  // Without its words a language is no reason to show nothing.
  await readLanguage(firstLanguage()).catch(() => undefined)
}
