/** A table of few rows that is there as a whole. On a phone each row is a card, as in `DataTable`: nothing scrolls sideways. */
import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './parts.module.css'

export interface Head {
  readonly name: string
  /** numbers end below each other */
  readonly end?: boolean
  /** what the row is about */
  readonly strong?: boolean
}

interface Props {
  /** what the table shows, for those who do not see it */
  readonly label: string
  /** the first is the title of a row on a phone */
  readonly heads: readonly Head[]
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[]
}

export function ShortTable({ label, heads, rows }: Props) {
  return (
    <div className={`${classes['scroll']} ${classes['cards']}`} tabIndex={0} role="group" aria-label={label}>
      {/* Said again where cards are made of them: what is no longer shown as a table is one all the same. */}
      <Table verticalSpacing="xs" role="table">
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {heads.map(({ name, end }) => (
              <Table.Th key={name} role="columnheader" ta={end ? 'end' : 'start'}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map(({ key, cells }) => (
            <Table.Tr key={key} role="row">
              {heads.map(({ name, end, strong }, at) => (
                <Table.Td
                  key={name}
                  role="cell"
                  ta={end ? 'end' : 'start'}
                  data-label={name}
                  {...(strong ? { fw: 600 } : {})}
                >
                  <div>{cells[at]}</div>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
