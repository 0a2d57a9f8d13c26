/** Our accounts at FSPs: whether money can leave through each, and a new one. */
import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FspAccount } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useProviderTitle } from '../../shown/useTitles.ts'
import { useShown } from '../../shown/useShown.ts'
import { accountsQuery } from '../programme/queries.ts'
import { AccountState } from './AccountState.tsx'
import { HeldNow } from './HeldNow.tsx'
import { fspsQuery } from './queries.ts'

export function FspAccounts() {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  // Others add and confirm them: what was read a moment ago for another page does not do.
  const accounts = useQuery({ ...accountsQuery, refetchOnMount: 'always' })
  const columns = useColumns()
  const makes = mayInHouse('fspAccounts.create')
  return (
    <Page
      title={t('accounts.title')}
      acts={
        makes && <Button renderRoot={props => <Link to="/fsp-accounts/new" {...props} />}>{t('accounts.add')}</Button>
      }
    >
      <DataTable
        name="fspAccounts"
        label={t('accounts.title')}
        columns={columns}
        rows={accounts.data}
        rowId={({ id }) => id}
        error={accounts.data === undefined ? accounts.error : null}
        again={() => void accounts.refetch()}
        empty={
          <Empty title={t('accounts.none')} says={t(makes ? 'accounts.noneSays' : 'reconciling.noAccountsSays')} />
        }
      />
    </Page>
  )
}

function useColumns(): readonly Column<FspAccount>[] {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const providerTitle = useProviderTitle()
  const { data: fsps } = useQuery(fspsQuery)
  return useMemo(() => {
    const countries = new Intl.DisplayNames(i18n.language, { type: 'region' })
    return [
      {
        id: 'name',
        header: t('accounts.name'),
        always: true,
        cell: ({ id, name }) => (
          <Anchor renderRoot={props => <Link to="/fsp-accounts/$accountId" params={{ accountId: id }} {...props} />}>
            <bdi>{name}</bdi>
          </Anchor>
        ),
      },
      { id: 'state', header: t('accounts.stateTitle'), always: true, cell: account => <AccountState of={account} /> },
      {
        id: 'fsp',
        header: t('waiting.field.fspName'),
        cell: ({ fspName }) => providerTitle(fspName, fsps?.find(({ name }) => name === fspName)?.title),
      },
      { id: 'country', header: t('accounts.country'), cell: ({ country }) => countries.of(country) ?? country },
      { id: 'currency', header: t('setup.currency'), cell: ({ currency }) => currency },
      { id: 'held', header: t('plainly.held'), cell: ({ id }) => <HeldNow accountId={id} /> },
      {
        id: 'createdBy',
        header: t('accounts.addedBy'),
        hidden: true,
        cell: ({ createdBy }) => <Who handle={createdBy} />,
      },
      {
        id: 'createdAt',
        header: t('admin.since'),
        hidden: true,
        oneLine: true,
        cell: ({ createdAt }) => shown.day(createdAt),
      },
    ]
  }, [t, i18n.language, shown, fsps, providerTitle])
}
