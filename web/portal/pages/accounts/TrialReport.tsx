/** What was seen of a trial payment, line by line, as it happens; and the yes or no of somebody else. */
import { List, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TrialPayment } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { decideProposal } from '../waiting/decisions.ts'
import { trialQuery } from './queries.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { useGivesBack } from '../../parts/useGivesBack.ts'

export function TrialReport({ trialId, close }: { readonly trialId: string; readonly close: () => void }) {
  const { t, i18n } = useTranslation()
  useGivesBack()
  const shown = useShown()
  const lineName = (what: string): string => {
    const key = `trialLine.${what.replaceAll(' ', '_')}`
    return i18n.exists(key) ? (t as unknown as (key: string) => string)(key) : what
  }
  const told = useToldText()
  const trial = useQuery(trialQuery(trialId))
  return (
    <Modal opened onClose={close} title={t('trials.report')} closeButtonProps={{ 'aria-label': t('confirm.close') }}>
      <Loaded of={trial}>
        {({ to, receipt, registeredName, lines, amountMinor, highestFeeMinor, currency }) => (
          <Stack gap="sm">
            <Facts
              facts={[
                { name: t('trials.to'), value: <bdi>{to === null ? '–' : `${to.name}, ${to.number}`}</bdi> },
                { name: t('waiting.field.amountMinor'), value: shown.money(amountMinor, currency) },
                { name: t('waiting.field.highestFeeMinor'), value: shown.money(highestFeeMinor, currency) },
                ...(receipt === null ? [] : [{ name: t('trials.receipt'), value: <bdi>{receipt}</bdi> }]),
                ...(registeredName === null
                  ? []
                  : [{ name: t('trials.registeredName'), value: <bdi>{registeredName}</bdi> }]),
              ]}
            />
            {lines.length === 0 ? (
              <Text>{t('trials.notYet')}</Text>
            ) : (
              <List size="sm" listStyleType="none" spacing="xs">
                {lines.map(({ what, ok, says, said }) => (
                  <List.Item key={what} icon={<span aria-hidden="true">{ok === null ? '○' : ok ? '✓' : '✗'}</span>}>
                    {lineName(what)}: {told(said, says)}
                  </List.Item>
                ))}
              </List>
            )}
          </Stack>
        )}
      </Loaded>
    </Modal>
  )
}

interface Props {
  readonly trial: TrialPayment
  readonly approve: boolean
  readonly close: () => void
}

export function DecideTrial({ trial, approve, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { id, accountName, amountMinor, highestFeeMinor, currency } = trial
  const decide = useAct({
    run: (reason: string, header) =>
      decideProposal('trial_payment', id, { header, body: { approve, ...(reason === '' ? {} : { reason }) } }),
    says: () => t(approve ? 'waiting.approved' : 'waiting.rejected'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(approve ? 'waiting.approve' : 'waiting.reject')}: ${t('proposal.trial_payment')}`}
      says={t(approve ? 'waiting.yes.trial_payment' : 'waiting.noSays')}
      facts={[
        { name: t('waiting.field.account'), value: <bdi>{accountName}</bdi> },
        { name: t('waiting.field.amountMinor'), value: shown.money(amountMinor, currency) },
        { name: t('waiting.field.highestFeeMinor'), value: shown.money(highestFeeMinor, currency) },
      ]}
      act={t(approve ? 'waiting.approve' : 'waiting.reject')}
      danger={!approve}
      reason={approve ? 'none' : 'needed'}
      busy={decide.isPending}
      error={decide.error}
      run={reason => decide.mutate(reason)}
    />
  )
}
