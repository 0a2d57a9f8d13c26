/** An answer to what somebody wrote, or done with it without one. */
import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'

const most = 1_600

interface Props {
  readonly incomingId: string
  readonly programmeId: string
}

export function Reply({ incomingId, programmeId }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
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
        description={t('messages.letters', { number: shown.number(answer.length), most: shown.number(most) })}
        value={answer}
        onChange={event => setAnswer(event.currentTarget.value)}
        maxLength={most}
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
