/** How a case ended, in the reader’s words where the house wrote it; what somebody wrote themselves as it was written. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** What the house writes when it ends a case (`resolution` of its API). */
const ends = {
  'a new attempt was opened': 'new_attempt',
  paid: 'paid',
  'paid once more': 'paid_again',
  'the FSP refused': 'refused',
  resumed: 'resumed',
  'The number can receive.': 'can_receive',
  'One of the two was declined.': 'one_declined',
  'The person was declined.': 'declined',
  'They are different people.': 'different',
  'A corrected number was approved.': 'corrected',
  'The new number was not taken; the old one can receive.': 'old_can_receive',
  'Callbacks come again.': 'callbacks_again',
  'What it is has become known since.': 'known_since',
  'Somebody acted.': 'acted',
} as const

export function useCaseEndText(): (resolution: string) => string {
  const { t } = useTranslation()
  return useCallback(
    (resolution: string) =>
      Object.hasOwn(ends, resolution) ? t(`caseEnd.${ends[resolution as keyof typeof ends]}`) : resolution,
    [t],
  )
}
