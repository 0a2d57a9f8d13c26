/** A chart under its heading: what it says in a sentence, the drawing, the numbers behind it as a table, and as a file. */
import { Button, Group, Table, Text } from '@mantine/core'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Section } from '../Section.tsx'
import classes from './charts.module.css'
import { csvOf, keepFile, type Cell } from './csv.ts'

export interface NumbersColumn {
  readonly head: string
  /** as people read it, with the row it stands in; left out: as it is */
  readonly shown?: (value: Cell, row: readonly Cell[]) => string
  readonly end?: boolean
  /** in the file, where it holds something else there: money in minor units, which nobody reads on the page */
  readonly headInFile?: string
  /** what people read within another column */
  readonly onlyInFile?: boolean
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
                  columns.map(({ head, headInFile }) => headInFile ?? head),
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
          <div className={classes['numbers']} tabIndex={0} role="group" aria-label={title}>
            <Table verticalSpacing="xs" horizontalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  {columns.map(
                    ({ head, end, onlyInFile }) =>
                      !onlyInFile && (
                        <Table.Th key={head} ta={end ? 'end' : 'start'}>
                          {head}
                        </Table.Th>
                      ),
                  )}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row, at) => (
                  <Table.Tr key={at}>
                    {columns.map(
                      ({ head, shown = String, end, onlyInFile }, cell) =>
                        !onlyInFile && (
                          <Table.Td key={head} ta={end ? 'end' : 'start'}>
                            {shown(row[cell] ?? null, row)}
                          </Table.Td>
                        ),
                    )}
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
