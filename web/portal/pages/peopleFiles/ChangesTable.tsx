/** What a file changes: how many people, which fields, and each as it was and would be. */
import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChangesSeen } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { useFieldName } from './ColumnMap.tsx'

/** More nobody compares by eye; the numbers are of all. */
const shownHere = 50

export function ChangesNumbers({ seen }: { readonly seen: ChangesSeen }) {
  const { t } = useTranslation()
  const shown = useShown()
  const fieldName = useFieldName()
  const told = useToldText()
  const left = seen.columns.filter(({ is }) => is === 'left')
  return (
    <>
      <Facts
        facts={[
          { name: t('files.rows'), value: shown.number(seen.rows) },
          { name: t('files.willChange'), value: shown.number(seen.changed) },
          ...Object.entries(seen.byField).map(([field, count]) => ({
            name: `${t('files.ofThem')}: ${fieldName(field)}`,
            value: shown.number(count),
          })),
          { name: t('files.soAlready'), value: shown.number(seen.unchanged) },
        ]}
      />
      {left.map(({ header, says, said }) => (
        <Text key={header} size="sm" c="dimmed">
          {t('files.left', { columns: header })} {told(said, says ?? '')}
        </Text>
      ))}
    </>
  )
}

export function ChangesTable({ rows }: { readonly rows: ChangesSeen['changes'] }) {
  const { t } = useTranslation()
  const shown = useShown()
  const fieldName = useFieldName()
  if (rows.length === 0) return null
  return (
    <>
      <ShortTable
        label={t('files.beforeAfter')}
        heads={[
          { name: t('people.ref') },
          { name: t('files.fieldHead') },
          { name: t('files.before') },
          { name: t('files.after'), strong: true },
        ]}
        rows={rows.slice(0, shownHere).flatMap(({ row, ref, fields }) =>
          fields.map(({ field, before, after }) => ({
            key: `${row} ${field}`,
            cells: [ref, fieldName(field), <bdi>{before ?? '–'}</bdi>, <bdi>{after ?? '–'}</bdi>],
          })),
        )}
      />
      {rows.length > shownHere && (
        <Text size="sm" c="dimmed" p="xs">
          {t('files.firstOf', { shown: shown.number(shownHere), number: shown.number(rows.length) })}
        </Text>
      )}
    </>
  )
}
