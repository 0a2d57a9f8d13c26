/** One account at a carrier: how it stands, which ways it carries, whether it works, where it calls us, what it costs. */
import { Alert, Button, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { CarrierAccount, Carriers } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis } from '../../parts/OnBasis.tsx'
import { Page } from '../../parts/Page.tsx'
import { Paused } from '../../parts/Paused.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { useToldText } from '../../shown/useToldText.ts'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useCarrierTitle } from '../../shown/useTitles.ts'
import { useShown } from '../../shown/useShown.ts'
import { AccountState } from '../accounts/AccountState.tsx'
import { useFieldName } from '../accounts/useFieldName.ts'
import { useSettingText } from '../accounts/useSettingText.ts'
import { CarrierAct, type CarrierActName } from './CarrierAct.tsx'
import { CarrierAddresses } from './CarrierAddresses.tsx'
import { CarrierPrices } from './CarrierPrices.tsx'
import { carrierAbilitiesQuery, carriersQuery } from './queries.ts'
import { useMessageWords } from '../messages/useMessageWords.ts'

export function CarrierPage() {
  const { t } = useTranslation()
  const { carrierId } = useParams({ from: '/carriers/$carrierId' })
  const { mayInHouse } = useSession()
  const [asked, setAsked] = useState<CarrierActName | null>(null)
  const carriers = useQuery(carriersQuery)
  const account = carriers.data?.items.find(({ id }) => id === carrierId)
  const kind = carriers.data?.carriers.find(({ name }) => name === account?.carrier)
  return (
    <Page
      title={account?.name ?? t('carriers.one')}
      isName={account !== undefined}
      above={t('carriers.title')}
      acts={
        account &&
        mayInHouse('carriers.manage') && (
          <>
            <Button variant="default" onClick={() => setAsked(account.pausedReason === null ? 'pause' : 'resume')}>
              {t(account.pausedReason === null ? 'accounts.pause' : 'accounts.resume')} …
            </Button>
            {kind && kind.fields.length > 0 && (
              <Button onClick={() => setAsked('change')}>{t('carriers.change')} …</Button>
            )}
          </>
        )
      }
    >
      <Loaded of={carriers} lines={8}>
        {() =>
          account ? (
            <Whole account={account} kind={kind} />
          ) : (
            <Empty title={t('notFound.title')} says={t('notFound.says')} />
          )
        }
      </Loaded>
      {account && asked && (
        <OnBasis now={account.basis}>
          {on => (
            <CarrierAct
              account={account}
              fields={kind?.fields ?? []}
              act={asked}
              on={on}
              close={() => setAsked(null)}
            />
          )}
        </OnBasis>
      )}
    </Page>
  )
}

interface WholeProps {
  readonly account: CarrierAccount
  readonly kind: Carriers['carriers'][number] | undefined
}

function Whole({ account, kind }: WholeProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const fieldName = useFieldName()
  const setting = useSettingText()
  const carrierTitle = useCarrierTitle()
  const { mayInHouse } = useSession()
  const printed = account.carrier === 'print'
  return (
    <Stack gap="lg">
      {account.pausedReason !== null && <Paused of="carrier" reason={account.pausedReason} />}
      <Section title={t('accounts.about')}>
        <Facts
          facts={[
            { name: t('accounts.stateTitle'), value: <AccountState of={account} /> },
            { name: t('carriers.one'), value: carrierTitle(account.carrier, kind?.title) },
            {
              name: t('accounts.addedBy'),
              value: (
                <>
                  <Who handle={account.createdBy} /> · <bdi>{shown.day(account.createdAt)}</bdi>
                </>
              ),
            },
            ...(printed
              ? []
              : [
                  {
                    name: t('accounts.credentialsSet'),
                    value: shown.list(account.credentialNames.map(fieldName)) || '–',
                  },
                ]),
            ...Object.entries(account.settings).map(([name, value]) => ({
              name: fieldName(name),
              value: <bdi>{setting(name, value)}</bdi>,
            })),
          ]}
        />
      </Section>
      <Section title={t('accounts.can')}>
        <Abilities id={account.id} />
      </Section>
      {!printed && (
        <>
          <Section title={t('accounts.works')}>
            <Test id={account.id} />
          </Section>
          {mayInHouse('carriers.manage') && (
            <Section title={t('accounts.addresses')}>
              <CarrierAddresses id={account.id} namesStatus={account.carrier === 'twilio'} />
            </Section>
          )}
          <CarrierPrices accountId={account.id} />
        </>
      )}
    </Stack>
  )
}

function Abilities({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const abilities = useQuery(carrierAbilitiesQuery(id))
  const flag = (is: boolean): string => t(is ? 'admin.yes' : 'admin.no')
  return (
    <Loaded of={abilities}>
      {can => (
        <Stack gap="sm">
          <Facts
            facts={[
              { name: t('carriers.ways'), value: shown.list(can.channels.map(words.channel)) || '–' },
              { name: t('accounts.perSecond'), value: shown.number(can.messagesPerSecond) },
              { name: t('carriers.hasTemplates'), value: flag(can.hasTemplates) },
              { name: t('carriers.signs'), value: flag(can.signs) },
              { name: t('carriers.canFind'), value: flag(can.canFind) },
            ]}
          />
          {!can.canFind && !can.channels.includes('print') && <Alert color="orange">{t('carriers.canNotFind')}</Alert>}
        </Stack>
      )}
    </Loaded>
  )
}

/** Asks the carrier now; sends nothing. */
function Test({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const told = useToldText()
  const test = useMutation({
    mutationFn: () => ask(api.GET('/carrier-accounts/{id}/connection', { params: { path: { id } } })),
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
