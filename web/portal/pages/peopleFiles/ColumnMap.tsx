/** One line for each thing that a list can hold: from which column of the file it is taken. */
import { Alert, NativeSelect, SimpleGrid, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useShown } from '../../shown/useShown.ts'
import { leftOf, missingOf, twiceOf, type Choice, type FieldOfList } from './columnChoice.ts'

export interface Field extends FieldOfList {
  readonly own: boolean
  readonly labels: Readonly<Record<string, string>>
}

interface Props {
  readonly headers: readonly string[]
  readonly fields: readonly Field[]
  readonly choice: Choice
  readonly choose: (choice: Choice) => void
}

const known = [
  'name',
  'phone',
  'place',
  'householdSize',
  'language',
  'nationalId',
  'consent',
  'remarks',
  'partner',
  'submittedAt',
]

/** What a field is called: ours in the reader’s words, the programme’s own as it is asked. */
export function useFieldName(): (field: string, labels?: Readonly<Record<string, string>>) => string {
  const { t, i18n } = useTranslation()
  return (field, labels = {}) =>
    known.includes(field)
      ? t(`files.field.${field as 'name'}`)
      : (labels[i18n.language] ?? Object.values(labels)[0] ?? field.replace(/^custom\./, '').replaceAll('_', ' '))
}

export function ColumnMap({ headers, fields, choice, choose }: Props) {
  const { t } = useTranslation()
  const fieldName = useFieldName()
  const shown = useShown()
  const nameOf = (wanted: string): string => fieldName(wanted, fields.find(({ field }) => field === wanted)?.labels)
  const missing = missingOf(fields, choice)
  const twice = twiceOf(choice)
  const left = leftOf(headers, choice)
  const options = [
    { value: '', label: t('files.noColumn') },
    ...[...new Set(headers)].filter(header => header !== '').map(header => ({ value: header, label: header })),
  ]
  return (
    <Stack gap="sm">
      <Text>{t('files.mapSays')}</Text>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {fields.map(({ field, labels, required }) => (
          <NativeSelect
            key={field}
            label={fieldName(field, labels)}
            description={t(required ? 'files.mustBe' : 'files.mayBe')}
            value={choice[field] ?? ''}
            onChange={event => choose({ ...choice, [field]: event.currentTarget.value })}
            data={options}
            error={
              missing.includes(field) ? t('files.chooseOne') : twice.includes(choice[field] ?? '') && t('files.twice')
            }
          />
        ))}
      </SimpleGrid>
      {missing.length > 0 && (
        <Alert color="orange">{t('files.missing', { fields: shown.list(missing.map(nameOf)) })}</Alert>
      )}
      {left.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('files.left', { columns: shown.list(left) })}
        </Text>
      )}
    </Stack>
  )
}
