/** All of a list that were refused for one reason, tried again after a count: how far that is, and why some were not. */
import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { BlocksSoFar, NotDone } from '../../parts/Blocks.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { blockSize, inBlocks, type ManyDone } from '../../parts/inBlocks.ts'
import { useAct } from '../../parts/useAct.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'

interface Props {
  readonly id: string
  readonly reason: string
  readonly close: () => void
}

export function Retry({ id, reason, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const path = { id }
  const [asked, setAsked] = useState(0)
  const [ended, setEnded] = useState<ManyDone | null>(null)
  const counted = useQuery({
    queryKey: ['distribution', id, 'retry', reason],
    queryFn: () => ask(api.POST('/distributions/{id}/retry/dry-run', { params: { path }, body: { reason } })),
    // Counted anew whenever it is opened: no old number is confirmed.
    staleTime: 0,
    gcTime: 0,
    // While it is done fewer and fewer are left: what was confirmed stands.
    refetchOnWindowFocus: false,
  })
  const says = (said: ManyDone): string =>
    t('distribution.retried', { done: shown.number(said.done), asked: shown.number(said.asked) })
  const retry = useAct({
    run: (_: undefined, header) =>
      inBlocks<number>(
        header,
        (header, after) => {
          const body = { reason, limit: blockSize, ...(after === undefined ? {} : { after }) }
          return ask(api.POST('/distributions/{id}/retry', { params: { path, header }, body }))
        },
        setAsked,
      ),
    says,
    done: said => (said.done < said.asked ? setEnded(said) : close()),
  })
  const may = counted.data?.mayBeRetried
  const title = `${t('distribution.retry')}: ${reasonText(reason)}`
  if (ended) return <NotDone title={title} says={says(ended)} many={ended} close={close} />
  return (
    <Confirm
      opened
      close={close}
      title={title}
      says={t('distribution.retrySays')}
      facts={[{ name: t('distribution.retryCan'), value: may === undefined ? '…' : shown.number(may) }]}
      act={t('distribution.retry')}
      disabled={!may}
      busy={retry.isPending}
      error={counted.error ?? retry.error}
      run={() => retry.mutate(undefined)}
    >
      {may === 0 && !retry.isPending && <Alert color="orange">{t('bulk.nobody')}</Alert>}
      {retry.isPending && <BlocksSoFar asked={asked} of={may ?? 0} block={blockSize} />}
    </Confirm>
  )
}
