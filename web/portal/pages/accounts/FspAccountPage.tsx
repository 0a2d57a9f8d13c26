/** One account at an FSP: how it stands, what it can, whether it works, and what can be done about it. */
import { Alert, Button, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FspAccount } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis } from '../../parts/OnBasis.tsx'
import { Page } from '../../parts/Page.tsx'
import { Paused } from '../../parts/Paused.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useProviderTitle } from '../../shown/useTitles.ts'
import { useShown } from '../../shown/useShown.ts'
import { TestConnection } from '../programme/AccountSection.tsx'
import { Abilities } from './Abilities.tsx'
import { AccountState, stateOf } from './AccountState.tsx'
import { CallbackAddresses } from './CallbackAddresses.tsx'
import { ChangeFspAccount } from './ChangeFspAccount.tsx'
import { HeldNow } from './HeldNow.tsx'
import { PauseAccount } from './PauseAccount.tsx'
import { accountQuery, fspsQuery } from './queries.ts'
import { Tariffs } from './Tariffs.tsx'
import { Trials } from './Trials.tsx'
import { useFieldName } from './useFieldName.ts'
import { useSettingText } from './useSettingText.ts'

export function FspAccountPage() {
  const { t } = useTranslation()
  const { accountId } = useParams({ from: '/fsp-accounts/$accountId' })
  const account = useQuery({ ...accountQuery(accountId), refetchOnMount: 'always' })
  const acts = account.data && <Acts key={accountId} account={account.data} />
  return (
    <Page
      title={account.data?.name ?? t('accounts.one')}
      isName={account.data !== undefined}
      above={t('accounts.title')}
      acts={acts}
    >
      <Loaded of={account} lines={8}>
        {data => <Whole account={data} />}
      </Loaded>
    </Page>
  )
}

function Acts({ account }: { readonly account: FspAccount }) {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const [asked, setAsked] = useState<'change' | 'pause' | 'resume' | null>(null)
  const state = stateOf(account)
  const close = (): void => setAsked(null)
  return (
    <>
      {state === 'active' && mayInHouse('fspAccounts.pause') && (
        <Button variant="default" onClick={() => setAsked('pause')}>
          {t('accounts.pause')} …
        </Button>
      )}
      {state === 'paused' && mayInHouse('fspAccounts.resume') && (
        <Button variant="default" onClick={() => setAsked('resume')}>
          {t('accounts.resume')} …
        </Button>
      )}
      {mayInHouse('fspAccounts.change') && <Button onClick={() => setAsked('change')}>{t('accounts.change')} …</Button>}
      {asked === 'change' && (
        <OnBasis now={account.basis}>{on => <ChangeFspAccount account={account} on={on} close={close} />}</OnBasis>
      )}
      {(asked === 'pause' || asked === 'resume') && <PauseAccount account={account} act={asked} close={close} />}
    </>
  )
}

function Whole({ account }: { readonly account: FspAccount }) {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const fsp = useQuery(fspsQuery).data?.find(({ name }) => name === account.fspName)
  const providerTitle = useProviderTitle()
  const state = stateOf(account)
  return (
    <Stack gap="lg">
      {state === 'unconfirmed' && <Alert color="orange">{t('accounts.unconfirmedSays')}</Alert>}
      {state === 'paused' && <Paused of="account" reason={account.pausedReason ?? ''} />}
      <Section title={t('accounts.about')}>
        <About
          account={account}
          fspTitle={providerTitle(account.fspName, fsp?.title)}
          callsBack={fsp?.gives === 'transfers'}
        />
      </Section>
      <Section title={t('accounts.works')}>
        <TestConnection accountId={account.id} />
      </Section>
      <Section title={t('accounts.can')}>
        <Abilities account={account} />
      </Section>
      {fsp?.gives === 'transfers' && mayInHouse('fspAccounts.callbackUrls') && (
        <Section title={t('accounts.addresses')}>
          <CallbackAddresses accountId={account.id} />
        </Section>
      )}
      {fsp?.gives === 'transfers' && <Tariffs account={account} />}
      {fsp?.gives === 'transfers' && <Trials account={account} />}
    </Stack>
  )
}

interface AboutProps {
  readonly account: FspAccount
  readonly fspTitle: string
  /** one that never does has no callbacks to be let in */
  readonly callsBack: boolean
}

function About({ account, fspTitle, callsBack }: AboutProps) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const fieldName = useFieldName()
  const setting = useSettingText(account.currency)
  const countries = new Intl.DisplayNames(i18n.language, { type: 'region' })
  const settings = Object.entries(account.settings)
  return (
    <Facts
      facts={[
        { name: t('accounts.stateTitle'), value: <AccountState of={account} /> },
        { name: t('waiting.field.fspName'), value: fspTitle },
        { name: t('accounts.country'), value: countries.of(account.country) ?? account.country },
        { name: t('setup.currency'), value: account.currency },
        { name: t('plainly.held'), value: <HeldNow accountId={account.id} /> },
        {
          name: t('accounts.addedBy'),
          value: (
            <>
              <Who handle={account.createdBy} /> · <bdi>{shown.day(account.createdAt)}</bdi>
            </>
          ),
        },
        {
          name: t('setup.confirmedBy'),
          value: account.confirmedBy === null ? t('setup.notConfirmed') : <Who handle={account.confirmedBy} />,
        },
        { name: t('accounts.credentialsSet'), value: shown.list(account.credentialNames.map(fieldName)) || '–' },
        ...settings.map(([name, value]) => ({ name: fieldName(name), value: <bdi>{setting(name, value)}</bdi> })),
        ...(callsBack
          ? [
              {
                name: t('waiting.field.sourceAllowList'),
                value:
                  account.sourceAllowList.length === 0 ? (
                    t('accounts.anywhere')
                  ) : (
                    <bdi>{shown.list(account.sourceAllowList)}</bdi>
                  ),
              },
              { name: t('waiting.field.failClosed'), value: t(account.failClosed ? 'admin.yes' : 'admin.no') },
            ]
          : []),
      ]}
    />
  )
}
