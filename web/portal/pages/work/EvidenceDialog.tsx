/** What proves what became of one payout, over the list in which it stands. */
import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Evidence } from './Evidence.tsx'
import { useGivesBack } from '../../parts/useGivesBack.ts'

interface Props {
  readonly payoutId: string
  /** whose payout, or of which round */
  readonly about: string
  readonly close: () => void
}

export function EvidenceDialog({ payoutId, about, close }: Props) {
  const { t } = useTranslation()
  useGivesBack()
  return (
    <Modal opened onClose={close} size="lg" title={about} closeButtonProps={{ 'aria-label': t('confirm.close') }}>
      <Evidence payoutId={payoutId} asked />
    </Modal>
  )
}
