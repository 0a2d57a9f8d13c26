/**
 * A table whose rows come from the API page by page: sorted and filtered there, its columns chosen and remembered here.
 * Arrow keys go from row to row by the first link of each.
 */
import { Table, Text, UnstyledButton } from '@mantine/core'
import { useCallbackRef } from '@mantine/hooks'
import {
  columnVisibilityFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type ColumnVisibilityState,
} from '@tanstack/react-table'
import type { TFunction } from 'i18next'
import { memo, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { recall, remember } from '../shown/remembered.ts'
import { ColumnsMenu } from './ColumnsMenu.tsx'
import { Pager, type Paging } from './Pager.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'
import { SortChoice } from './SortChoice.tsx'
import { TickBox } from './TickBox.tsx'
import { useNarrow } from './useNarrow.ts'
import classes from './parts.module.css'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** the API can sort by it, under this id */
  readonly sortable?: boolean
  /** not shown until somebody asks for it */
  readonly hidden?: boolean
  /** can not be put away */
  readonly always?: boolean
  /** numbers end below each other */
  readonly end?: boolean
  /** short enough to stand on one line: a moment, a reference */
  readonly oneLine?: boolean
}

export interface Sort {
  readonly by: string
  readonly descending: boolean
}

interface Props<Row> {
  /** under which the chosen columns are remembered */
  readonly name: string
  /** what the table shows, for those who do not see it */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[] | undefined
  readonly rowId: (row: Row) => string
  readonly empty: ReactNode
  readonly error?: unknown
  readonly again?: () => void
  /** older rows stay while newer ones are fetched */
  readonly busy?: boolean
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
  readonly paging?: Paging
  readonly chosen?: ReadonlySet<string>
  readonly onChoose?: (chosen: ReadonlySet<string>) => void
  /** what a row is called, for the box that chooses it */
  readonly rowName?: (row: Row) => string
  readonly toolbar?: ReactNode
  /** counts up when a saved view has written down other columns */
  readonly view?: number
}

const features = tableFeatures({ columnVisibilityFeature })
type Features = typeof features

export function DataTable<Row extends object>(props: Props<Row>) {
  const { name, label, columns, rows, rowId, chosen, onChoose, rowName, sort, onSort } = props
  const { t } = useTranslation()
  const narrow = useNarrow()
  const remembered = (): ColumnVisibilityState => recall<ColumnVisibilityState>(`columns.${name}`) ?? {}
  const [chosenColumns, setChosenColumns] = useState(remembered)
  const [view, setView] = useState(props.view)
  if (view !== props.view) {
    setView(props.view)
    setChosenColumns(remembered())
  }
  // Worked out anew, for some columns are known only after the table stands.
  const visible = useMemo(
    (): ColumnVisibilityState => ({
      ...Object.fromEntries(columns.filter(({ hidden }) => hidden === true).map(({ id }) => [id, false])),
      ...chosenColumns,
    }),
    [columns, chosenColumns],
  )
  const defs = useMemo(() => columns.map((column): ColumnDef<Features, Row> => ({ id: column.id })), [columns])
  const table = useTable({
    features,
    columns: defs,
    data: (rows ?? none) as Row[],
    state: { columnVisibility: visible },
    getRowId: rowId,
  })
  const show = (id: string, on: boolean): void => {
    const next = { ...chosenColumns, [id]: on }
    setChosenColumns(next)
    remember(`columns.${name}`, next)
  }
  const visibleIds = table
    .getVisibleLeafColumns()
    .map(({ id }) => id)
    .join(' ')
  const shown = useMemo(
    () => visibleIds.split(' ').flatMap(id => columns.filter(column => column.id === id)),
    [visibleIds, columns],
  )
  const ids = (rows ?? []).map(rowId)
  const all = chosen !== undefined && ids.length > 0 && ids.every(id => chosen.has(id))
  const some = chosen !== undefined && ids.some(id => chosen.has(id))
  const choose = (which: readonly string[], on: boolean): void => {
    const next = new Set(chosen)
    for (const id of which) on ? next.add(id) : next.delete(id)
    onChoose?.(next)
  }
  const failed = props.error !== null && props.error !== undefined
  // The same function for as long as the table stands, so that a row is drawn again only when it is another one.
  const chooseOne = useCallbackRef((id: string, on: boolean) => choose([id], on))

  return (
    <div>
      <div className={classes['tools']}>
        {/* One place at every width: a phone that is turned keeps what is open and typed in it. */}
        <div className={classes['toolbar']}>{props.toolbar}</div>
        {narrow && sort && onSort && <SortChoice columns={columns} sort={sort} onSort={onSort} />}
        {rows?.length !== 0 && <ColumnsMenu columns={columns} visible={visible} show={show} />}
      </div>
      {failed ? (
        <ProblemAlert error={props.error} {...(props.again ? { again: props.again } : {})} />
      ) : (
        <div
          className={`${classes['scroll']} ${classes['cards']}`}
          tabIndex={0}
          role="group"
          aria-label={label}
          aria-busy={props.busy === true || rows === undefined}
        >
          {/* Said again where cards are made of them: what is no longer shown as a table is one all the same. */}
          <Table highlightOnHover verticalSpacing="xs" onKeyDown={rowByRow} role="table">
            <Table.Thead role="rowgroup" {...(chosen && ids.length > 0 ? { 'data-chooses': true } : {})}>
              <Table.Tr role="row">
                {chosen && (
                  <Table.Th w={40} role="columnheader" data-label={t('table.chooseAll')}>
                    <TickBox
                      label={t('table.chooseAll')}
                      checked={all}
                      partly={some && !all}
                      disabled={ids.length === 0 || props.busy === true}
                      onChange={on => choose(ids, on)}
                    />
                  </Table.Th>
                )}
                {shown.map(column => (
                  <Heading
                    key={column.id}
                    column={column}
                    {...(sort && onSort && column.sortable ? { sort, onSort } : {})}
                  />
                ))}
              </Table.Tr>
            </Table.Thead>
            {/* Older rows are none of those that are asked for now: they are seen, and neither chosen nor acted on. */}
            <Table.Tbody
              role="rowgroup"
              className={props.busy ? classes['busy'] : undefined}
              inert={props.busy === true}
            >
              {rows?.map(row => {
                const id = rowId(row)
                return (
                  <BodyRow
                    key={id}
                    id={id}
                    row={row}
                    columns={shown}
                    chosen={chosen?.has(id)}
                    choose={chooseOne}
                    called={rowName?.(row) ?? ''}
                    t={t}
                  />
                )
              })}
            </Table.Tbody>
          </Table>
          {rows?.length === 0 && props.empty}
          {rows === undefined && (
            <Text role="status" p="md" c="dimmed">
              {t('loading')}
            </Text>
          )}
        </div>
      )}
      {props.paging && (
        <Pager {...props.paging} busy={!failed && (props.busy === true || props.paging.busy === true)} />
      )}
    </div>
  )
}

