/** How a case ended, in the reader’s words where the house wrote it; what somebody wrote themselves as it was written. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ends } from './caseEnds.ts'

export function useCaseEndText(): (resolution: string) => string {
  const { t } = useTranslation()
  return useCallback(
    (resolution: string) =>
      Object.hasOwn(ends, resolution) ? t(`caseEnd.${ends[resolution as keyof typeof ends]}`) : resolution,
    [t],
  )
}
