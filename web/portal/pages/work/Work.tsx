/** The work lists: whatever waits for a person, most pressing first, found by filters and handed over one by one or many at once. */
import { Anchor, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FileMenu } from '../../parts/FileMenu.tsx'
import { Folded } from '../../parts/Folded.tsx'
import { Page } from '../../parts/Page.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { SavedViews } from '../../parts/SavedViews.tsx'
import { readWorkSearch, type WorkSearch } from '../../searches.ts'
import { useSession } from '../../session/session.ts'
import { useCaseText } from '../../shown/useCaseText.ts'
import { useShown } from '../../shown/useShown.ts'
import { AssignMany } from './AssignMany.tsx'
import { useOwnerText } from './useOwnerText.ts'
import { ReadOutBeside } from './ReadOutBeside.tsx'
import { casesQuery, countsQuery, filterOf, pageSize, whoOf } from './queries.ts'
import { WorkFilters } from './WorkFilters.tsx'
import { Tag } from '../../parts/Tag.tsx'

const none: ReadonlySet<string> = new Set()

export function Work() {
  const { t } = useTranslation()
  const shown = useShown()
  const search = useSearch({ from: '/work' })
  const navigate = useNavigate({ from: '/work' })
  const { account, may } = useSession()
  const [person, setPerson] = useState('')
  const [chosen, setChosen] = useState(none)
  // Of which view the table shows the columns.
  const [view, setView] = useState(0)
  const { here } = useProgrammes()
  const meant = useMemo(() => ({ search, person, me: account.handle }), [search, person, account.handle])
  const cursor = useCursor(meant, pageSize)
  const cases = useQuery({ ...casesQuery(meant, cursor.after), placeholderData: keepPreviousData })
  const counts = useQuery({ ...countsQuery(meant), placeholderData: keepPreviousData })
  // Of other filters it would be another number.
  const total = counts.isPlaceholderData ? undefined : counts.data?.total
  const columns = useColumns()
  const filter = (next: WorkSearch, whose = ''): void => {
    setChosen(none)
    setPerson(whose)
    void navigate({ search: next, replace: true })
  }
  const on = (person === '' ? 0 : 1) + Object.keys(search).length
  const assigns = may('cases.assign') && search.state !== 'closed'
  const data = cases.data
  return (
    <Page title={t('work.title')}>
      <ReadOutBeside />
      <DataTable
        name="work"
        view={view}
        label={t('work.title')}
        columns={columns}
        rows={data?.items}
        rowId={({ id }) => id}
        rowName={({ caseRef }) => caseRef}
        error={data === undefined ? cases.error : null}
        again={() => void cases.refetch()}
        busy={cases.isPlaceholderData}
        {...(assigns ? { chosen, onChoose: setChosen } : {})}
        paging={cursor.paging(data && { next: data.next, here: data.items.length, total })}
        toolbar={
          <>
            <Folded label={on === 0 ? t('narrow.filters') : t('narrow.filtersOn', { number: shown.number(on) })}>
              <WorkFilters key={view} search={search} person={person} counts={counts.data} filter={filter} />
            </Folded>
            {here && (
              <SavedViews
                page="work"
                programmeId={here.id}
                search={search}
                table="work"
                columns={columns}
                apply={saved => {
                  setView(view + 1)
                  filter(readWorkSearch(saved))
                }}
              />
            )}
            {assigns && (
              <Folded label={t('narrow.many')} open={chosen.size > 0}>
                <AssignMany
                  who={chosen.size > 0 ? { ids: [...chosen] } : whoOf(meant)}
                  chosen={chosen.size}
                  done={() => setChosen(none)}
                />
              </Folded>
            )}
            <FileMenu
              isTool
              path="/cases/list"
              query={filterOf(meant)}
              fileName={t('exports.name.work')}
              label={t('exports.fileOf', { what: t('work.title') })}
            />
          </>
        }
        empty={
          on > 0 ? (
            <Empty title={t('work.noneTitle')} says={t('work.noneSays')} />
          ) : (
            <Empty title={t('work.emptyTitle')} says={t('work.emptySays')} />
          )
        }
      />
    </Page>
  )
}

function useColumns(): readonly Column<Case>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const ownerText = useOwnerText()
  const caseText = useCaseText()
  const { all } = useProgrammes()
  return useMemo(
    () => [
      {
        id: 'case',
        header: t('work.case'),
        always: true,
        cell: ({ id, kind, caseRef }) => (
          <>
            <Anchor renderRoot={props => <Link to="/work/$caseId" params={{ caseId: id }} {...props} />}>
              {t(`work.kind.${kind}`)}
            </Anchor>
            <Text size="xs" c="dimmed" dir="ltr" ta="start">
              {caseRef}
            </Text>
          </>
        ),
      },
      {
        id: 'person',
        header: t('work.person'),
        cell: ({ beneficiaryId, ref, other }) =>
          beneficiaryId === null ? (
            '–'
          ) : (
            <>
              <Anchor
                style={{ whiteSpace: 'nowrap' }}
                renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
              >
                {ref ?? t('work.person')}
              </Anchor>
              {other?.ref && ` · ${other.ref}`}
            </>
          ),
      },
      { id: 'place', header: t('people.place'), cell: ({ place }) => <bdi>{place ?? '–'}</bdi> },
      { id: 'owner', header: t('work.owner'), cell: ({ owner }) => <bdi>{ownerText(owner)}</bdi> },
      { id: 'openedAt', header: t('work.age'), cell: ({ openedAt }) => shown.ago(openedAt) },
      {
        id: 'deadline',
        header: t('work.deadline'),
        cell: ({ state, deadlineAt, closedAt, escalations }) =>
          state === 'closed' ? (
            t('work.closedAt', { when: shown.day(closedAt) })
          ) : (
            <Due at={deadlineAt} raised={escalations} />
          ),
      },
      {
        id: 'lastContact',
        header: t('work.lastContact'),
        cell: ({ lastContact }) =>
          lastContact === null ? '–' : `${t(`work.result.${lastContact.result}`)}, ${shown.ago(lastContact.at)}`,
      },
      {
        id: 'programme',
        header: t('frame.programme'),
        hidden: true,
        cell: ({ programmeId }) => all.find(({ id }) => id === programmeId)?.name ?? '–',
      },
      { id: 'says', header: t('work.what'), hidden: true, cell: caseText },
    ],
    [t, shown, ownerText, caseText, all],
  )
}

/** Colour is never the only sign of it. */
function Due({ at, raised }: { readonly at: string; readonly raised: number }) {
  const { t } = useTranslation()
  const shown = useShown()
  const late = new Date(at).getTime() < Date.now()
  return (
    <>
      <span>{shown.ago(at)}</span>{' '}
      {(late || raised > 0) && (
        <Tag colour={late ? 'red' : 'orange'}>
          {late ? t('home.overdue') : t('work.raised', { times: shown.number(raised) })}
        </Tag>
      )}
    </>
  )
}
