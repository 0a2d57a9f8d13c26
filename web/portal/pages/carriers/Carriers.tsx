/** Our accounts at those who carry messages. */
import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CarrierAccount } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useCarrierTitle } from '../../shown/useTitles.ts'
import { useShown } from '../../shown/useShown.ts'
import { AccountState } from '../accounts/AccountState.tsx'
import { NewCarrier } from './NewCarrier.tsx'
import { carriersQuery } from './queries.ts'

export function Carriers() {
  const { t } = useTranslation()
  const shown = useShown()
  const carrierTitle = useCarrierTitle()
  const { mayInHouse } = useSession()
  const [adding, setAdding] = useState(false)
  const carriers = useQuery({ ...carriersQuery, refetchOnMount: 'always' })
  const kinds = carriers.data?.carriers
  const manages = mayInHouse('carriers.manage')
  const columns = useMemo(
    (): readonly Column<CarrierAccount>[] => [
      {
        id: 'name',
        header: t('accounts.name'),
        always: true,
        cell: ({ id, name }) => (
          <Anchor renderRoot={props => <Link to="/carriers/$carrierId" params={{ carrierId: id }} {...props} />}>
            <bdi>{name}</bdi>
          </Anchor>
        ),
      },
      { id: 'state', header: t('accounts.stateTitle'), always: true, cell: account => <AccountState of={account} /> },
      {
        id: 'carrier',
        header: t('carriers.one'),
        cell: ({ carrier }) => carrierTitle(carrier, kinds?.find(({ name }) => name === carrier)?.title),
      },
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
    ],
    [t, shown, kinds, carrierTitle],
  )
  return (
    <Page
      title={t('carriers.title')}
      acts={manages && kinds && <Button onClick={() => setAdding(true)}>{t('carriers.add')} …</Button>}
    >
      <DataTable
        name="carriers"
        label={t('carriers.title')}
        columns={columns}
        rows={carriers.data?.items}
        rowId={({ id }) => id}
        error={carriers.data === undefined ? carriers.error : null}
        again={() => void carriers.refetch()}
        empty={<Empty title={t('carriers.none')} says={t(manages ? 'carriers.noneSays' : 'carriers.noneAsk')} />}
      />
      {adding && kinds && <NewCarrier kinds={kinds} close={() => setAdding(false)} />}
    </Page>
  )
}
