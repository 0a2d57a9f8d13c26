/** Whether anything leaves through an account, in one word. */
import { useTranslation } from 'react-i18next'
import { Tag } from '../../parts/Tag.tsx'

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
  return <Tag colour={colours[state]}>{t(`accounts.state.${state}`)}</Tag>
}
