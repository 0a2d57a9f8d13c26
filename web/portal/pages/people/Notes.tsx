/** What staff noted about a person, newest first; added, and never changed. */
import { Button, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Person } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'

export function Notes({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  const notes = useQuery({
    queryKey: ['person', person.id, 'notes'],
    queryFn: async () =>
      (await ask(api.GET('/beneficiaries/{id}/notes', { params: { path: { id: person.id } } }))).items,
  })
  return (
    <Section title={t('about.notes')}>
      <Stack gap="sm">
        {may('people.note', person.programmeId) && <Write id={person.id} />}
        <Loaded of={notes}>
          {items =>
            items.length === 0 ? (
              <Empty title={t('about.noNotes')} says={t('about.noNotesSays')} />
            ) : (
              <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
                {items.map(({ id, text, writtenBy, writtenAt }) => (
                  <li key={id}>
                    <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} dir="auto">
                      <bdi>{text}</bdi>
                    </Text>
                    <Text size="xs" c="dimmed">
                      <Who handle={writtenBy} />, {shown.moment(writtenAt)}
                    </Text>
                  </li>
                ))}
              </Stack>
            )
          }
        </Loaded>
      </Stack>
    </Section>
  )
}

function Write({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const write = useAct({
    run: (text: string, header) =>
      ask(api.POST('/beneficiaries/{id}/notes', { params: { path: { id }, header }, body: { text } })),
    says: () => t('about.noted'),
    done: () => setText(''),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    write.mutate(text.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={t('about.newNote')}
          description={t('about.newNoteHelp')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          maxLength={2_000}
          autosize
          minRows={2}
          maxRows={8}
        />
        {write.error && <ProblemAlert error={write.error} />}
        <Button
          type="submit"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          disabled={text.trim() === ''}
          loading={write.isPending}
        >
          {t('about.note')}
        </Button>
      </Stack>
    </form>
  )
}
