/** What a person would read now, if they were told: in their language, with their own amount and days. Nothing is sent. */
import { Alert, Button, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { MessageKind, Person } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'
import { PhoneText } from '../messages/PhoneText.tsx'
import { useMessageWords } from '../messages/useMessageWords.ts'
import { useSender } from '../messages/useSender.ts'

/** What comes up when somebody asks on the phone what they were, or will be, told. */
const kinds = [
  'registered',
  'included',
  'payment_sent',
  'payment_failed',
  'correct_number',
] as const satisfies readonly MessageKind[]

export function WouldRead({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => setOpened(true)}>
        {t('wish.wouldRead')} …
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('wish.wouldRead')}
        closeButtonProps={{ 'aria-label': t('confirm.close') }}
      >
        <Preview person={person} />
      </Modal>
    </>
  )
}

function Preview({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const sender = useSender(person.programmeId)
  const [kind, setKind] = useState<MessageKind>('included')
  const read = useQuery({
    queryKey: ['person', person.id, 'preview', kind],
    queryFn: () =>
      ask(api.POST('/beneficiaries/{id}/message-preview', { params: { path: { id: person.id } }, body: { kind } })),
    // Whoever asks is written down: not again because a window came to the front.
    refetchOnWindowFocus: false,
  })
  return (
    <Stack>
      <Text>{t('wish.wouldReadSays')}</Text>
      <NativeSelect
        label={t('texts.kind')}
        value={kind}
        onChange={event => setKind(kinds.find(each => each === event.currentTarget.value) ?? 'included')}
        data={kinds.map(value => ({ value, label: words.kind(value) }))}
      />
      <Loaded of={read} lines={4}>
        {({ reads, language, segments, stopped }) => (
          <Stack gap="xs">
            {stopped && <Alert color="orange">{t('wish.stopped')}</Alert>}
            {reads === null ? (
              <Alert color="orange">{t('wish.nothing')}</Alert>
            ) : (
              <PhoneText title={words.language(language)} text={reads} language={language} sender={sender}>
                {segments !== null && t('messages.segments', { number: shown.number(segments) })}
              </PhoneText>
            )}
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}
