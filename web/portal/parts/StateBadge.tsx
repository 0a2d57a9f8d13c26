/** A state in one word, with a colour that is never the only sign of it. */
import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DistributionState, PayoutState, PersonState } from '../api/shapes.ts'
import { useShown } from '../shown/useShown.ts'

type Colour = 'gray' | 'blue' | 'hand' | 'orange' | 'red'

const personColours: Record<PersonState, Colour> = {
  registered: 'gray',
  validated: 'blue',
  included: 'hand',
  declined: 'red',
  paused: 'orange',
  completed: 'gray',
}
const distributionColours: Record<DistributionState, Colour> = {
  freezing: 'gray',
  awaiting_approval: 'orange',
  approved: 'blue',
  paying: 'hand',
  paused: 'orange',
  closed: 'gray',
  rejected: 'red',
  cancelled: 'red',
}
const payoutColours: Record<PayoutState, Colour> = {
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
  return <Shown colour={onColour ? null : personColours[state]} word={t(`personState.${state}`)} />
}

interface DistributionStateProps {
  readonly state: DistributionState
  /** how many of it wait for people while nothing is on its way: told instead of the state */
  readonly waits?: number
}

export function DistributionState({ state, waits = 0 }: DistributionStateProps) {
  const { t } = useTranslation()
  const shown = useShown()
  if (waits > 0) return <Shown colour="orange" word={t('home.waitsForPeople', { number: shown.number(waits) })} />
  return <Shown colour={distributionColours[state]} word={t(`distributionState.${state}`)} />
}

export function PayoutState({ state }: { readonly state: PayoutState }) {
  const { t } = useTranslation()
  return <Shown colour={payoutColours[state]} word={t(`payoutState.${state}`)} />
}

const Shown = ({ colour, word }: { readonly colour: Colour | null; readonly word: string }) => (
  <Badge
    {...(colour === null ? { variant: 'default' } : { color: colour, variant: 'light' })}
    tt="none"
    miw="max-content"
    styles={{ label: { color: 'var(--mantine-color-text)' } }}
  >
    {word}
  </Badge>
)
