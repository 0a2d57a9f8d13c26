/** What a file changes: how many people, which fields, and each as it was and would be. */
import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChangesSeen } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import classes from '../../parts/parts.module.css'
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
    <div className={classes['scroll']} tabIndex={0} role="group" aria-label={t('files.beforeAfter')}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('people.ref')}</Table.Th>
            <Table.Th>{t('files.fieldHead')}</Table.Th>
            <Table.Th>{t('files.before')}</Table.Th>
            <Table.Th>{t('files.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, shownHere).flatMap(({ row, ref, fields }) =>
            fields.map(({ field, before, after }) => (
              <Table.Tr key={`${row} ${field}`}>
                <Table.Td>{ref}</Table.Td>
                <Table.Td>{fieldName(field)}</Table.Td>
                <Table.Td>
                  <bdi>{before ?? '–'}</bdi>
                </Table.Td>
                <Table.Td fw={600}>
                  <bdi>{after ?? '–'}</bdi>
                </Table.Td>
              </Table.Tr>
            )),
          )}
        </Table.Tbody>
      </Table>
      {rows.length > shownHere && (
        <Text size="sm" c="dimmed" p="xs">
          {t('files.firstOf', { shown: shown.number(shownHere), number: shown.number(rows.length) })}
        </Text>
      )}
    </div>
  )
}
