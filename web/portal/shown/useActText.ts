/** Who did what, in the reader’s words: acts are a closed list (domain/acts.ts); one that has no word yet is told as it stands. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** The key of the words of an act or of what it is about: of `possible duplicate decided: same` it is `possible_duplicate_decided_same`. */
const keyOf = (name: string): string => name.toLowerCase().replace(/[^a-z]+/g, '_')

export function useActText(): (act: string) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    act => {
      const key = keyOf(act)
      return i18n.exists(`act.${key}`) ? t(`act.${key}` as 'act.asked') : act
    },
    [t, i18n],
  )
}

export function useActSubject(): (kind: string) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    kind => {
      const key = keyOf(kind)
      return i18n.exists(`actSubject.${key}`) ? t(`actSubject.${key}` as 'actSubject.case') : kind.replaceAll('_', ' ')
    },
    [t, i18n],
  )
}
