/** Whether the numbers of a programme can receive: how many are known to, how many wait, and the act that asks. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { checksQuery } from './queries.ts'

export function NumberChecks({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may, mayWhole } = useSession()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const standing = useQuery({
    ...checksQuery(programmeId),
    enabled: may('accountChecks.read', programmeId),
    // Answers come by themselves.
    refetchInterval: ({ state }) => ((state.data?.pending ?? 0) > 0 ? 2_000 : false),
  })
  const pending = standing.data?.pending
  const before = useRef(pending)
  useEffect(() => {
    // The table beside it shows what was answered.
    if (before.current !== undefined && before.current !== pending)
      void queries.invalidateQueries({ queryKey: ['people', programmeId] })
    before.current = pending
  }, [pending, programmeId, queries])
  if (!standing.data) return null
  const { unchecked, ok, cannotReceive, unclear } = standing.data
  const notOk = unchecked + cannotReceive + unclear
  if (notOk + standing.data.pending === 0) return null
  const counts = (
    [
      ['unchecked', unchecked],
      ['pending', standing.data.pending],
      ['ok', ok],
      ['cannot_receive', cannotReceive],
      ['unclear', unclear],
    ] as const
  )
    .filter(([, number]) => number > 0)
    .map(([check, number]) => ({ name: t(`accountCheck.${check}`), value: shown.number(number) }))
  return (
    <Alert color={unchecked > 0 ? 'orange' : 'gray'} role="region" title={t('numberChecks.title')}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text size="sm" role="status">
            {counts.map(({ name, value }) => `${name}: ${value}`).join(' · ')}
          </Text>
          <Text size="sm">{t(standing.data.pending > 0 ? 'numberChecks.waits' : 'numberChecks.why')}</Text>
        </div>
        {notOk > 0 && mayWhole('accountChecks.start', programmeId) && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('numberChecks.act')} …
          </Button>
        )}
      </Group>
      {asking && <Ask programmeId={programmeId} number={notOk} counts={counts} close={() => setAsking(false)} />}
    </Alert>
  )
}

interface AskProps {
  readonly programmeId: string
  /** whom the provider would be asked about */
  readonly number: number
  readonly counts: readonly { readonly name: string; readonly value: string }[]
  readonly close: () => void
}

function Ask({ programmeId, number, counts, close }: AskProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const check = useAct({
    run: (_: undefined, header) =>
      ask(api.POST('/programmes/{id}/account-checks', { params: { path: { id: programmeId }, header }, body: {} })),
    says: ({ marked }) => t('numberChecks.done', { number: shown.number(marked) }),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('numberChecks.act')}
      says={t('numberChecks.says')}
      facts={[{ name: t('numberChecks.willBe'), value: shown.number(number) }, ...counts]}
      act={t('numberChecks.act')}
      busy={check.isPending}
      error={check.error}
      run={() => check.mutate(undefined)}
    />
  )
}
