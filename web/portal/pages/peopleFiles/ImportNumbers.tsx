/** What a list would bring, in numbers: who can come in, who can not and why. */
import { Alert, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportSeen } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Mistakes } from '../../parts/Mistakes.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { useFieldName } from './ColumnMap.tsx'

interface Props {
  readonly seen: ImportSeen
  readonly fileName: string
}

export function ImportNumbers({ seen, fileName }: Props) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const fieldName = useFieldName()
  const told = useToldText()
  const { rows, wouldImport, known, refused, possibleDuplicates, problemsByCode, operators, refusedRows } = seen
  const problemName = (code: string): string => {
    const key = `files.problem.${code}`
    return i18n.exists(key) ? t(key as 'files.problem.required') : code.replaceAll('_', ' ')
  }
  const mistakes = refusedRows.map(({ row, problems }) => ({
    row,
    says: problems.map(({ column, message, said }) => `${fieldName(column)}: ${told(said, message)}`).join(' '),
  }))
  const whose = Object.entries(operators).sort(([, one], [, other]) => other - one)
  return (
    <Stack gap="sm" role="status">
      <Text fw={600}>{t('files.canComeIn', { can: shown.number(wouldImport), cannot: shown.number(refused) })}</Text>
      <Facts
        facts={[
          { name: t('files.rows'), value: shown.number(rows) },
          { name: t('files.new'), value: shown.number(wouldImport) },
          { name: t('files.knownAlready'), value: shown.number(known) },
          { name: t('files.refused'), value: shown.number(refused) },
          ...Object.entries(problemsByCode).map(([code, count]) => ({
            name: `${t('files.ofThem')}: ${problemName(code)}`,
            value: shown.number(count),
          })),
          { name: t('files.alike'), value: shown.number(possibleDuplicates) },
          ...whose.map(([operator, count]) => ({
            name: t('files.operator', { name: operator === 'unknown' ? t('files.unknownOperator') : operator }),
            value: shown.number(count),
          })),
        ]}
      />
      {wouldImport === 0 && <Alert color="orange">{t('files.nobodyNew')}</Alert>}
      <Mistakes
        colour="orange"
        title={t('files.cannotComeIn')}
        rows={mistakes}
        fileName={`${fileName.replace(/\.[^.]*$/, '')} ${t('files.mistakes')}`}
      />
      {refused > refusedRows.length && (
        <Text size="sm" c="dimmed">
          {t('files.moreAfter', { number: shown.number(refusedRows.length) })}
        </Text>
      )}
    </Stack>
  )
}
