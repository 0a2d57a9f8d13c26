/** Lists of people: a new one brought in, and how far those before are. They go on whoever leaves the page. */
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { ImportFile } from './ImportFile.tsx'
import { RefusedRows } from './RefusedRows.tsx'
import { importsQuery } from './queries.ts'

export function Imports() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/people/import' })
  const { all } = useProgrammes()
  const { mayWhole } = useSession()
  const lists = useQuery(importsQuery(programmeId))
  const columns = useColumns(programmeId)
  return (
    <Page title={t('files.page.import')} above={all.find(({ id }) => id === programmeId)?.name}>
      <PeopleTabs programmeId={programmeId} />
      {mayWhole('imports.make', programmeId) && <ImportFile key={programmeId} programmeId={programmeId} />}
      <Section title={t('files.soFar')}>
        <DataTable
          name="imports"
          label={t('files.soFar')}
          columns={columns}
          rows={lists.data}
          rowId={({ id }) => id}
          error={lists.data === undefined ? lists.error : null}
          again={() => void lists.refetch()}
          empty={<Empty title={t('files.noLists')} says={t('files.noListsSays')} />}
        />
      </Section>
    </Page>
  )
}

function useColumns(programmeId: string): readonly Column<Import>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const { may, mayWhole } = useSession()
  const seesPeople = may('people.read', programmeId)
  const mayFetch = mayWhole('imports.refusedRows', programmeId)
  return useMemo(
    () => [
      { id: 'file', header: t('files.list'), always: true, cell: ({ fileName }) => <bdi>{fileName}</bdi> },
      {
        id: 'state',
        header: t('people.state'),
        cell: ({ state, rowsRead }) => (
          <Text size="sm" role="status">
            {t(`files.state.${state}`)}
            {state === 'running' && ` · ${shown.number(rowsRead)}`}
          </Text>
        ),
      },
      {
        id: 'imported',
        header: t('files.new'),
        end: true,
        cell: ({ id, imported, fileName }) =>
          imported === 0 || !seesPeople ? (
            shown.number(imported)
          ) : (
            <Anchor
              aria-label={t('ownFields.brought', { number: shown.number(imported), file: fileName })}
              renderRoot={props => (
                <Link to="/programmes/$programmeId/people" params={{ programmeId }} search={{ list: id }} {...props} />
              )}
            >
              {shown.number(imported)}
            </Anchor>
          ),
      },
      { id: 'known', header: t('files.knownAlready'), end: true, cell: ({ known }) => shown.number(known) },
      {
        id: 'refused',
        header: t('files.refused'),
        end: true,
        cell: each =>
          each.refused > 0 && each.state === 'done' && mayFetch ? (
            <RefusedRows list={each} />
          ) : (
            shown.number(each.refused)
          ),
      },
      {
        id: 'by',
        header: t('files.by'),
        cell: ({ createdBy, createdAt }) => (
          <>
            <Who handle={createdBy} />, {shown.ago(createdAt)}
          </>
        ),
      },
      {
        id: 'finishedAt',
        header: t('files.finished'),
        hidden: true,
        oneLine: true,
        cell: ({ finishedAt }) => shown.moment(finishedAt),
      },
    ],
    [t, shown, mayFetch, seesPeople, programmeId],
  )
}
