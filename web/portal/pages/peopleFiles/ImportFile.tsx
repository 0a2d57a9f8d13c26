/** A list of people: its columns said, looked at with numbers and every mistake, and then taken in in the background. */
import { Button, FileInput, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { asField, asForm } from '../../api/files.ts'
import { FileButton } from '../../parts/FileButton.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { choiceOf, missingOf, twiceOf, type Choice } from './columnChoice.ts'
import { ColumnMap } from './ColumnMap.tsx'
import { ImportNumbers } from './ImportNumbers.tsx'
import { columnsQuery, fileOf, markOf } from './queries.ts'

export function ImportFile({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const [file, setFile] = useState<File | null>(null)
  const [chosen, setChosen] = useState<Choice | null>(null)
  const path = { id: programmeId }
  const columns = useQuery(columnsQuery(programmeId, file))
  const said = file === null ? undefined : columns.data
  const choice = said && (chosen ?? choiceOf(said.fields, said.map))
  const body = () => ({ file: asField(fileOf(file)), columns: JSON.stringify(choice) })
  const look = useMutation({
    mutationFn: () =>
      ask(api.POST('/programmes/{id}/imports/dry-run', { params: { path }, body: body(), bodySerializer: asForm })),
  })
  const take = useAct({
    // What is taken in is told apart by file and columns, so that a second press is the same act.
    run: (_: { file: ReturnType<typeof markOf>; choice: Choice | undefined }, header) =>
      ask(api.POST('/programmes/{id}/imports', { params: { path, header }, body: body(), bodySerializer: asForm })),
    says: ({ rows }) => t('files.begun', { count: rows, rows: shown.number(rows) }),
    done: () => begin(null),
  })
  const begin = (next: File | null): void => {
    setFile(next)
    setChosen(null)
    look.reset()
    take.reset()
  }
  const seen = file === null ? undefined : look.data
  const unclear = !said || !choice || missingOf(said.fields, choice).length > 0 || twiceOf(choice).length > 0
  const error = columns.error ?? look.error ?? take.error
  return (
    <Section
      title={t('files.bringIn')}
      acts={
        <FileButton
          path={`/programmes/${programmeId}/imports/template.xlsx`}
          fileName={`${t('files.templateName')}.xlsx`}
          size="compact-md"
        >
          {t('files.template')}
        </FileButton>
      }
    >
      <Stack gap="sm">
        <Text>{t('files.bringInSays')}</Text>
        <FileInput
          label={t('files.list')}
          placeholder={t('reconciling.chooseFile')}
          accept=".csv,.xlsx,text/csv"
          value={file}
          onChange={begin}
          maw="28rem"
          clearable
          clearButtonProps={{ 'aria-label': t('outside.clearFile') }}
        />
        {said && choice && (
          <>
            <Text>
              {t('files.rowsRead', { number: shown.number(said.rows), columns: shown.number(said.headers.length) })}
            </Text>
            <ColumnMap
              headers={said.headers}
              fields={said.fields}
              choice={choice}
              choose={next => {
                setChosen(next)
                // What was counted was another list.
                look.reset()
              }}
            />
          </>
        )}
        {seen && <ImportNumbers seen={seen} fileName={file?.name ?? ''} />}
        {file !== null && error && <ProblemAlert error={error} />}
        {said && (
          <Group gap="sm">
            <Button
              variant={seen ? 'default' : 'filled'}
              disabled={unclear}
              loading={look.isPending}
              onClick={() => look.mutate()}
            >
              {t('files.look')}
            </Button>
            {seen && (
              <Button
                loading={take.isPending}
                disabled={seen.wouldImport === 0}
                onClick={() => take.mutate({ file: markOf(file), choice })}
              >
                {t('files.takeIn', { number: shown.number(seen.wouldImport) })}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Section>
  )
}
