/** Small real payments that show whether an account works: asked for by one, approved by another, followed here. */
import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FspAccount, TrialPayment } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { PayoutState } from '../../parts/StateBadge.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { AskForTrial } from './AskForTrial.tsx'
import { trialsQuery } from './queries.ts'
import { DecideTrial, TrialReport } from './TrialReport.tsx'
import { Tag } from '../../parts/Tag.tsx'

type Opened = { readonly trial: TrialPayment; readonly as: 'report' | 'approve' | 'reject' }

export function Trials({ account }: { readonly account: FspAccount }) {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const [asking, setAsking] = useState(false)
  const [opened, setOpened] = useState<Opened | null>(null)
  const trials = useQuery(trialsQuery(account.id))
  const columns = useColumns(mayInHouse('trials.decide'), setOpened)
  const close = (): void => setOpened(null)
  return (
    <Section
      title={t('trials.title')}
      acts={
        mayInHouse('trials.propose') &&
        account.confirmedBy !== null && (
          <Button variant="default" size="compact-md" onClick={() => setAsking(true)}>
            {t('trials.ask')} …
          </Button>
        )
      }
    >
      <DataTable
        name="trials"
        label={t('trials.title')}
        columns={columns}
        rows={trials.data}
        rowId={({ id }) => id}
        error={trials.data === undefined ? trials.error : null}
        again={() => void trials.refetch()}
        empty={<Empty title={t('trials.none')} says={t('trials.noneSays')} />}
      />
      {asking && <AskForTrial account={account} close={() => setAsking(false)} />}
      {opened?.as === 'report' && <TrialReport trialId={opened.trial.id} close={close} />}
      {opened && opened.as !== 'report' && (
        <DecideTrial trial={opened.trial} approve={opened.as === 'approve'} close={close} />
      )}
    </Section>
  )
}

function useColumns(decides: boolean, open: (opened: Opened) => void): readonly Column<TrialPayment>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const { account } = useSession()
  return useMemo(
    () => [
      {
        id: 'when',
        header: t('admin.when'),
        always: true,
        oneLine: true,
        cell: ({ proposedAt }) => shown.moment(proposedAt),
      },
      {
        id: 'amount',
        header: t('waiting.field.amountMinor'),
        end: true,
        oneLine: true,
        cell: ({ amountMinor, currency }) => shown.money(amountMinor, currency),
      },
      {
        id: 'state',
        header: t('accounts.stateTitle'),
        always: true,
        cell: ({ state, payout }) =>
          payout === null ? <Tag colour="gray">{t(`trials.state.${state}`)}</Tag> : <PayoutState state={payout} />,
      },
      { id: 'by', header: t('waiting.proposedBy'), cell: ({ proposedBy }) => <Who handle={proposedBy} /> },
      { id: 'decidedBy', header: t('trials.decidedBy'), cell: ({ decidedBy }) => <Who handle={decidedBy} /> },
      {
        id: 'acts',
        header: t('admin.acts'),
        always: true,
        cell: trial => (
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" size="compact-sm" onClick={() => open({ trial, as: 'report' })}>
              {t('trials.look')}
            </Button>
            {decides && trial.state === 'proposed' && trial.proposedBy !== account.handle && (
              <>
                <Button size="compact-sm" onClick={() => open({ trial, as: 'approve' })}>
                  {t('waiting.approve')} …
                </Button>
                <Button variant="default" size="compact-sm" onClick={() => open({ trial, as: 'reject' })}>
                  {t('waiting.reject')} …
                </Button>
              </>
            )}
          </Group>
        ),
      },
    ],
    [t, shown, decides, open, account.handle],
  )
}
