/** Whether anything leaves through an account, in one word. */
import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Account {
  readonly pausedReason: string | null
  /** of an account that takes two people; left out where it does not */
  readonly confirmedBy?: string | null
}

export const stateOf = ({ pausedReason, confirmedBy }: Account): 'unconfirmed' | 'paused' | 'active' =>
  confirmedBy === null ? 'unconfirmed' : pausedReason === null ? 'active' : 'paused'

const colours = { unconfirmed: 'orange', paused: 'red', active: 'hand' } as const

export function AccountState({ of }: { readonly of: Account }) {
  const { t } = useTranslation()
  const state = stateOf(of)
  return (
    <Badge
      color={colours[state]}
      variant="light"
      tt="none"
      miw="max-content"
      styles={{ label: { color: 'var(--mantine-color-text)' } }}
    >
      {t(`accounts.state.${state}`)}
    </Badge>
  )
}
