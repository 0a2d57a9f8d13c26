/** Distributions that are paying or paused, as they go. */
import { Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Distribution } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { DistributionState } from '../../parts/StateBadge.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { wholePercent } from '../../shown/wholePercent.ts'
import { progressQuery } from '../distributions/queries.ts'
import { WaitsForPeople } from '../distributions/Standing.tsx'
import { waitsForPeople } from '../distributions/waitsForPeople.ts'

const shownAtMost = 10
const liveQuery = {
  queryKey: ['distributions', 'live'],
  queryFn: async () => {
    const asked = (['paying', 'paused', 'approved'] as const).map(state =>
      ask(api.GET('/distributions', { params: { query: { state, limit: shownAtMost } } })),
    )
    return (await Promise.all(asked)).flatMap(({ items }) => items)
  },
  refetchInterval: 10_000,
} as const

export function Live() {
  const { t } = useTranslation()
  const live = useQuery(liveQuery)
  return (
    <Section title={t('home.live')}>
      <Loaded of={live}>
        {items =>
          items.length === 0 ? (
            <Empty title={t('home.noLive')} says={t('home.noLiveSays')}>
              <NewOnes />
            </Empty>
          ) : (
            <Stack>
              {items.slice(0, shownAtMost).map(each => (
                <One key={each.id} distribution={each} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

const fewProgrammes = 5

/** Where a list can be made by whoever is here; of many programmes they choose on their page. */
function NewOnes() {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const { all } = useProgrammes()
  const makes = all.filter(({ id }) => mayWhole('distributions.make', id))
  return makes.slice(0, fewProgrammes).map(({ id, name }) => (
    <Button
      key={id}
      variant="default"
      renderRoot={props => <Link to="/programmes/$programmeId/distributions" params={{ programmeId: id }} {...props} />}
    >
      {t('home.newDistribution')}
      {makes.length > 1 && (
        <>
          : <bdi>{name}</bdi>
        </>
      )}
    </Button>
  ))
}

function One({ distribution }: { readonly distribution: Distribution }) {
  const { id, programmeId, name, programmeName, state } = distribution
  const { t } = useTranslation()
  const shown = useShown()
  const { data } = useQuery(progressQuery(id, state === 'paying'))
  const waits = data && state === 'paying' ? waitsForPeople(data) : 0
  const value = data ? wholePercent(data.paid, data.payouts) : 0
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Anchor
          renderRoot={props => <Link to="/distributions/$distributionId" params={{ distributionId: id }} {...props} />}
        >
          <bdi>{programmeName}</bdi>: <bdi>{name}</bdi>
        </Anchor>
        <DistributionState state={state} waits={waits} />
      </Group>
      <Progress value={value} aria-label={`${programmeName}: ${name}`} />
      {data && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('home.paidOf', { paid: shown.number(data.paid), total: shown.number(data.payouts) })}
        </Text>
      )}
      <WaitsForPeople distributionId={id} programmeId={programmeId} waits={waits} />
    </div>
  )
}
