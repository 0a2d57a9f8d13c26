/** Why, where words of ours say it (`caseWhy`); what a provider or a file said stays as it is, kept apart from what is around it. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export function useWhyText(): (said: string) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    said => {
      if (i18n.exists(`caseWhy.${said}`)) return t(`caseWhy.${said}` as 'caseWhy.not_read')
      return `\u2068${said}\u2069`
    },
    [t, i18n],
  )
}
