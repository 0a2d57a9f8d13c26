/** The payment rounds of a programme, newest first. */
import { Anchor, Button, NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Distribution } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { distributionStates, readDistributionSearch } from '../../searches.ts'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { NewDistribution } from './NewDistribution.tsx'
import { Standing } from './Standing.tsx'

const pageSize = 25

export function Distributions() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/distributions' })
  const { state } = useSearch({ from: '/programmes/$programmeId/distributions' })
  const navigate = useNavigate({ from: '/programmes/$programmeId/distributions' })
  const { all } = useProgrammes()
  const { mayWhole } = useSession()
  const [making, setMaking] = useState(false)
  const cursor = useCursor([programmeId, state], pageSize)
  const list = useQuery({
    queryKey: ['distributions', programmeId, state, cursor.after],
    queryFn: () => {
      const query = {
        programmeId,
        limit: pageSize,
        ...(state && { state }),
        ...(cursor.after && { after: cursor.after }),
      }
      return ask(api.GET('/distributions', { params: { query } }))
    },
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })
  const columns = useColumns()
  const programme = all.find(({ id }) => id === programmeId)
  return (
    <Page
      title={t('distributions.title')}
      above={programme?.name}
      acts={
        programme &&
        mayWhole('distributions.make', programmeId) && (
          <Button onClick={() => setMaking(true)}>{t('distributions.new')} …</Button>
        )
      }
    >
      <DataTable
        name="distributions"
        label={t('distributions.title')}
        columns={columns}
        rows={list.data?.items}
        rowId={({ id }) => id}
        error={list.data === undefined ? list.error : null}
        again={() => void list.refetch()}
        busy={list.isPlaceholderData}
        paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
        toolbar={
          <NativeSelect
            label={t('distributions.state')}
            value={state ?? ''}
            onChange={event => {
              const search = readDistributionSearch({ state: event.currentTarget.value })
              void navigate({ search, replace: true })
            }}
            data={[
              { value: '', label: t('table.any') },
              ...distributionStates.map(value => ({ value, label: t(`distributionState.${value}`) })),
            ]}
          />
        }
        empty={
          state === undefined ? (
            <Empty title={t('distributions.emptyTitle')} says={t('distributions.emptySays')} />
          ) : (
            <Empty title={t('distribution.noPayouts')} says={t('distribution.noPayoutsSays')} />
          )
        }
      />
      {programme && making && <NewDistribution programme={programme} close={() => setMaking(false)} />}
    </Page>
  )
}

function useColumns(): readonly Column<Distribution>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('distributions.name'),
        always: true,
        cell: ({ id, name }) => (
          <Anchor
            renderRoot={props => (
              <Link to="/distributions/$distributionId" params={{ distributionId: id }} {...props} />
            )}
          >
            <bdi>{name}</bdi>
          </Anchor>
        ),
      },
      { id: 'round', header: t('distributions.round'), end: true, cell: ({ round }) => shown.number(round) },
      { id: 'state', header: t('distributions.state'), cell: each => <Standing of={each} /> },
      { id: 'people', header: t('distributions.people'), end: true, cell: ({ payouts }) => shown.number(payouts) },
      {
        id: 'total',
        header: t('distributions.total'),
        end: true,
        oneLine: true,
        cell: ({ totalMinor, currency }) => shown.money(totalMinor, currency),
      },
      { id: 'createdBy', header: t('distributions.createdBy'), cell: ({ createdBy }) => <Who handle={createdBy} /> },
      {
        id: 'createdAt',
        header: t('distributions.createdAt'),
        oneLine: true,
        cell: ({ createdAt }) => shown.moment(createdAt),
      },
      {
        id: 'approvedBy',
        header: t('distribution.approvedBy'),
        hidden: true,
        cell: ({ approvedBy }) => <Who handle={approvedBy} />,
      },
    ],
    [t, shown],
  )
}
