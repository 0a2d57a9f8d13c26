/** The people of a programme: found, filtered, sorted and paged by the API, changed many at once after a count. */
import { Anchor, Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Folded } from '../../parts/Folded.tsx'
import { Page } from '../../parts/Page.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { PersonState } from '../../parts/StateBadge.tsx'
import { personSorts, readPeopleSearch, type PeopleSearch } from '../../searches.ts'
import { useSession } from '../../session/session.ts'
import { useLanguageName } from '../../shown/useLanguageName.ts'
import { useShown } from '../../shown/useShown.ts'
import { SavedViews } from '../../parts/SavedViews.tsx'
import { BulkActs } from './BulkActs.tsx'
import { Enrol } from './Enrol.tsx'
import { NumberChecks } from './NumberChecks.tsx'
import { useWithOwnColumns } from './useWithOwnColumns.tsx'
import { PeopleAsFile } from './PeopleAsFile.tsx'
import { PeopleFilters } from './PeopleFilters.tsx'
import { PeopleTabs } from './PeopleTabs.tsx'
import { pageSize, peopleQuery, whoOf } from './queries.ts'
import { useMeant } from './useMeant.ts'

export function People() {
  const { t } = useTranslation()
  const shown = useShown()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/people' })
  const search = useSearch({ from: '/programmes/$programmeId/people' })
  const navigate = useNavigate({ from: '/programmes/$programmeId/people' })
  const { all } = useProgrammes()
  const { mayWhole } = useSession()
  const [text, setText] = useState('')
  const meant = useMeant([programmeId, whoOf(search), text])
  // Of which view the table shows the columns.
  const [view, setView] = useState(0)
  const cursor = useCursor([programmeId, search, text], pageSize)
  const people = useQuery({
    ...peopleQuery(programmeId, search, text, cursor.after),
    placeholderData: keepPreviousData,
    // People register, are checked and complete by themselves.
    refetchInterval: 15_000,
  })
  const columns = useWithOwnColumns(programmeId, usePeopleColumns())
  const filter = (next: PeopleSearch): void => void navigate({ search: next, replace: true })
  const on =
    (text === '' ? 0 : 1) + Object.keys(search).filter(name => !['sort', 'down', 'value'].includes(name)).length
  const data = people.data
  const here = useMemo(() => (data?.items ?? []).map(({ id }) => id), [data])
  const nobodyHere = data?.items.length === 0 && meant.chosen.size === 0 && !meant.everybody
  const ticked = useMemo(() => (meant.everybody ? new Set(here) : meant.chosen), [meant.everybody, meant.chosen, here])
  // Whom a search found is chosen one by one: its words are no filter that an act could take.
  const total = text === '' ? data?.total : undefined
  return (
    <Page
      title={t('people.title')}
      above={all.find(({ id }) => id === programmeId)?.name}
      acts={<Enrol key={programmeId} programmeId={programmeId} />}
    >
      <PeopleTabs programmeId={programmeId} />
      <NumberChecks programmeId={programmeId} />
      <DataTable
        name="people"
        view={view}
        label={t('people.title')}
        columns={columns}
        rows={data?.items}
        rowId={({ id }) => id}
        rowName={({ ref }) => ref}
        error={data === undefined ? people.error : null}
        again={() => void people.refetch()}
        busy={people.isPlaceholderData}
        sort={{ by: search.sort ?? 'number', descending: search.down === true }}
        onSort={({ by, descending }) => {
          const sort = personSorts.find(each => each === by)
          const { down: _, ...rest } = search
          filter({ ...rest, ...(sort ? { sort } : {}), ...(descending ? { down: true } : {}) })
        }}
        chosen={ticked}
        onChoose={meant.choose}
        paging={cursor.paging(data && { next: data.next, here: data.items.length, total: data.total })}
        toolbar={
          <>
            <Folded label={on === 0 ? t('narrow.filters') : t('narrow.filtersOn', { number: shown.number(on) })}>
              <PeopleFilters
                key={view}
                programmeId={programmeId}
                search={search}
                text={text}
                filter={filter}
                find={setText}
              />
            </Folded>
            <SavedViews
              page="people"
              programmeId={programmeId}
              search={search}
              table="people"
              columns={columns}
              apply={saved => {
                setText('')
                setView(view + 1)
                filter(readPeopleSearch(saved))
              }}
            />
            {!nobodyHere && (
              <Folded label={t('narrow.many')} open={ticked.size > 0}>
                <BulkActs
                  programmeId={programmeId}
                  search={search}
                  meant={meant}
                  total={total}
                  // Those of another question are no page of this one.
                  here={people.isPlaceholderData ? [] : here}
                />
              </Folded>
            )}
            {mayWhole('people.export', programmeId) && (
              <PeopleAsFile
                programmeId={programmeId}
                search={search}
                columns={columns}
                chosen={meant.chosen}
                total={people.isPlaceholderData ? undefined : total}
              />
            )}
          </>
        }
        empty={
          on > 0 ? (
            <Empty title={t('people.noneTitle')} says={t(text === '' ? 'people.noneSays' : 'plainly.notFound')} />
          ) : (
            <Empty title={t('people.emptyTitle')} says={t('people.emptySays')}>
              {mayWhole('imports.make', programmeId) && (
                <Button
                  renderRoot={props => (
                    <Link to="/programmes/$programmeId/people/import" params={{ programmeId }} {...props} />
                  )}
                >
                  {t('files.page.import')}
                </Button>
              )}
            </Empty>
          )
        }
      />
    </Page>
  )
}

const anchorClass = Anchor.classes['root'] ?? ''

function usePeopleColumns(): readonly Column<Person>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const languageName = useLanguageName()
  return useMemo(
    () => [
      {
        id: 'number',
        header: t('people.ref'),
        always: true,
        sortable: true,
        cell: ({ id, ref }) => (
          // A link as `Anchor` makes it, without its styles worked out for each of fifty.
          <Link
            to="/people/$personId"
            params={{ personId: id }}
            className={anchorClass}
            data-underline="hover"
            style={{ whiteSpace: 'nowrap' }}
          >
            {ref}
          </Link>
        ),
      },
      { id: 'name', header: t('people.name'), cell: ({ name }) => <bdi>{name}</bdi> },
      { id: 'state', header: t('people.state'), sortable: true, cell: ({ state }) => <PersonState state={state} /> },
      { id: 'phone', header: t('people.phone'), cell: ({ phone }) => <bdi dir="ltr">{phone ?? '–'}</bdi> },
      {
        id: 'accountCheck',
        header: t('people.check'),
        sortable: true,
        cell: ({ accountCheck }) => t(`accountCheck.${accountCheck}`),
      },
      { id: 'place', header: t('people.place'), sortable: true, cell: ({ place }) => <bdi>{place}</bdi> },
      {
        id: 'householdSize',
        header: t('people.household'),
        sortable: true,
        end: true,
        cell: ({ householdSize }) => shown.number(householdSize),
      },
      { id: 'language', header: t('people.language'), hidden: true, cell: ({ language }) => languageName(language) },
      { id: 'partner', header: t('people.partner'), hidden: true, cell: ({ partner }) => partner ?? '–' },
      {
        id: 'nationalId',
        header: t('people.nationalId'),
        hidden: true,
        cell: ({ nationalId }) => <bdi dir="ltr">{nationalId ?? '–'}</bdi>,
      },
      {
        id: 'createdAt',
        header: t('people.createdAt'),
        hidden: true,
        oneLine: true,
        cell: ({ createdAt }) => shown.day(createdAt),
      },
    ],
    [t, shown, languageName],
  )
}
