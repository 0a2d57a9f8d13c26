/** Many people changed by a file: before and after of each is seen first, and then all of it is stored, or nothing. */
import { Button, FileInput, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { asField, asForm } from '../../api/files.ts'
import { Problem } from '../../api/problem.ts'
import type { ChangesSeen } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Mistakes } from '../../parts/Mistakes.tsx'
import { Page } from '../../parts/Page.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { ChangesTable, ChangesNumbers } from './ChangesTable.tsx'
import { fileOf, markOf } from './queries.ts'

export function Changes() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/people/changes' })
  const { all } = useProgrammes()
  return (
    <Page title={t('files.page.changes')} above={all.find(({ id }) => id === programmeId)?.name}>
      <PeopleTabs programmeId={programmeId} />
      <ChangeFile key={programmeId} programmeId={programmeId} />
    </Page>
  )
}

function ChangeFile({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const [file, setFile] = useState<File | null>(null)
  const [stored, setStored] = useState<ChangesSeen | null>(null)
  const path = { id: programmeId }
  const read = useQuery({
    queryKey: ['changes', programmeId, ...markOf(file)],
    queryFn: () =>
      ask(
        api.POST('/programmes/{id}/beneficiaries/changes/dry-run', {
          params: { path },
          body: { file: asField(fileOf(file)) },
          bodySerializer: asForm,
        }),
      ),
    enabled: file !== null,
    retry: false,
    staleTime: 0,
    // Before and after of people are kept no longer than they are looked at.
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const store = useAct({
    run: (given: { file: ReturnType<typeof markOf>; digest: string }, header) =>
      ask(
        api.POST('/programmes/{id}/beneficiaries/changes', {
          params: { path, header },
          body: { file: asField(fileOf(file)), digest: given.digest },
          bodySerializer: asForm,
        }),
      ),
    says: ({ changed }) => t('files.changedNow', { number: shown.number(changed) }),
    done: answer => {
      setStored(answer)
      setFile(null)
    },
  })
  const seen = file === null ? undefined : read.data
  const error = read.error ?? store.error
  return (
    <Section title={t('files.change')}>
      <Stack gap="sm">
        <Text>{t('files.changeSays')}</Text>
        <FileInput
          label={t('files.changeFile')}
          placeholder={t('reconciling.chooseFile')}
          accept=".csv,.xlsx,text/csv"
          value={file}
          onChange={next => {
            setFile(next)
            setStored(null)
            store.reset()
          }}
          maw="28rem"
          clearable
          clearButtonProps={{ 'aria-label': t('outside.clearFile') }}
        />
        {file !== null && error && <Wrong error={error} />}
        {seen && (
          <>
            <Mistakes
              colour="red"
              title={t('outside.mendFirst')}
              rows={seen.refused.map(({ row, problems, said }) => ({
                row,
                says: problems.map((each, at) => told(said[at] ?? null, each)).join(' '),
              }))}
              fileName={t('files.mistakes')}
            />
            <ChangesNumbers seen={seen} />
            <ChangesTable rows={seen.changes} />
            <Button
              style={{ alignSelf: 'flex-start' }}
              loading={store.isPending}
              // With anything wrong in it nobody is changed.
              disabled={seen.changed === 0 || seen.refused.length > 0}
              onClick={() => store.mutate({ file: markOf(file), digest: seen.digest })}
            >
              {t('files.storeChanges', { number: shown.number(seen.changed) })}
            </Button>
          </>
        )}
        {stored && stored.changedSince.length > 0 && (
          <>
            <Text fw={600}>{t('files.changedSince')}</Text>
            <ChangesTable rows={stored.changedSince} />
          </>
        )}
      </Stack>
    </Section>
  )
}

/** Mistakes of rows are told as such, and can be taken along; anything else as every problem is. */
function Wrong({ error }: { readonly error: unknown }) {
  const { t } = useTranslation()
  const told = useToldText()
  const rows = (error instanceof Problem ? error.errors : []).flatMap(({ where, says, ...said }) => {
    const row = /^row (\d+)$/.exec(where)?.[1]
    return row === undefined ? [] : [{ row: Number(row), says: told(said, says) }]
  })
  if (rows.length === 0) return <ProblemAlert error={error} />
  return <Mistakes colour="red" title={t('outside.mendFirst')} rows={rows} fileName={t('files.mistakes')} />
}
