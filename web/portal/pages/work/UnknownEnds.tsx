/** How an unknown ended: proposed by one with evidence, decided by another who sees it. */
import { Radio, Stack, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Who } from '../../parts/Who.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { evidenceQuery, payoutQuery } from './queries.ts'
import { useCaseStake, type About } from './SimpleAct.tsx'

type Outcome = 'paid' | 'refused'

interface Proposing {
  /** of a case, or of the list of a distribution */
  readonly found: About
  /** of the payout */
  readonly id: string
  readonly close: () => void
}

export function ProposeEnd({ found, id, close }: Proposing) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [evidence, setEvidence] = useState('')
  const stake = useCaseStake(found)
  const propose = useAct({
    run: ({ outcome, reason, evidence }: { outcome: Outcome; reason: string; evidence: string }, header) =>
      ask(
        api.POST('/payouts/{id}/ends', {
          params: { path: { id }, header },
          body: { outcome, reason, ...(evidence === '' ? {} : { evidence }) },
        }),
      ),
    says: () => t('person.proposed'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('work.act.proposeEnd')}
      says={t('work.actSays.proposeEnd')}
      {...stake}
      act={t('work.act.proposeEnd')}
      reason="needed"
      disabled={outcome === null}
      busy={propose.isPending}
      error={propose.error}
      run={reason => outcome && propose.mutate({ outcome, reason, evidence: evidence.trim() })}
    >
      <Radio.Group
        label={t('work.outcome')}
        value={outcome}
        onChange={value => setOutcome(value === 'paid' ? 'paid' : 'refused')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="paid" label={t('work.endPaid')} />
          <Radio value="refused" label={t('work.endRefused')} />
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('work.proof')}
        description={t('work.proofHelp')}
        value={evidence}
        onChange={event => setEvidence(event.currentTarget.value)}
        maxLength={10_000}
        autosize
        minRows={2}
        maxRows={8}
      />
    </Confirm>
  )
}

interface Deciding {
  /** null: not known; then there is nothing that could be shown, and nothing is decided */
  readonly payoutId: string | null
  /** of the end that was proposed */
  readonly id: string
  readonly close: () => void
}

export function DecideEnd({ payoutId, id, close }: Deciding) {
  const { t } = useTranslation()
  const shown = useShown()
  const [confirm, setConfirm] = useState<boolean | null>(null)
  const known = payoutId !== null
  const payout = useQuery({ ...payoutQuery(payoutId ?? ''), enabled: known })
  const evidence = useQuery({ ...evidenceQuery(payoutId ?? ''), enabled: known })
  const end = payout.data?.ends.find(each => each.id === id)
  const proof = evidence.data?.ends.find(each => each.id === id)?.evidence ?? ''
  const decide = useAct({
    run: (confirm: boolean, header) =>
      ask(api.POST('/unknown-ends/{id}/decide', { params: { path: { id }, header }, body: { confirm } })),
    says: () => t(confirm === true ? 'work.endConfirmed' : 'work.endRejected'),
    done: close,
  })
  const facts =
    payout.data && end && evidence.data
      ? [
          {
            name: t('distribution.amount'),
            value: shown.money(payout.data.payout.amountMinor, payout.data.payout.currency),
          },
          { name: t('work.outcome'), value: t(end.outcome === 'paid' ? 'work.endPaid' : 'work.endRefused') },
          { name: t('distribution.reason'), value: <bdi>{end.reason}</bdi> },
          { name: t('work.proof'), value: <bdi>{proof === '' ? t('work.noProof') : proof}</bdi> },
          { name: t('waiting.proposedBy'), value: <Who handle={end.proposedBy} /> },
        ]
      : []
  return (
    <Confirm
      opened
      close={close}
      title={t('work.act.decideEnd')}
      says={t('work.actSays.decideEnd')}
      facts={facts}
      act={t('work.act.decideEnd')}
      // What nobody could look at nobody decides on.
      disabled={confirm === null || !end || !evidence.data}
      busy={decide.isPending}
      error={payout.error ?? evidence.error ?? decide.error}
      run={() => confirm !== null && decide.mutate(confirm)}
    >
      <Radio.Group
        label={t('waiting.yourDecision')}
        value={confirm === null ? null : String(confirm)}
        onChange={value => setConfirm(value === 'true')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="true" label={t('work.confirmEnd')} />
          <Radio value="false" label={t('work.rejectEnd')} />
        </Stack>
      </Radio.Group>
    </Confirm>
  )
}
