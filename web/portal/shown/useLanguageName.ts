/**
 * What a language is called, for the reader. Browsers know few of those that our people speak: what they do not know is
 * named by our own words, then as in English, and at last by its code (ISO 639).
 */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export function useLanguageName(): (code: string) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    (code: string) => {
      const key = `languageName.${code}`
      return (
        named(code, i18n.language) ?? (i18n.exists(key) ? t(key as 'languageName.tuv') : (named(code, 'en') ?? code))
      )
    },
    [t, i18n, i18n.language],
  )
}

function named(code: string, reader: string): string | undefined {
  try {
    return new Intl.DisplayNames([reader], { type: 'language', fallback: 'none' }).of(code)
  } catch {
    // It is no code of a language at all.
    return undefined
  }
}
