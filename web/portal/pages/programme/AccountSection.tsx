/** The account at an FSP that the programme pays from: which one, whether it works, and another one in its place. */
import { Alert, Button, NativeSelect, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeWithPeople } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Paused } from '../../parts/Paused.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { useToldText } from '../../shown/useToldText.ts'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useAccountStake } from '../atStake/useProgrammeStake.tsx'
import { accountsQuery } from './queries.ts'

export function AccountSection({ programme }: { readonly programme: ProgrammeWithPeople }) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [choosing, setChoosing] = useState(false)
  const accounts = useQuery(accountsQuery)
  return (
    <Section
      title={t('setup.account')}
      acts={
        mayWhole('programmes.fspAccount', programme.id) &&
        accounts.data && (
          <Button variant="default" size="compact-md" onClick={() => setChoosing(true)}>
            {t('setup.choose')} …
          </Button>
        )
      }
    >
      <Loaded of={accounts}>
        {all => {
          const chosen = all.find(({ id }) => id === programme.fspAccountId)
          return (
            <Stack gap="sm">
              {chosen ? (
                <>
                  <Facts
                    facts={[
                      { name: t('setup.accountName'), value: <bdi>{chosen.name}</bdi> },
                      { name: t('setup.currency'), value: chosen.currency },
                      {
                        name: t('setup.confirmedBy'),
                        value:
                          chosen.confirmedBy === null ? t('setup.notConfirmed') : <Who handle={chosen.confirmedBy} />,
                      },
                    ]}
                  />
                  {chosen.pausedReason !== null && <Paused of="account" reason={chosen.pausedReason} />}
                  <TestConnection key={chosen.id} accountId={chosen.id} />
                </>
              ) : (
                <Empty title={t('setup.noAccount')} says={t('setup.why.fspAccount_none')} />
              )}
              {choosing && (
                <Choose
                  programme={programme}
                  accounts={all
                    .filter(({ currency }) => currency === programme.currency)
                    .map(({ id, name }) => ({ value: id, label: name }))}
                  close={() => setChoosing(false)}
                />
              )}
            </Stack>
          )
        }}
      </Loaded>
    </Section>
  )
}

/** Asks the FSP now; moves nothing. */
export function TestConnection({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation()
  const told = useToldText()
  const test = useMutation({
    mutationFn: () => ask(api.GET('/fsp-accounts/{id}/connection', { params: { path: { id: accountId } } })),
  })
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="default" size="compact-md" loading={test.isPending} onClick={() => test.mutate()}>
        {t('setup.test')}
      </Button>
      {test.data && (
        <Alert role="status" color={test.data.is === 'ok' ? 'green' : 'orange'}>
          {told(test.data.said, test.data.says)}
        </Alert>
      )}
      {test.error && <ProblemAlert error={test.error} />}
    </Stack>
  )
}

interface ChooseProps {
  readonly programme: ProgrammeWithPeople
  readonly accounts: readonly { readonly value: string; readonly label: string }[]
  readonly close: () => void
}

function Choose({ programme, accounts, close }: ChooseProps) {
  const { t } = useTranslation()
  const [account, setAccount] = useState(programme.fspAccountId ?? accounts[0]?.value ?? '')
  const stake = useAccountStake(programme.id, account)
  const choose = useAct({
    run: (fspAccountId: string, header) =>
      ask(
        api.POST('/programmes/{id}/fsp-account', {
          params: { path: { id: programme.id }, header },
          body: { fspAccountId },
        }),
      ),
    says: () => t('setup.chosen'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('setup.account')}
      says={accounts.length === 0 ? t('setup.noAccountFits', { currency: programme.currency }) : t('setup.chooseSays')}
      {...stake}
      act={t('setup.choose')}
      disabled={account === '' || account === programme.fspAccountId}
      busy={choose.isPending}
      error={choose.error}
      run={() => choose.mutate(account)}
    >
      {accounts.length > 0 && (
        <NativeSelect
          label={t('setup.accountName')}
          value={account}
          onChange={event => setAccount(event.currentTarget.value)}
          data={[...accounts]}
        />
      )}
    </Confirm>
  )
}
