/** A state in one word, with a colour that is never the only sign of it. */
import { useTranslation } from 'react-i18next'
import type { DistributionState, PayoutState, PersonState } from '../api/shapes.ts'
import { useShown } from '../shown/useShown.ts'
import { Tag, type TagColour } from './Tag.tsx'

const personColours: Record<PersonState, TagColour> = {
  registered: 'gray',
  validated: 'blue',
  included: 'hand',
  declined: 'red',
  paused: 'orange',
  completed: 'gray',
}
const distributionColours: Record<DistributionState, TagColour> = {
  freezing: 'gray',
  awaiting_approval: 'orange',
  approved: 'blue',
  paying: 'hand',
  paused: 'orange',
  closed: 'gray',
  rejected: 'red',
  cancelled: 'red',
}
const payoutColours: Record<PayoutState, TagColour> = {
  listed: 'gray',
  ready: 'blue',
  in_progress: 'blue',
  unknown: 'orange',
  refused: 'red',
  paid: 'hand',
  overpaid: 'red',
  to_decide: 'orange',
  cancelled: 'gray',
  closed: 'gray',
}

interface PersonStateProps {
  readonly state: PersonState
  /** in a box of a colour, of which that of the state would make nothing to be seen */
  readonly onColour?: boolean
}

export function PersonState({ state, onColour = false }: PersonStateProps) {
  const { t } = useTranslation()
  return <Tag colour={onColour ? null : personColours[state]}>{t(`personState.${state}`)}</Tag>
}

interface DistributionStateProps {
  readonly state: DistributionState
  /** how many of it wait for people while nothing is on its way: told instead of the state */
  readonly waits?: number
}

export function DistributionState({ state, waits = 0 }: DistributionStateProps) {
  const { t } = useTranslation()
  const shown = useShown()
  if (waits > 0) return <Tag colour="orange">{t('home.waitsForPeople', { number: shown.number(waits) })}</Tag>
  return <Tag colour={distributionColours[state]}>{t(`distributionState.${state}`)}</Tag>
}

export function PayoutState({ state }: { readonly state: PayoutState }) {
  const { t } = useTranslation()
  return <Tag colour={payoutColours[state]}>{t(`payoutState.${state}`)}</Tag>
}
