/** A yes or a no to what somebody proposed: what it does, then done once. */
import { useTranslation } from 'react-i18next'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Fact } from '../../parts/Facts.tsx'
import { useAct } from '../../parts/useAct.ts'
import { decideProposal, type Decidable } from './decisions.ts'

interface Props {
  readonly kind: Decidable
  readonly id: string
  readonly title: string
  readonly facts: readonly Fact[]
  readonly approve: boolean
  readonly close: () => void
}

export function DecideProposal({ kind, id, title, facts, approve, close }: Props) {
  const { t } = useTranslation()
  const decide = useAct({
    run: (reason: string, header) =>
      decideProposal(kind, id, { header, body: { approve, ...(reason === '' ? {} : { reason }) } }),
    says: () => t(approve ? 'waiting.approved' : 'waiting.rejected'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(approve ? 'waiting.approve' : 'waiting.reject')}: ${title}`}
      says={approve ? t(`waiting.yes.${kind}`) : t('waiting.noSays')}
      facts={facts}
      act={t(approve ? 'waiting.approve' : 'waiting.reject')}
      danger={!approve}
      reason={approve ? 'none' : 'needed'}
      busy={decide.isPending}
      error={decide.error}
      run={reason => decide.mutate(reason)}
    />
  )
}
