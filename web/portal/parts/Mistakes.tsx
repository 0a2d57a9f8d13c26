/** What is wrong with the rows of a file: the first ones here, all of them to take along. */
import { Alert, Button, List } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { asCsv, saveFile } from '../api/files.ts'
import { useShown } from '../shown/useShown.ts'

/** More nobody reads on a screen. */
const shownHere = 10

export interface Mistake {
  readonly row: number
  readonly says: string
}

interface Props {
  readonly title: string
  readonly colour: 'red' | 'orange'
  readonly rows: readonly Mistake[]
  /** without its ending */
  readonly fileName: string
}

export function Mistakes({ title, colour, rows, fileName }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  if (rows.length === 0) return null
  const save = (): void =>
    saveFile(
      asCsv([[t('files.row'), t('files.mistake')], ...rows.map(({ row, says }) => [row, says])]),
      `${fileName}.csv`,
    )
  return (
    <Alert color={colour} title={title}>
      <List size="sm">
        {rows.slice(0, shownHere).map(({ row, says }, at) => (
          <List.Item key={`${row} ${at}`}>
            {t('reconciling.row', { row: shown.number(row) })}: <bdi>{says}</bdi>
          </List.Item>
        ))}
      </List>
      <Button mt="sm" size="compact-sm" variant="default" onClick={save}>
        {t('files.allMistakes', { number: shown.number(rows.length) })}
      </Button>
    </Alert>
  )
}
