/** Choosing a language: its words are read, the page turns to its direction, and it is remembered. */
import { useDirection } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isLanguage, languages, type Language } from '../words/languages.ts'
import { chooseLanguage } from '../words/words.ts'

export interface LanguageChoice {
  readonly now: Language
  readonly choose: (language: Language) => Promise<void>
}

export function useLanguageChoice(): LanguageChoice {
  const { i18n } = useTranslation()
  const { setDirection } = useDirection()
  return {
    now: isLanguage(i18n.language) ? i18n.language : 'en',
    choose: async language => {
      if (await chooseLanguage(language)) setDirection(languages[language].direction)
    },
  }
}
