/** How a list stands, in one word: its state, or that nothing is on its way any more and some wait for people. */
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Distribution } from '../../api/shapes.ts'
import { DistributionState } from '../../parts/StateBadge.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { progressQuery } from './queries.ts'
import { waitsForPeople } from './waitsForPeople.ts'

interface Props {
  readonly of: Pick<Distribution, 'id' | 'state'>
}

/** Of a list that is being paid it is asked how far it is, as its page asks. */
export function Standing({ of: { id, state } }: Props) {
  const paying = state === 'paying'
  const { data } = useQuery({ ...progressQuery(id, paying), enabled: paying, refetchInterval: 30_000 })
  return <DistributionState state={state} waits={paying && data ? waitsForPeople(data) : 0} />
}

interface WaitsProps {
  readonly distributionId: string
  readonly programmeId: string
  /** how many, as `waitsForPeople` counts them */
  readonly waits: number
}

/** What is left to do where nothing is on its way: to the cases of the list, for whoever works on them. */
export function WaitsForPeople({ distributionId, programmeId, waits }: WaitsProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  if (waits === 0) return null
  const says = t('home.waitsForPeople', { number: shown.number(waits) })
  return (
    <Text size="sm">
      {t('home.nothingOnItsWay')}{' '}
      {may('cases.read', programmeId) ? (
        <Anchor
          underline="always"
          renderRoot={props => (
            <Link to="/work" search={{ programme: programmeId, distribution: distributionId }} {...props} />
          )}
        >
          {says}
        </Anchor>
      ) : (
        says
      )}
    </Text>
  )
}
