/** The record: who did what, when and from where. Filters stay on the page: whom one looks at is in no address. */
import { Button, Group, NativeSelect, Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Act } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { endOfDay, startOfDay } from '../../shown/days.ts'
import { ActDetails } from './ActDetails.tsx'
import { useActSubject, useActText } from '../../shown/useActText.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { colleaguesQuery, type Colleague } from '../../shown/useWho.ts'
import { useShown } from '../../shown/useShown.ts'
import { OpenSealed } from './OpenSealed.tsx'

const pageSize = 50
const nothing = { person: '', act: '', programmeId: '', from: '', until: '' }

export function Acts() {
  const { t } = useTranslation()
  const { all } = useProgrammes()
  const [typed, setTyped] = useState(nothing)
  const [filter, setFilter] = useState(nothing)
  const cursor = useCursor(filter, pageSize)
  const acts = useQuery({
    queryKey: ['acts', filter, cursor.after],
    queryFn: () =>
      ask(
        api.GET('/audit', {
          params: {
            query: {
              limit: pageSize,
              ...(filter.person !== '' && { person: filter.person }),
              ...(filter.act !== '' && { act: filter.act }),
              ...(filter.programmeId !== '' && { programmeId: filter.programmeId }),
              ...(filter.from !== '' && { from: startOfDay(filter.from) }),
              ...(filter.until !== '' && { until: endOfDay(filter.until) }),
              ...(cursor.after !== undefined && { after: cursor.after }),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  })
  const columns = useColumns()
  const kinds = useKinds()
  const people = usePeople(acts.data?.items)
  const data = acts.data
  const put = (change: Partial<typeof nothing>): void => setTyped({ ...typed, ...change })
  const find = (event: FormEvent): void => {
    event.preventDefault()
    setFilter(typed)
  }
  return (
    <Page title={t('admin.record')}>
      <DataTable
        name="acts"
        label={t('admin.record')}
        columns={columns}
        rows={data?.items}
        rowId={({ id }) => id}
        error={data === undefined ? acts.error : null}
        again={() => void acts.refetch()}
        busy={acts.isPlaceholderData}
        paging={cursor.paging(data && { next: data.next, here: data.items.length })}
        toolbar={
          <form onSubmit={find}>
            <Group gap="sm" align="flex-start">
              <Select
                label={t('admin.who')}
                placeholder={t('table.any')}
                value={typed.person === '' ? null : typed.person}
                onChange={person => put({ person: person ?? '' })}
                data={people}
                searchable
                clearable
              />
              <Select
                label={t('admin.what')}
                placeholder={t('table.any')}
                value={typed.act === '' ? null : typed.act}
                onChange={act => put({ act: act ?? '' })}
                data={kinds}
                searchable
                clearable
              />
              <NativeSelect
                label={t('frame.programme')}
                value={typed.programmeId}
                onChange={event => put({ programmeId: event.currentTarget.value })}
                data={[
                  { value: '', label: t('table.any') },
                  ...all.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
              <DateField label={t('admin.from')} value={typed.from} onChange={day => put({ from: day })} />
              <DateField label={t('admin.until')} value={typed.until} onChange={day => put({ until: day })} />
            </Group>
            <Group gap="sm" mt="sm">
              <Button type="submit" variant="default">
                {t('people.find')}
              </Button>
              <Button
                variant="subtle"
                onClick={() => {
                  setTyped(nothing)
                  setFilter(nothing)
                }}
              >
                {t('people.clear')}
              </Button>
            </Group>
          </form>
        }
        empty={<Empty title={t('admin.noActs')} says={t('admin.noActsSays')} />}
      />
    </Page>
  )
}

/** Colleagues by name, and under their own name whoever else acts: the house itself, and programs that have acted here. */
function usePeople(acts: readonly Act[] | undefined): { group: string; items: { value: string; label: string }[] }[] {
  const { t } = useTranslation()
  const shown = useShown()
  const colleagues = useQuery(colleaguesQuery).data ?? none
  const [others, setOthers] = useState<readonly string[]>(['mkono'])
  const known = new Set([...colleagues.map(({ handle }) => handle), ...others])
  const more = [...new Set((acts ?? []).map(({ person }) => person))].filter(person => !known.has(person))
  // Once seen they stay to be chosen, also when the filter leaves them out.
  if (more.length > 0 && colleagues !== none) setOthers([...others, ...more].sort())
  return [
    {
      group: t('admin.staff'),
      items: colleagues.map(({ handle, name }) => ({ value: handle, label: shown.name(name) })),
    },
    { group: t('stake.otherActors'), items: others.map(value => ({ value, label: shown.name(value) })) },
  ]
}
const none: readonly Colleague[] = []

/** Every act there is, by its words in the reader’s language. */
function useKinds(): { value: string; label: string }[] {
  const { i18n } = useTranslation()
  const actText = useActText()
  const { data } = useQuery({ queryKey: ['actNames'], queryFn: () => ask(api.GET('/audit/acts')), staleTime: Infinity })
  return useMemo(() => {
    const { compare } = new Intl.Collator(i18n.language)
    const named = (data?.items ?? []).map(value => ({ value, label: actText(value) }))
    return named.sort((one, other) => compare(one.label, other.label))
  }, [data, actText, i18n.language])
}

function useColumns(): readonly Column<Act>[] {
  const { t } = useTranslation()
  const opens = useSession().may('audit.personal')
  const shown = useShown()
  const roleName = useRoleName()
  const actText = useActText()
  const aboutText = useActSubject()
  const { all } = useProgrammes()
  return useMemo(
    () => [
      { id: 'at', header: t('admin.when'), always: true, oneLine: true, cell: ({ at }) => shown.moment(at) },
      { id: 'person', header: t('admin.who'), always: true, cell: ({ person }) => <Who handle={person} /> },
      {
        id: 'act',
        header: t('admin.what'),
        always: true,
        cell: ({ act, details }) => (
          <>
            {actText(act)}
            {details['undone'] === true && ` (${t('undo.record')})`}
          </>
        ),
      },
      {
        id: 'programme',
        header: t('frame.programme'),
        cell: ({ programmeId }) =>
          programmeId === null
            ? '–'
            : shown.name(all.find(({ id }) => id === programmeId)?.name ?? t('admin.otherProgramme')),
      },
      { id: 'details', header: t('admin.details'), cell: ({ details }) => <ActDetails details={details} /> },
      ...(opens
        ? [
            {
              id: 'sealed',
              header: t('looks.sealedShown'),
              cell: (act: Act) => (act.hasPersonal ? <OpenSealed act={act} /> : '–'),
            },
          ]
        : []),
      { id: 'role', header: t('admin.role'), hidden: true, cell: ({ role }) => roleName(role) },
      {
        id: 'subject',
        header: t('admin.subject'),
        hidden: true,
        cell: ({ subjectKind }) => aboutText(subjectKind),
      },
      {
        id: 'address',
        header: t('admin.address'),
        hidden: true,
        cell: ({ address }) => <bdi dir="ltr">{address ?? '–'}</bdi>,
      },
    ],
    [t, shown, roleName, actText, aboutText, all, opens],
  )
}
