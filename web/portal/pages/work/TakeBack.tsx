/** A list that comes back filled in: read and told about whole before anything of it is stored. */
import { Alert, Button, FileInput, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { asField, asForm } from '../../api/files.ts'
import { Facts } from '../../parts/Facts.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText, type Told } from '../../shown/useToldText.ts'

interface Row {
  readonly row: number
  readonly says: string
  readonly said: Told | null
  readonly column?: string
}

export function TakeBack({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const [file, setFile] = useState<File | null>(null)
  const path = { id: programmeId }
  const read = useQuery({
    queryKey: ['take back', programmeId, file?.name, file?.size, file?.lastModified],
    queryFn: () => {
      if (!file) throw new Error('No file is chosen.')
      const given = { params: { path }, body: { file: asField(file) }, bodySerializer: asForm }
      return ask(api.POST('/programmes/{id}/correction-lists/filled/dry-run', given))
    },
    enabled: file !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const take = useAct({
    run: (_: { file: string; size: number; at: number }, header) => {
      if (!file) throw new Error('No file is chosen.')
      const given = { params: { path, header }, body: { file: asField(file) }, bodySerializer: asForm }
      return ask(api.POST('/programmes/{id}/correction-lists/filled', given))
    },
    says: ({ stored }) =>
      t('outside.taken', {
        rows: shown.number(stored.length),
        numbers: shown.number(stored.filter(({ correctionId }) => correctionId !== null).length),
      }),
    done: () => setFile(null),
  })
  const seen = file === null ? undefined : read.data
  // A mistake in one row stores none.
  const will = seen && seen.problems.length === 0 ? seen.rows - seen.known - seen.stale.length : 0
  const error = read.error ?? take.error
  return (
    <Section title={t('outside.back')}>
      <Stack gap="sm">
        <Text>{t('outside.backSays')}</Text>
        <FileInput
          label={t('outside.filled')}
          placeholder={t('reconciling.chooseFile')}
          accept=".xlsx,.csv"
          value={file}
          onChange={setFile}
          maw="28rem"
          clearable
          clearButtonProps={{ 'aria-label': t('outside.clearFile') }}
        />
        {file !== null && error && <ProblemAlert error={error} />}
        {seen && (
          <>
            <Facts
              facts={[
                { name: t('outside.filledRows'), value: shown.number(seen.rows) },
                { name: t('outside.unfilled'), value: shown.number(seen.unfilled) },
                { name: t('outside.known'), value: shown.number(seen.known) },
                { name: t('outside.stale'), value: shown.number(seen.stale.length) },
                { name: t('outside.mistakes'), value: shown.number(seen.problems.length) },
              ]}
            />
            {seen.problems.length > 0 && <Rows colour="red" title={t('outside.mendFirst')} rows={seen.problems} />}
            {seen.stale.length > 0 && <Rows colour="orange" title={t('outside.leftOut')} rows={seen.stale} />}
            <Button
              style={{ alignSelf: 'flex-start' }}
              loading={take.isPending}
              disabled={will <= 0}
              onClick={() => file && take.mutate({ file: file.name, size: file.size, at: file.lastModified })}
            >
              {t('outside.take', { number: shown.number(Math.max(will, 0)) })}
            </Button>
          </>
        )}
      </Stack>
    </Section>
  )
}

function Rows({
  colour,
  title,
  rows,
}: {
  readonly colour: string
  readonly title: string
  readonly rows: readonly Row[]
}) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const columnName = (column: string): string => {
    const key = `outside.column.${column.replaceAll(' ', '_')}`
    return i18n.exists(key) ? t(key as 'outside.column.case') : `\u2068${column}\u2069`
  }
  return (
    <Alert color={colour} title={title}>
      <List size="sm">
        {rows.map(({ row, column, says, said }) => (
          <List.Item key={`${row} ${column ?? ''} ${says}`}>
            {t('reconciling.row', { row: shown.number(row) })}
            {column === undefined ? '' : `, ${columnName(column)}`}: {told(said, says)}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
