/** Somebody who chooses another language in one tab reads it in their others too. The look of the portal follows by itself. */
import { useDirection } from '@mantine/core'
import { useEffect } from 'react'
import { isRemembered, recall } from '../shown/remembered.ts'
import { isLanguage, languages } from '../words/languages.ts'
import { readLanguage } from '../words/words.ts'

export function useOtherTabs(): void {
  const { setDirection } = useDirection()
  useEffect(() => {
    const chosen = ({ key }: StorageEvent): void => {
      const language = isRemembered(key, 'language') ? recall<string>('language') : null
      if (language === null || !isLanguage(language)) return
      void readLanguage(language).then(
        isRead => isRead && setDirection(languages[language].direction),
        () => undefined,
      )
    }
    window.addEventListener('storage', chosen)
    return () => window.removeEventListener('storage', chosen)
  }, [setDirection])
}
