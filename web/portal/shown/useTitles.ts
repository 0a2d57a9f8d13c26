/** What providers and carriers are called, in the reader’s language where that differs from their own words. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export function useProviderTitle(): (name: string, title: string | undefined) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    (name, title) => {
      const key = `providerTitle.${name}`
      return i18n.exists(key) ? t(key as 'providerTitle.intersolve') : (title ?? name)
    },
    [t, i18n],
  )
}

export function useCarrierTitle(): (name: string, title: string | undefined) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    (name, title) => {
      const key = `carrierTitle.${name}`
      return i18n.exists(key) ? t(key as 'carrierTitle.print') : (title ?? name)
    },
    [t, i18n],
  )
}
