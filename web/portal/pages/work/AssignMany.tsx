/** Hands cases to somebody: those that are chosen, or all that the filters show; counted by the API first. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { undoHeader } from '../../parts/undo.ts'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { OwnerField } from './OwnerField.tsx'
import type { Who } from './queries.ts'

interface Props {
  /** null: nobody can be meant but who is chosen */
  readonly who: Who | null
  readonly chosen: number
  readonly done: () => void
}

export function AssignMany({ who, chosen, done }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  // What was meant when it was pressed: a moment in it must not move while somebody reads.
  const [meant, setMeant] = useState<Who | null>(null)
  return (
    <Group gap="xs" role="group" aria-label={t('work.assign')}>
      <Text size="sm">
        {chosen > 0
          ? t('people.chosen', { number: shown.number(chosen) })
          : t(who === null ? 'work.chooseFirst' : 'work.ofFiltered')}
      </Text>
      <Button variant="default" disabled={who === null} onClick={() => setMeant(who)}>
        {t('work.assign')} …
      </Button>
      {meant && (
        <Counted
          who={meant}
          close={() => setMeant(null)}
          done={() => {
            setMeant(null)
            done()
          }}
        />
      )}
    </Group>
  )
}

interface CountedProps {
  readonly who: Who
  readonly close: () => void
  readonly done: () => void
}

function Counted({ who, close, done }: CountedProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const { account } = useSession()
  const [owner, setOwner] = useState(account.handle)
  const counted = useQuery({
    queryKey: ['cases', 'assign', who, owner],
    queryFn: () => ask(api.POST('/cases/assign/dry-run', { body: { who, owner } })),
    enabled: owner !== '',
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  const assign = useAct({
    run: (owner: string, header) => ask(api.POST('/cases/assign', { params: { header }, body: { who, owner } })),
    says: ({ assigned, left }) => t('work.assigned', { number: shown.number(assigned), left: shown.number(left) }),
    done,
    undo: ({ before }) =>
      before.length === 0
        ? null
        : {
            says: t('undo.handedBack', {
              number: shown.number(before.reduce((sum, { ids }) => sum + ids.length, 0)),
            }),
            // Each to whoever had it.
            run: async header => {
              for (const [at, { owner, ids }] of before.entries())
                await ask(
                  api.POST('/cases/assign', {
                    params: { header: undoHeader(header, at) },
                    body: { who: { ids }, owner },
                  }),
                )
            },
          },
  })
  const data = counted.data
  const facts = data
    ? [
        { name: t('bulk.considered'), value: shown.number(data.meant) },
        { name: t('work.willBeHanded'), value: shown.number(data.assigned) },
        { name: t('work.theirsAlready'), value: shown.number(data.unchanged) },
        ...(data.left > 0 ? [{ name: t('work.leftForNext'), value: shown.number(data.left) }] : []),
      ]
    : []
  return (
    <Confirm
      opened
      close={close}
      title={t('work.assign')}
      says={t('work.assignSays')}
      facts={facts}
      act={data ? `${t('work.assign')}: ${shown.number(data.assigned)}` : t('work.assign')}
      disabled={!data || data.assigned === 0}
      busy={assign.isPending}
      error={counted.error ?? assign.error}
      run={() => assign.mutate(owner)}
    >
      <OwnerField owner={owner} set={setOwner} />
      {data?.assigned === 0 && <Alert color="orange">{t('work.nothingToHand')}</Alert>}
    </Confirm>
  )
}
