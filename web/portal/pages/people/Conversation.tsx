/** What was said to a person and by them, oldest first, with an answer where one is waited for. */
import { Alert, Group, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Conversation as Said, Person } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { Reply } from '../messages/Reply.tsx'
import { useMessageWords } from '../messages/useMessageWords.ts'
import { MessageWish } from './MessageWish.tsx'
import { conversationQuery } from './queries.ts'
import { WouldRead } from './WouldRead.tsx'
import { WriteTo } from './WriteTo.tsx'

export function Conversation({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const { may } = useSession()
  const said = useQuery(conversationQuery(person.id))
  return (
    <Section
      title={t('person.messages')}
      acts={
        said.data && (
          <Group gap="xs">
            <WriteTo programmeId={person.programmeId} ids={[person.id]} name={person.ref} compact />
            <WouldRead person={person} />
            {may('messages.answer', person.programmeId) && (
              <MessageWish person={person} stoppedAt={said.data.stoppedAt} />
            )}
          </Group>
        )
      }
    >
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
                  {[words.kind(each.kind), words.state(each.state), each.reason && words.reason(each.reason)]
                    .filter(Boolean)
                    .join(' · ')}
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
        <bdi>{text}</bdi>
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {children}
      </Text>
    </Paper>
  )
}
