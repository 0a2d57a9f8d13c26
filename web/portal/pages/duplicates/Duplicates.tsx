/** Possible duplicates of a programme, pair by pair, both people beside each other; what is undecided keeps both off every list. */
import { Alert, Button, NativeSelect, Paper, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Pair } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Pager, useCursor } from '../../parts/Pager.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { DecideOn } from './DecideOn.tsx'
import { Overlaps } from './Overlaps.tsx'
import { PairBeside } from './PairBeside.tsx'

const pageSize = 10
const states = ['open', 'different', 'duplicate'] as const
type State = (typeof states)[number]

export function Duplicates() {
  const { t } = useTranslation()
  const shown = useShown()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/people/duplicates' })
  const { all } = useProgrammes()
  const [state, setState] = useState<State>('open')
  const [decided, setDecided] = useState<Pair | null>(null)
  const cursor = useCursor([programmeId, state], pageSize)
  const pairs = useQuery({
    queryKey: ['duplicates', programmeId, state, cursor.after],
    queryFn: () => {
      const query = { state, limit: pageSize, ...(cursor.after && { after: cursor.after }) }
      return ask(api.GET('/programmes/{id}/duplicates', { params: { path: { id: programmeId }, query } }))
    },
    placeholderData: keepPreviousData,
    // Pairs appear while people are compared with the others.
    refetchInterval: ({ state }) => ((state.data?.notCompared.waiting ?? 0) > 0 ? 3_000 : 15_000),
  })
  return (
    <Page title={t('files.page.duplicates')} above={all.find(({ id }) => id === programmeId)?.name}>
      <PeopleTabs programmeId={programmeId} />
      <Loaded of={pairs} lines={8}>
        {({ counts, notCompared, items, next }) => (
          <Stack gap="md">
            <NativeSelect
              label={t('people.state')}
              value={state}
              maw="20rem"
              onChange={event => setState(states.find(each => each === event.currentTarget.value) ?? 'open')}
              data={states.map(value => ({
                value,
                label: `${t(`pairs.state.${value}`)} (${shown.number(counts[value])})`,
              }))}
            />
            {notCompared.waiting > 0 && (
              <Alert color="blue">
                {t('pairs.waiting', { count: notCompared.waiting, number: shown.number(notCompared.waiting) })}
              </Alert>
            )}
            {notCompared.tooCommon > 0 && (
              <Text size="sm" c="dimmed">
                {t('pairs.tooCommon', { count: notCompared.tooCommon, number: shown.number(notCompared.tooCommon) })}
              </Text>
            )}
            {items.length === 0 && (
              <Empty title={t('pairs.none')} says={t(state === 'open' ? 'pairs.noneOpen' : 'pairs.noneSays')} />
            )}
            {items.map(pair => (
              <One key={pair.id} pair={pair} programmeId={programmeId} decide={() => setDecided(pair)} />
            ))}
            {items.length > 0 && (
              <Pager
                {...cursor.paging({ next, here: items.length, total: counts[state] })}
                busy={pairs.isPlaceholderData}
              />
            )}
          </Stack>
        )}
      </Loaded>
      <Overlaps programmeId={programmeId} />
      {decided && <DecideOn id={decided.id} pair={decided} error={null} close={() => setDecided(null)} />}
    </Page>
  )
}

interface OneProps {
  readonly pair: Pair
  readonly programmeId: string
  readonly decide: () => void
}

function One({ pair, programmeId, decide }: OneProps) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const { may } = useSession()
  const refs = shown.list(pair.people.map(({ ref }) => ref))
  return (
    <Paper component="article" withBorder p="md" aria-label={refs}>
      <Stack gap="xs">
        <PairBeside pair={pair} />
        {pair.state === 'open'
          ? may('duplicates.decide', programmeId) && (
              <Button style={{ alignSelf: 'flex-start' }} variant="default" onClick={decide}>
                {t('work.act.decidePair')} …
              </Button>
            )
          : pair.decidedBy !== null && (
              <Text size="sm" c="dimmed">
                {t('pairs.decidedBy', { who: who(pair.decidedBy), when: shown.moment(pair.decidedAt) })}{' '}
                <bdi>{pair.reason}</bdi>
              </Text>
            )}
      </Stack>
    </Paper>
  )
}