const none: never[] = []

// Rows and cells as the library makes them: with their styles worked out for each of five hundred, they come half as fast.
const rowClass = Table.Tr.classes['tr'] ?? ''
const cellClass = Table.Td.classes['td'] ?? ''

interface BodyRowProps<Row> {
  readonly id: string
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  /** undefined: rows of this table are not chosen */
  readonly chosen: boolean | undefined
  readonly choose: (id: string, on: boolean) => void
  readonly called: string
  readonly t: TFunction
}

function OneRow<Row>({ id, row, columns, chosen, choose, called, t }: BodyRowProps<Row>) {
  return (
    <tr role="row" className={rowClass} data-hover data-with-row-border>
      {chosen !== undefined && (
        <td role="cell" className={cellClass} data-chooses>
          <TickBox label={t('table.choose', { name: called })} checked={chosen} onChange={on => choose(id, on)} />
        </td>
      )}
      {columns.map(({ id, end, header, oneLine, cell }) => (
        <td
          key={id}
          role="cell"
          style={{ textAlign: end ? 'end' : 'start' }}
          data-label={header}
          className={oneLine ? `${cellClass} ${classes['oneLine']}` : cellClass}
        >
          <div>{cell(row)}</div>
        </td>
      ))}
    </tr>
  )
}
/** Fifty of them take longer to draw than to fetch. */
const BodyRow = memo(OneRow) as typeof OneRow

interface HeadingProps<Row> {
  readonly column: Column<Row>
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
}

function Heading<Row>({ column: { id, header, end }, sort, onSort }: HeadingProps<Row>) {
  const ta = end ? 'end' : 'start'
  if (!sort || !onSort)
    return (
      <Table.Th ta={ta} role="columnheader">
        {header}
      </Table.Th>
    )
  const on = sort.by === id
  return (
    <Table.Th ta={ta} role="columnheader" aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <UnstyledButton
        className={classes['sort']}
        fz="sm"
        onClick={() => onSort({ by: id, descending: on && !sort.descending })}
      >
        {header}
        <span aria-hidden="true">{on ? (sort.descending ? '▼' : '▲') : '↕'}</span>
      </UnstyledButton>
    </Table.Th>
  )
}

/** From the first link of a row to that of the next or the one before. */
function rowByRow(event: KeyboardEvent<HTMLTableElement>): void {
  const step =
    event.key === 'ArrowDown' ? 'nextElementSibling' : event.key === 'ArrowUp' ? 'previousElementSibling' : null
  const here = event.target instanceof HTMLElement ? event.target.closest('tbody tr') : null
  if (step === null || !here) return
  const there = here[step]?.querySelector<HTMLElement>('a')
  if (!there) return
  event.preventDefault()
  there.focus()
}
