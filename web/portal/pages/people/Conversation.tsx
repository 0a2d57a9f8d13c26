/** What was said to a person and by them, oldest first, with an answer where one is waited for. */
import { Alert, Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Conversation as Said, Person } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { conversationQuery } from './queries.ts'

export function Conversation({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const shown = useShown()
  const said = useQuery(conversationQuery(person.id))
  return (
    <Section title={t('person.messages')}>
      <Loaded of={said}>
        {data => (
          <Stack gap="sm">
            {data.stoppedAt !== null && (
              <Alert color="orange">{t('person.stopped', { when: shown.day(data.stoppedAt) })}</Alert>
            )}
            {data.told.length + data.written.length === 0 && (
              <Empty title={t('person.noMessages')} says={t('person.noMessagesSays')} />
            )}
            {inOrder(data).map(each =>
              'kind' in each ? (
                <Bubble key={each.id} from={t('person.toPerson')} at={shown.moment(each.at)} text={each.body ?? '–'}>
                  {[each.kind.replaceAll('_', ' '), each.state, each.says].filter(Boolean).join(' · ')}
                </Bubble>
              ) : (
                <Bubble key={each.id} from={t('person.fromPerson')} at={shown.moment(each.at)} text={each.text} theirs>
                  {each.state === 'inbox' && <Reply incomingId={each.id} programmeId={person.programmeId} />}
                </Bubble>
              ),
            )}
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}

type One = Said['told'][number] | Said['written'][number]
const inOrder = ({ told, written }: Said): One[] =>
  [...told, ...written].sort((one, other) => one.at.localeCompare(other.at))

interface BubbleProps {
  readonly from: string
  readonly at: string
  readonly text: string
  readonly theirs?: boolean
  readonly children: React.ReactNode
}

function Bubble({ from, at, text, theirs, children }: BubbleProps) {
  return (
    <Paper withBorder p="sm" maw="90%" style={{ alignSelf: theirs === true ? 'flex-start' : 'flex-end' }}>
      <Text size="xs" c="dimmed">
        {from} · {at}
      </Text>
      <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} dir="auto">
        {text}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {children}
      </Text>
    </Paper>
  )
}

function Reply({ incomingId, programmeId }: { readonly incomingId: string; readonly programmeId: string }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [answer, setAnswer] = useState('')
  const settle = useAct({
    run: (text: string | null, header) =>
      ask(
        api.POST('/incoming-messages/{id}/settle', {
          params: { path: { id: incomingId }, header },
          body: { answer: text },
        }),
      ),
    says: ({ messageId }) => t(messageId === null ? 'person.settled' : 'person.sent'),
  })
  if (!may('messages.answer', programmeId)) return null
  return (
    <Stack gap="xs" mt="xs">
      <Textarea
        label={t('person.replyText')}
        value={answer}
        onChange={event => setAnswer(event.currentTarget.value)}
        maxLength={1_600}
        autosize
        minRows={2}
      />
      {settle.error && <ProblemAlert error={settle.error} />}
      <Group gap="xs">
        <Button
          size="compact-sm"
          loading={settle.isPending}
          disabled={answer.trim() === ''}
          onClick={() => settle.mutate(answer.trim())}
        >
          {t('person.send')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={settle.isPending} onClick={() => settle.mutate(null)}>
          {t('person.settle')}
        </Button>
      </Group>
    </Stack>
  )
}
