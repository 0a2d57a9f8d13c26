/** What people wrote and nobody has read, oldest first. */
import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Incoming } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager, useCursor } from '../../parts/Pager.tsx'
import { useShown } from '../../shown/useShown.ts'
import { inboxQuery, pageSize } from './queries.ts'
import { Reply } from './Reply.tsx'
import { useMessageWords } from './useMessageWords.ts'

export function Inbox({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const cursor = useCursor([programmeId, 'inbox'], pageSize)
  const inbox = useQuery({
    ...inboxQuery(programmeId, cursor.after),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })
  return (
    <Loaded of={inbox}>
      {({ items, next }) => (
        <Stack>
          {items.length === 0 && <Empty title={t('messages.noInbox')} says={t('messages.noInboxSays')} />}
          {items.map(each => (
            <One key={each.id} written={each} programmeId={programmeId} />
          ))}
          {items.length > 0 && (
            <Pager {...cursor.paging({ next, here: items.length })} busy={inbox.isPlaceholderData} />
          )}
        </Stack>
      )}
    </Loaded>
  )
}

function One({ written, programmeId }: { readonly written: Incoming; readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const { beneficiaryId, ref, name, latePayoutId } = written
  return (
    <Paper withBorder p="md" component="article">
      <Group justify="space-between">
        {beneficiaryId !== null && (
          <Anchor
            fw={600}
            renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
          >
            <bdi>{ref}</bdi> · <bdi>{name}</bdi>
          </Anchor>
        )}
        <Text size="sm" c="dimmed">
          <bdi dir="ltr">{written.number}</bdi> · <bdi>{words.channel(written.channel)}</bdi> ·{' '}
          <bdi>{shown.moment(written.at)}</bdi>
        </Text>
      </Group>
      <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} dir="auto" my="xs">
        <bdi>{written.text === '' ? '–' : written.text}</bdi>
      </Text>
      {latePayoutId !== null && (
        <Anchor
          size="sm"
          renderRoot={props => (
            <Link
              to="/programmes/$programmeId/vouchers/$payoutId"
              params={{ programmeId, payoutId: latePayoutId }}
              {...props}
            />
          )}
        >
          {t('giveAgain.late')}
        </Anchor>
      )}
      {written.attachments.length > 0 && (
        <Text size="sm">{t('messages.attachments', { number: shown.number(written.attachments.length) })}</Text>
      )}
      <Reply incomingId={written.id} programmeId={programmeId} />
    </Paper>
  )
}
