/** Why an FSP refused, in the reader’s words; a reason that has none yet is shown as the API names it. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export function useReasonText(): (reason: string | null) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    (reason: string | null) => {
      const key = `reason.${reason ?? 'none'}`
      return i18n.exists(key) ? t(key as 'reason.none') : (reason ?? '').replaceAll('_', ' ')
    },
    [t, i18n],
  )
}
