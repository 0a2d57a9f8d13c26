/** What a person said by phone: that they want no messages any more, or want them again after a STOP. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Person } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct, type KeyHeader } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'

interface Props {
  readonly person: Person
  /** since when the number wants none; null: it wants them */
  readonly stoppedAt: string | null
}

export function MessageWish({ person, stoppedAt }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const [asking, setAsking] = useState(false)
  const wish = stoppedAt === null ? 'stop' : 'again'
  const say = (wish: 'stop' | 'again', reason: string, header: KeyHeader) =>
    ask(
      api.POST('/beneficiaries/{id}/message-wish', {
        params: { path: { id: person.id }, header },
        body: { stop: wish === 'stop', reason },
      }),
    )
  const note = useAct({
    run: (reason: string, header) => say(wish, reason, header),
    says: () => t(`wish.${wish}.done`, { ref: person.ref }),
    done: () => setAsking(false),
    undo: () => {
      const back = wish === 'stop' ? 'again' : 'stop'
      return {
        says: t(`wish.${back}.done`, { ref: person.ref }),
        run: header => say(back, t('undo.reason'), header),
      }
    },
  })
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => setAsking(true)}>
        {t(`wish.${wish}.act`)} …
      </Button>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t(`wish.${wish}.act`)}
        says={t(`wish.${wish}.says`)}
        facts={[
          { name: t('work.person'), value: person.ref },
          ...(stoppedAt === null ? [] : [{ name: t('wish.since'), value: shown.day(stoppedAt) }]),
        ]}
        act={t(`wish.${wish}.act`)}
        reason="needed"
        busy={note.isPending}
        error={note.error}
        run={reason => note.mutate(reason)}
      />
    </>
  )
}
