/** A chart under its heading: what it says in a sentence, the drawing, the numbers behind it as a table, and as a file. */
import { Button, Group, Table, Text } from '@mantine/core'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Section } from '../Section.tsx'
import parts from '../parts.module.css'
import classes from './charts.module.css'
import { csvOf, keepFile, type Cell } from './csv.ts'

export interface NumbersColumn {
  readonly head: string
  /** as people read it; left out: as it is */
  readonly shown?: (value: Cell) => string
  readonly end?: boolean
}

interface Props {
  readonly title: string
  /** what it tells, in a sentence with its most important number */
  readonly says: string
  readonly columns: readonly NumbersColumn[]
  readonly rows: readonly (readonly Cell[])[]
  /** the file without `.csv` */
  readonly file: string
  readonly acts?: ReactNode
  readonly children: ReactNode
}

export function ChartSection({ title, says, columns, rows, file, acts, children }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const id = useId()
  const isEmpty = rows.length === 0
  return (
    <Section title={title} acts={acts}>
      {/* Where there is nothing, what stands in its place says so. */}
      {!isEmpty && (
        <Text c="dimmed" mb="sm">
          {says}
        </Text>
      )}
      <div className={classes['chart']}>{children}</div>
      {!isEmpty && (
        <Group mt="md" gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {open ? t('insight.hideNumbers') : t('insight.showNumbers')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('insight.downloadOf', { name: title })}
            onClick={() =>
              keepFile(
                `${file}.csv`,
                csvOf(
                  columns.map(({ head }) => head),
                  rows,
                ),
              )
            }
          >
            {t('insight.download')}
          </Button>
        </Group>
      )}
      <div id={id} hidden={!open}>
        {open && (
          <div className={parts['scroll']} tabIndex={0} role="group" aria-label={title}>
            <Table mt="sm" verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  {columns.map(({ head, end }) => (
                    <Table.Th key={head} ta={end ? 'end' : 'start'}>
                      {head}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row, at) => (
                  <Table.Tr key={at}>
                    {columns.map(({ head, shown = String, end }, cell) => (
                      <Table.Td key={head} ta={end ? 'end' : 'start'}>
                        {shown(row[cell] ?? null)}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </div>
    </Section>
  )
}
