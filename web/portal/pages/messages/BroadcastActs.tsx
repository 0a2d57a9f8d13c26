/** What can be done with a broadcast now; confirming says before whom it reaches and what it costs. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Broadcast, BroadcastWithCounts } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Fact } from '../../parts/Facts.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useDryRunFacts } from './DryRun.tsx'
import { dryRunQuery } from './queries.ts'

const acts = ['confirm', 'pause', 'resume', 'cancel'] as const
type Act = (typeof acts)[number]

/** The API judges; this spares offering what it would refuse. */
const from: Record<Act, readonly Broadcast['state'][]> = {
  confirm: ['draft'],
  pause: ['sending'],
  resume: ['paused'],
  cancel: ['draft', 'sending', 'paused'],
}

export function BroadcastActs({ broadcast }: { readonly broadcast: BroadcastWithCounts }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Act | null>(null)
  return (
    <>
      {acts
        .filter(act => from[act].includes(broadcast.state))
        .map(act => (
          <Button
            key={act}
            {...(act === 'confirm' || act === 'resume' ? {} : { variant: 'default' })}
            onClick={() => setAsked(act)}
          >
            {t(`broadcastAct.${act}`)} …
          </Button>
        ))}
      {asked && <Asked key={asked} act={asked} broadcast={broadcast} close={() => setAsked(null)} />}
    </>
  )
}

interface AskedProps {
  readonly act: Act
  readonly broadcast: BroadcastWithCounts
  readonly close: () => void
}

function Asked({ act, broadcast, close }: AskedProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const dryRun = useQuery({ ...dryRunQuery(broadcast.id), enabled: act === 'confirm', staleTime: 0 })
  const counted = useDryRunFacts(dryRun.data)
  const notLeft = broadcast.counts.filter(({ state }) => state === 'queued').reduce((sum, { count }) => sum + count, 0)
  const left: Fact[] = [
    { name: t('broadcast.queued'), value: shown.number(broadcast.queued) },
    { name: t('messageState.queued'), value: shown.number(notLeft) },
  ]
  const run = useAct({
    run: (_: string, header) =>
      ask(api.POST(`/broadcasts/{id}/${act}`, { params: { path: { id: broadcast.id }, header } })),
    says: () => t(`broadcastDone.${act}`),
    done: close,
    undo: () => {
      if (act !== 'pause' && act !== 'resume') return null
      const back = act === 'pause' ? 'resume' : 'pause'
      return {
        says: t(`broadcastDone.${back}`),
        run: header => ask(api.POST(`/broadcasts/{id}/${back}`, { params: { path: { id: broadcast.id }, header } })),
      }
    },
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`broadcastAct.${act}`)}: ${broadcast.name}`}
      says={t(`broadcastSays.${act}`)}
      facts={act === 'confirm' ? counted.facts : left}
      // Counted anew whenever it is opened: no old number is confirmed.
      counting={act === 'confirm' && dryRun.isFetching}
      act={t(`broadcastAct.${act}`)}
      danger={act === 'cancel'}
      disabled={act === 'confirm' && counted.reached === 0}
      busy={run.isPending}
      error={run.error ?? (act === 'confirm' ? dryRun.error : null)}
      run={why => run.mutate(why)}
    />
  )
}
