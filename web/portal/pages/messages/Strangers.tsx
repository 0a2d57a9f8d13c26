/** What was written from numbers that nobody of any programme has, oldest first: read, and ticked off once somebody looked after it. */
import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Incoming } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Pager, useCursor } from '../../parts/Pager.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { pageSize, strangersQuery } from './queries.ts'
import { useMessageWords } from './useMessageWords.ts'

export function Strangers() {
  const { t } = useTranslation()
  const cursor = useCursor('strangers', pageSize)
  const written = useQuery({
    ...strangersQuery(cursor.after),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  return (
    <Page title={t('strangers.title')}>
      <Text>{t('strangers.says')}</Text>
      <Loaded of={written}>
        {({ items, next }) => (
          <Stack>
            {items.length === 0 && <Empty title={t('strangers.none')} says={t('strangers.noneSays')} />}
            {items.map(each => (
              <One key={each.id} written={each} />
            ))}
            {items.length > 0 && (
              <Pager {...cursor.paging({ next, here: items.length })} busy={written.isPlaceholderData} />
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function One({ written }: { readonly written: Incoming }) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const { mayInHouse } = useSession()
  const settle = useAct({
    run: (id: string, header) =>
      ask(api.POST('/incoming-messages/{id}/settle', { params: { path: { id }, header }, body: { answer: null } })),
    says: () => t('person.settled'),
  })
  return (
    <Paper withBorder p="md" component="article">
      <Text size="sm" c="dimmed">
        <bdi dir="ltr">{written.number}</bdi> · <bdi>{words.channel(written.channel)}</bdi> ·{' '}
        <bdi>{shown.moment(written.at)}</bdi>
      </Text>
      <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} dir="auto" my="xs">
        {written.text === '' ? '–' : written.text}
      </Text>
      {written.attachments.length > 0 && (
        <Text size="sm">{t('messages.attachments', { number: shown.number(written.attachments.length) })}</Text>
      )}
      {settle.error && <ProblemAlert error={settle.error} />}
      {mayInHouse('messages.answer') && (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            loading={settle.isPending}
            onClick={() => settle.mutate(written.id)}
            aria-label={`${t('strangers.settle')}: ${written.number}`}
          >
            {t('strangers.settle')}
          </Button>
        </Group>
      )}
    </Paper>
  )
}
