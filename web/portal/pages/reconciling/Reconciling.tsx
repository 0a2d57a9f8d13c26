/** An account at a provider: its statements and what differs, how its callbacks come in, and what it holds. */
import { NativeSelect, SimpleGrid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { useSession } from '../../session/session.ts'
import { CallbackHealth } from './CallbackHealth.tsx'
import { Float } from './Float.tsx'
import { Profiles } from './Profiles.tsx'
import { accountsQuery } from './queries.ts'
import { Statements } from './Statements.tsx'

export function Reconciling() {
  const { t } = useTranslation()
  const { account } = useSearch({ from: '/reconciling' })
  const navigate = useNavigate({ from: '/reconciling' })
  const { mayInHouse } = useSession()
  const accounts = useQuery({ ...accountsQuery, enabled: mayInHouse('fspAccounts.read') })
  if (!mayInHouse('fspAccounts.read'))
    return (
      <Page title={t('reconciling.title')}>
        <Empty title={t('notFound.title')} says={t('notFound.says')} />
      </Page>
    )
  return (
    <Page title={t('reconciling.title')}>
      <Loaded of={accounts}>
        {all => {
          const here = all.find(({ id }) => id === account) ?? all[0]
          if (!here) return <Empty title={t('reconciling.noAccounts')} says={t('reconciling.noAccountsSays')} />
          return (
            <>
              <NativeSelect
                label={t('reconciling.account')}
                value={here.id}
                onChange={event => void navigate({ search: { account: event.currentTarget.value }, replace: true })}
                data={all.map(({ id, name, currency }) => ({ value: id, label: `${name} (${currency})` }))}
                maw="28rem"
              />
              <SimpleGrid cols={{ base: 1, lg: 2 }}>
                <Float key={`float ${here.id}`} accountId={here.id} />
                {mayInHouse('callbacks.standing') && <CallbackHealth key={`health ${here.id}`} accountId={here.id} />}
              </SimpleGrid>
              {mayInHouse('statements.read') && <Statements key={here.id} account={here} />}
              {mayInHouse('statements.read') && <Profiles key={`profiles ${here.id}`} accountId={here.id} />}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
