/** Whether two people are one: decided with both before one's eyes. */
import { Alert, Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Pair } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { PairStake, usePairCounting } from '../atStake/PairStake.tsx'
import { PairBeside } from './PairBeside.tsx'

interface Props {
  readonly id: string
  /** undefined: still looked for; null: decided meanwhile */
  readonly pair: Pair | null | undefined
  readonly error: unknown
  readonly close: () => void
}

export function DecideOn({ id, pair, error, close }: Props) {
  const { t } = useTranslation()
  /** `different`, or whom of the two is declined */
  const [is, setIs] = useState<string | null>(null)
  const decide = useAct({
    run: ({ is, reason }: { is: string; reason: string }, header) =>
      ask(
        api.POST('/duplicates/{id}/decide', {
          params: { path: { id }, header },
          body: is === 'different' ? { is, reason } : { is: 'duplicate', declineId: is, reason },
        }),
      ),
    says: () => t(is === 'different' ? 'work.pairDifferent' : 'work.pairDeclined'),
    done: close,
  })
  const people = pair?.people ?? []
  const counting = usePairCounting(people)
  return (
    <Confirm
      opened
      close={close}
      title={t('work.act.decidePair')}
      says={t('work.actSays.decidePair')}
      counting={counting}
      act={t('work.act.decidePair')}
      reason="needed"
      disabled={is === null || people.length === 0}
      busy={decide.isPending}
      error={error ?? decide.error}
      run={reason => is !== null && decide.mutate({ is, reason })}
    >
      {pair === null && <Alert color="orange">{t('work.pairGone')}</Alert>}
      {pair && <PairBeside pair={pair} />}
      {pair && <PairStake people={pair.people} />}
      <Radio.Group label={t('waiting.yourDecision')} value={is} onChange={setIs}>
        <Stack gap="xs" mt="xs">
          <Radio value="different" label={t('work.areDifferent')} />
          {people.map(({ beneficiaryId, ref }) => (
            <Radio key={beneficiaryId} value={beneficiaryId} label={t('work.areOne', { ref })} />
          ))}
        </Stack>
      </Radio.Group>
    </Confirm>
  )
}
