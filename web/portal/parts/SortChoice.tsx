/** By what a table is ordered, where it is cards without headings to press. */
import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Column, Sort } from './DataTable.tsx'

interface Props {
  readonly columns: readonly Pick<Column<never>, 'id' | 'header' | 'sortable'>[]
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
}

export function SortChoice({ columns, sort, onSort }: Props) {
  const { t } = useTranslation()
  const options = columns
    .filter(({ sortable }) => sortable === true)
    .flatMap(({ id, header }) => [
      { value: `${id} up`, label: t('narrow.up', { name: header }) },
      { value: `${id} down`, label: t('narrow.down', { name: header }) },
    ])
  return (
    <NativeSelect
      label={t('narrow.order')}
      value={`${sort.by} ${sort.descending ? 'down' : 'up'}`}
      onChange={event => {
        const [by = '', direction] = event.currentTarget.value.split(' ')
        onSort({ by, descending: direction === 'down' })
      }}
      data={options}
    />
  )
}
