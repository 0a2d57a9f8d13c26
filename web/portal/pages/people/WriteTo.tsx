/** Writes to people chosen one by one: a draft of a message to many, which is counted and priced before anything is sent. */
import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { useSession } from '../../session/session.ts'

// Seldom asked for, and not to be waited for with the page.
const NewBroadcast = lazy(async () => ({ default: (await import('../messages/NewBroadcast.tsx')).NewBroadcast }))

/** That the API takes of people chosen one by one. */
const most = 1_000

interface Props {
  readonly programmeId: string
  readonly ids: readonly string[]
  /** what the message is called at first */
  readonly name: string
  readonly compact?: true
}

export function WriteTo({ programmeId, ids, name, compact }: Props) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [writing, setWriting] = useState(false)
  const programme = useProgrammes().all.find(({ id }) => id === programmeId)
  if (!programme || ids.length === 0 || !mayWhole('messages.broadcast', programmeId)) return null
  return (
    <>
      <Button
        variant="default"
        {...(compact ? { size: 'compact-md' } : {})}
        disabled={ids.length > most}
        onClick={() => setWriting(true)}
      >
        {t('writeTo.act')} …
      </Button>
      <Suspense>
        {writing && <NewBroadcast programme={programme} to={{ ids, name }} close={() => setWriting(false)} />}
      </Suspense>
    </>
  )
}
