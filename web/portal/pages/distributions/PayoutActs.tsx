/**
 * What mends one payout, without leaving the list: another number, or the same once more; how an unknown one ended; and, of
 * every one that was sent, what proves it.
 */
import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Payout } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'
import { Correct } from '../people/PersonActs.tsx'
import { EvidenceDialog } from '../work/EvidenceDialog.tsx'
import { ProposeEnd } from '../work/UnknownEnds.tsx'
import { ItsCases } from './Mend.tsx'

const withCase = ['unknown', 'to_decide', 'overpaid'] as const satisfies readonly Payout['state'][]

interface Props {
  readonly payout: Payout
  readonly programmeId: string
}

export function PayoutActs({ payout, programmeId }: Props) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [asked, setAsked] = useState<'correct' | 'retry' | 'propose' | 'evidence' | null>(null)
  const close = (): void => setAsked(null)
  const isRefused = payout.state === 'refused'
  const hasCase = withCase.some(each => each === payout.state)
  return (
    <Group gap="xs" {...(isRefused || hasCase ? { miw: '12rem' } : {})}>
      {isRefused && may('corrections.propose', programmeId) && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('mend.correctNumber')} …: ${payout.ref}`}
          onClick={() => setAsked('correct')}
        >
          {t('mend.correctNumber')} …
        </Button>
      )}
      {isRefused && may('payouts.retry', programmeId) && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('distribution.retry')} …: ${payout.ref}`}
          onClick={() => setAsked('retry')}
        >
          {t('distribution.retry')} …
        </Button>
      )}
      {payout.state === 'unknown' && may('payouts.proposeEnd', programmeId) && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('work.act.proposeEnd')} …: ${payout.ref}`}
          onClick={() => setAsked('propose')}
        >
          {t('work.act.proposeEnd')} …
        </Button>
      )}
      {hasCase && (
        <ItsCases programmeId={programmeId} of={{ payout: payout.id }} label={`${t('mend.toWork')}: ${payout.ref}`} />
      )}
      {payout.attempts > 0 && may('payouts.evidence', programmeId) && (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={`${t('work.evidence')} …: ${payout.ref}`}
          onClick={() => setAsked('evidence')}
        >
          {t('work.evidence')} …
        </Button>
      )}
      {asked === 'propose' && (
        <ProposeEnd found={{ ref: payout.ref, payoutId: payout.id, programmeId }} id={payout.id} close={close} />
      )}
      {asked === 'evidence' && <EvidenceDialog payoutId={payout.id} about={payout.ref} close={close} />}
      {asked === 'correct' && <Correct person={{ id: payout.beneficiaryId, ref: payout.ref }} close={close} />}
      {asked === 'retry' && <Retry payout={payout} close={close} />}
    </Group>
  )
}

function Retry({ payout, close }: { readonly payout: Payout; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const retry = useAct({
    run: (_: undefined, header) =>
      ask(api.POST('/payouts/{id}/retry', { params: { path: { id: payout.id }, header } })),
    says: () => t('work.actDone.retry'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t('distribution.retry')}: ${payout.ref}`}
      says={t('work.actSays.retry')}
      facts={[
        { name: t('distribution.amount'), value: shown.money(payout.amountMinor, payout.currency) },
        { name: t('distribution.reason'), value: reasonText(payout.reason) },
      ]}
      act={t('distribution.retry')}
      busy={retry.isPending}
      error={retry.error}
      run={() => retry.mutate(undefined)}
    />
  )
}
