/** Why something stands still, in the reader's words, and what mends it. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export type Stopped = 'distribution' | 'account' | 'carrier'
/** What lets it go on: money at the FSP, our account there, our account at the carrier, a second person, a new proposal. */
export type Mends = 'money' | 'account' | 'carrier' | 'second' | 'again'

interface PauseText {
  readonly says: string
  /** null: a person stopped it and knows why */
  readonly mends: Mends | null
}

const byHouse: Readonly<Record<string, Mends>> = { not_confirmed: 'second', never_confirmed: 'again' }
const byKind: Readonly<Record<Stopped, Mends>> = { distribution: 'money', account: 'account', carrier: 'carrier' }

export function usePauseText(): (of: Stopped, reason: string) => PauseText {
  const { t, i18n } = useTranslation()
  return useCallback(
    (of, reason) => {
      const houses = `pauses.why.${reason}`
      if (i18n.exists(houses)) return { says: t(houses as 'pauses.why.not_confirmed'), mends: byHouse[reason] ?? null }
      const key = `${of === 'carrier' ? 'messageReason' : 'reason'}.${reason}`
      return i18n.exists(key) ? { says: t(key as 'reason.none'), mends: byKind[of] } : { says: reason, mends: null }
    },
    [t, i18n],
  )
}
