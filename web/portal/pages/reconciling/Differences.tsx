/** What differs between a statement and our book: counted by kind, then line by line, with the case that it became. */
import { Anchor, Group, NativeSelect, Stack } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Difference, Statement } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FileLink } from '../../parts/FileLink.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { results, type Result } from './results.ts'

const pageSize = 50

export function Differences({ statement: { id, counts } }: { readonly statement: Statement }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const [result, setResult] = useState<Result | undefined>(undefined)
  const cursor = useCursor([id, result], pageSize)
  const list = useQuery({
    queryKey: ['statement', id, 'differences', result, cursor.after],
    queryFn: () => {
      const query = { limit: pageSize, ...(result && { result }), ...(cursor.after && { after: cursor.after }) }
      return ask(api.GET('/statements/{id}/differences', { params: { path: { id }, query } }))
    },
    placeholderData: keepPreviousData,
    // Each look is written down with who looked.
    refetchOnWindowFocus: false,
  })
  const columns = useColumns()
  const counted = results.filter(each => (counts[each] ?? 0) > 0)
  return (
    <Section title={t('reconciling.differences')}>
      <Stack gap="sm">
        <DataTable
          name="differences"
          label={t('reconciling.differences')}
          columns={columns}
          rows={list.data?.items}
          rowId={({ id }) => id}
          error={list.data === undefined ? list.error : null}
          again={() => void list.refetch()}
          busy={list.isPlaceholderData}
          paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
          toolbar={
            <Group gap="sm" align="flex-end">
              <NativeSelect
                label={t('reconciling.result')}
                value={result ?? ''}
                onChange={event => setResult(results.find(each => each === event.currentTarget.value))}
                data={[
                  { value: '', label: t('reconciling.allDifferences') },
                  ...counted.map(value => ({
                    value,
                    label: `${t(`reconciling.is.${value}`)} (${shown.number(counts[value] ?? 0)})`,
                  })),
                ]}
              />
              {(['xlsx', 'csv'] as const).map(format => (
                <FileLink key={format} path={`/statements/${id}/differences.${format}?language=${i18n.language}`}>
                  {t(format === 'xlsx' ? 'reconciling.asXlsx' : 'reconciling.asCsv')}
                </FileLink>
              ))}
            </Group>
          }
          empty={<Empty title={t('reconciling.agrees')} says={t('reconciling.agreesSays')} />}
        />
      </Stack>
    </Section>
  )
}

function useColumns(): readonly Column<Difference>[] {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  return useMemo(() => {
    const resultText = (result: string): string =>
      i18n.exists(`reconciling.is.${result}`) ? t(`reconciling.is.${result as 'matched'}`) : result.replaceAll('_', ' ')
    const meaning = (result: string): string | null =>
      i18n.exists(`differenceSays.${result}`) ? t(`differenceSays.${result as 'matched'}`) : null
    return [
      { id: 'result', header: t('reconciling.result'), always: true, cell: ({ result }) => resultText(result) },
      { id: 'at', header: t('reconciling.when'), oneLine: true, cell: ({ at }) => shown.moment(at) },
      {
        id: 'theirs',
        header: t('reconciling.theirs'),
        end: true,
        cell: ({ amountMinor, currency, result }) =>
          result === 'missing_at_theirs' ? '–' : shown.money(amountMinor, currency),
      },
      {
        id: 'ours',
        header: t('reconciling.ours'),
        end: true,
        cell: ({ ourAmountMinor, currency }) => (ourAmountMinor === null ? '–' : shown.money(ourAmountMinor, currency)),
      },
      { id: 'receipt', header: t('person.receipt'), cell: ({ receipt }) => <bdi dir="ltr">{receipt ?? '–'}</bdi> },
      { id: 'number', header: t('people.phone'), cell: ({ number }) => <bdi dir="ltr">{number ?? '–'}</bdi> },
      { id: 'name', header: t('people.name'), hidden: true, cell: ({ name }) => <bdi>{name ?? '–'}</bdi> },
      {
        id: 'case',
        header: t('work.case'),
        cell: ({ caseId, caseState }) =>
          caseId === null ? (
            '–'
          ) : (
            <Anchor renderRoot={props => <Link to="/work/$caseId" params={{ caseId }} {...props} />}>
              {t(caseState === 'closed' ? 'work.closed' : 'work.open')}
            </Anchor>
          ),
      },
      { id: 'says', header: t('work.what'), hidden: true, cell: ({ result, says }) => meaning(result) ?? says },
    ]
  }, [t, i18n, shown])
}
