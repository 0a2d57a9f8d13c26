/** Whose rows of a list are new or different since the last round: who decides sees the people behind a count. */
import { Anchor, Modal } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Change, Distribution, ListRow } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { NumberOnList } from './NumberOnList.tsx'
import { useGivesBack } from '../../parts/useGivesBack.ts'

const pageSize = 50

interface Props {
  readonly distribution: Distribution
  readonly change: Change
  readonly count: number
  readonly amountMinor: string
}

/** How many and how much; to their rows for whoever may see the list. */
export function ChangeCount({ distribution, change, count, amountMinor }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  const [opened, setOpened] = useState(false)
  const counted = `${shown.number(count)} · ${shown.money(amountMinor, distribution.currency)}`
  if (count === 0 || !may('distributions.list', distribution.programmeId)) return counted
  return (
    <>
      <Anchor
        component="button"
        type="button"
        onClick={() => setOpened(true)}
        aria-label={`${t(`distribution.change.${change}`)}: ${counted}`}
      >
        {counted}
      </Anchor>
      {opened && <Rows distribution={distribution} change={change} close={() => setOpened(false)} />}
    </>
  )
}

interface RowsProps {
  readonly distribution: Distribution
  readonly change: Change
  readonly close: () => void
}

function Rows({ distribution: { id, programmeId, currency }, change, close }: RowsProps) {
  const { t } = useTranslation()
  useGivesBack()
  const cursor = useCursor([id, change], pageSize)
  const rows = useQuery({
    queryKey: ['distribution', id, 'list', change, cursor.after],
    queryFn: () => {
      const query = { change, limit: pageSize, ...(cursor.after && { after: Number(cursor.after) }) }
      return ask(api.GET('/distributions/{id}/list', { params: { path: { id }, query } }))
    },
    placeholderData: keepPreviousData,
  })
  const columns = useColumns(programmeId, currency)
  const data = rows.data
  const title = `${t('distribution.changes')}: ${t(`distribution.change.${change}`)}`
  return (
    <Modal opened onClose={close} size="xl" title={title} closeButtonProps={{ 'aria-label': t('confirm.close') }}>
      <DataTable
        name="listByChange"
        label={title}
        columns={columns}
        rows={data?.items}
        rowId={({ payoutId }) => payoutId}
        error={data === undefined ? rows.error : null}
        again={() => void rows.refetch()}
        busy={rows.isPlaceholderData}
        paging={cursor.paging(data && { next: data.next, here: data.items.length })}
        empty={<Empty title={t('distribution.noPayouts')} says={t('distribution.noPayoutsSays')} />}
      />
    </Modal>
  )
}

function useColumns(programmeId: string, currency: string): readonly Column<ListRow>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'person',
        header: t('distribution.person'),
        always: true,
        cell: ({ ref, beneficiaryId }) => (
          <Anchor
            style={{ whiteSpace: 'nowrap' }}
            renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
          >
            {ref}
          </Anchor>
        ),
      },
      { id: 'name', header: t('people.name'), cell: ({ name }) => <bdi>{name}</bdi> },
      { id: 'place', header: t('people.place'), cell: ({ place }) => <bdi>{place}</bdi> },
      { id: 'phone', header: t('people.phone'), cell: row => <NumberOnList row={row} programmeId={programmeId} /> },
      {
        id: 'before',
        header: t('lists.about.before'),
        end: true,
        cell: ({ previousAmountMinor }) =>
          previousAmountMinor === null ? '–' : shown.money(previousAmountMinor, currency),
      },
      {
        id: 'amount',
        header: t('lists.about.now'),
        end: true,
        oneLine: true,
        cell: ({ amountMinor }) => shown.money(amountMinor, currency),
      },
    ],
    [t, shown, programmeId, currency],
  )
}
