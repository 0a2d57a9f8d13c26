/** What was tried to reach the person of a case, and a note of the next try. Nothing of it is ever changed. */
import { Button, List, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { CaseWithContacts } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'

const hows = ['called', 'visited', 'message', 'other'] as const
const results = ['reached', 'no_answer', 'wrong_person', 'promised', 'moved', 'other'] as const

export function Contacts({ found }: { readonly found: CaseWithContacts }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  return (
    <Section title={t('work.contacts')}>
      <Stack>
        {found.contacts.length === 0 ? (
          <Empty title={t('work.noContacts')} says={t('work.noContactsSays')} />
        ) : (
          <List spacing="sm" listStyleType="none">
            {found.contacts.map(({ id, at, how, result, note, enteredBy }) => (
              <List.Item key={id}>
                {t(`work.how.${how}`)}: {t(`work.result.${result}`)}
                {note !== null && (
                  <Text>
                    <bdi>{note}</bdi>
                  </Text>
                )}
                <Text size="sm" c="dimmed">
                  {shown.moment(at)} · <Who handle={enteredBy} />
                </Text>
              </List.Item>
            ))}
          </List>
        )}
        {found.state === 'open' && may('cases.contact', found.programmeId ?? undefined) && <Note id={found.id} />}
      </Stack>
    </Section>
  )
}

interface Noted {
  readonly how: (typeof hows)[number]
  readonly result: (typeof results)[number]
  readonly note: string
}

function Note({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const [how, setHow] = useState<Noted['how']>('called')
  const [result, setResult] = useState<Noted['result']>('reached')
  const [note, setNote] = useState('')
  const add = useAct({
    run: ({ note, ...rest }: Noted, header) =>
      ask(
        api.POST('/cases/{id}/contacts', {
          params: { path: { id }, header },
          body: { ...rest, ...(note === '' ? {} : { note }) },
        }),
      ),
    says: () => t('work.noted'),
    done: () => setNote(''),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    add.mutate({ how, result, note: note.trim() })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <NativeSelect
          label={t('work.howLabel')}
          value={how}
          onChange={event => setHow(hows.find(each => each === event.currentTarget.value) ?? 'other')}
          data={hows.map(value => ({ value, label: t(`work.how.${value}`) }))}
        />
        <NativeSelect
          label={t('work.resultLabel')}
          value={result}
          onChange={event => setResult(results.find(each => each === event.currentTarget.value) ?? 'other')}
          data={results.map(value => ({ value, label: t(`work.result.${value}`) }))}
        />
        <Textarea
          label={t('work.noteLabel')}
          description={t('work.noteHelp')}
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
          maxLength={1000}
          autosize
          minRows={2}
        />
        {add.error && <ProblemAlert error={add.error} />}
        <Button type="submit" variant="default" loading={add.isPending} style={{ alignSelf: 'flex-start' }}>
          {t('work.note')}
        </Button>
      </Stack>
    </form>
  )
}
