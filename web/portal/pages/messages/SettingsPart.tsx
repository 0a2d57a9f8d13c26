/** How a programme speaks with its people: on which ways, of what, in whose name; what it costs and what carriers say of templates. */
import { Button, List, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { CarrierAccount, Messaging } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { OnBasis } from '../../parts/OnBasis.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { Prices } from '../carriers/Prices.tsx'
import { carriersQuery } from '../carriers/queries.ts'
import { ChangeSettings } from './ChangeSettings.tsx'
import { messagingQuery, programmePricesQuery } from './settingsQueries.ts'
import { Templates } from './Templates.tsx'
import { useMessageWords } from './useMessageWords.ts'

export function SettingsPart({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { mayWhole, mayInHouse } = useSession()
  const [changing, setChanging] = useState(false)
  const messaging = useQuery(messagingQuery(programmeId))
  const sees = mayInHouse('carriers.read')
  const carriers = useQuery({ ...carriersQuery, enabled: sees })
  const accounts = carriers.data?.items ?? []
  const none = carriers.data?.items.length === 0
  const sets = mayWhole('messages.setUp', programmeId) && sees
  return (
    <Stack gap="lg">
      <Section
        title={t('messaging.title')}
        acts={
          sets &&
          messaging.data &&
          accounts.length > 0 && (
            <Button variant="default" size="compact-md" onClick={() => setChanging(true)}>
              {t(messaging.data.messaging ? 'setup.change' : 'messaging.begin')} …
            </Button>
          )
        }
      >
        <Loaded of={messaging} lines={6}>
          {({ messaging }) =>
            messaging ? (
              <Told messaging={messaging} accounts={accounts} />
            ) : (
              <Empty title={t('messaging.none')} says={t(sets && none ? 'messaging.noCarrier' : 'messaging.noneSays')}>
                {sets && none && (
                  <Button variant="default" renderRoot={props => <Link to="/carriers" {...props} />}>
                    {t('carriers.title')}
                  </Button>
                )}
              </Empty>
            )
          }
        </Loaded>
      </Section>
      {messaging.data?.messaging && (
        <>
          {[...new Set(messaging.data.messaging.ways.map(({ carrierAccountId }) => carrierAccountId))].map(id => (
            <OwnPrices
              key={id}
              programmeId={programmeId}
              account={accounts.find(each => each.id === id)}
              accountId={id}
            />
          ))}
          <Templates programmeId={programmeId} />
        </>
      )}
      {changing && messaging.data && (
        <OnBasis now={messaging.data.basis}>
          {on =>
            messaging.data && (
              <ChangeSettings
                programmeId={programmeId}
                before={messaging.data}
                on={on}
                stands={messaging.data.messaging && <Told messaging={messaging.data.messaging} accounts={accounts} />}
                accounts={accounts}
                close={() => setChanging(false)}
              />
            )
          }
        </OnBasis>
      )}
    </Stack>
  )
}

interface ToldProps {
  readonly messaging: NonNullable<Messaging['messaging']>
  readonly accounts: readonly CarrierAccount[]
}

function Told({ messaging, accounts }: ToldProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const { ways, switchedOff, resendLost, organisation, timeZone, insteadOf } = messaging
  return (
    <Facts
      facts={[
        {
          name: t('messaging.ways'),
          value: (
            <List type="ordered" size="sm">
              {ways.map(({ channel, carrierAccountId }) => (
                <List.Item key={channel + carrierAccountId}>
                  <bdi>{words.way(channel, accounts.find(({ id }) => id === carrierAccountId)?.name ?? null)}</bdi>
                </List.Item>
              ))}
            </List>
          ),
        },
        { name: t('messaging.organisation'), value: <bdi>{organisation ?? '–'}</bdi> },
        { name: t('messaging.timeZone'), value: <bdi dir="ltr">{timeZone}</bdi> },
        {
          name: t('messaging.silentAbout'),
          value: switchedOff.length === 0 ? t('messaging.nothing') : shown.list(switchedOff.map(words.kind)),
        },
        { name: t('messaging.lost'), value: t(resendLost ? 'messaging.lostAgain' : 'messaging.lostPerson') },
        ...Object.entries(insteadOf).map(([language, others]) => ({
          name: t('messaging.insteadOf', { language: words.language(language) }),
          value: shown.list(others.map(words.language)),
        })),
      ]}
    />
  )
}

interface PricesProps {
  readonly programmeId: string
  readonly accountId: string
  readonly account: CarrierAccount | undefined
}

/** Of a programme that is asked other prices than the table of the account says. */
function OwnPrices({ programmeId, accountId, account }: PricesProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const prices = useQuery(programmePricesQuery(programmeId, accountId))
  // What is read out costs nothing.
  if (account?.carrier === 'print') return null
  return (
    <Prices
      title={`${t('prices.ofProgramme')}${account ? `: ${shown.name(account.name)}` : ''}`}
      of={prices}
      set={
        mayWhole('messages.setUp', programmeId)
          ? (prices, header) => {
              const params = { path: { id: programmeId }, header }
              const body = { carrierAccountId: accountId, prices }
              return ask(api.PUT('/programmes/{id}/message-prices', { params, body }))
            }
          : null
      }
    />
  )
}
