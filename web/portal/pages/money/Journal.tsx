/** Every entry of the ledger, the newest first, with the list, the person or the gift it is about. */
import { Anchor, Group, NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Entry } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { DateField } from '../../parts/DateField.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FileMenu } from '../../parts/FileMenu.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { endOfDay, startOfDay } from '../../shown/days.ts'
import { useShown } from '../../shown/useShown.ts'

const pageSize = 25
const accounts = [
  'funding',
  'available',
  'reserved',
  'in_transit',
  'disbursed',
  'fees',
  'returned',
  'overpaid',
] as const satisfies readonly Entry['from'][]

interface Filter {
  readonly account: Entry['from'] | ''
  /** days, as the fields of the browser write them; empty: any */
  readonly from: string
  readonly until: string
}

/** As the API takes it, for the table and for its file. */
const asked = ({ account, from, until }: Filter) => ({
  ...(account !== '' && { account }),
  ...(from !== '' && { from: startOfDay(from) }),
  ...(until !== '' && { until: endOfDay(until) }),
})

export function Journal({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<Filter>({ account: '', from: '', until: '' })
  const put = (change: Partial<Filter>): void => setFilter({ ...filter, ...change })
  const cursor = useCursor([programmeId, filter], pageSize)
  const journal = useQuery({
    queryKey: ['programme', programmeId, 'journal', filter, cursor.after],
    queryFn: () => {
      const query = {
        ...asked(filter),
        newestFirst: true,
        limit: pageSize,
        ...(cursor.after !== undefined && { after: cursor.after }),
      }
      return ask(api.GET('/programmes/{id}/journal', { params: { path: { id: programmeId }, query } }))
    },
    placeholderData: keepPreviousData,
  })
  const data = journal.data
  const columns = useColumns(programmeId, data?.currency ?? '')
  return (
    <Section
      title={t('money.journal')}
      acts={
        <FileMenu
          path={`/programmes/${programmeId}/journal`}
          query={asked(filter)}
          fileName={t('exports.name.journal')}
          label={t('exports.fileOf', { what: t('money.journal') })}
        />
      }
    >
      <DataTable
        name="journal"
        label={t('money.journal')}
        columns={columns}
        rows={data?.items}
        rowId={({ id }) => id}
        error={data === undefined ? journal.error : null}
        again={() => void journal.refetch()}
        busy={journal.isPlaceholderData}
        paging={cursor.paging(data && { next: data.next, here: data.items.length })}
        toolbar={
          <Group gap="sm" align="flex-start">
            <NativeSelect
              label={t('money.ofAccount')}
              value={filter.account}
              onChange={event => put({ account: accounts.find(each => each === event.currentTarget.value) ?? '' })}
              data={[
                { value: '', label: t('table.any') },
                ...accounts.map(value => ({ value, label: t(`money.account.${value}`) })),
              ]}
            />
            <DateField label={t('admin.from')} value={filter.from} onChange={day => put({ from: day })} />
            <DateField label={t('admin.until')} value={filter.until} onChange={day => put({ until: day })} />
          </Group>
        }
        empty={<Empty title={t('money.noEntries')} says={t('exports.noEntriesSays')} />}
      />
    </Section>
  )
}

function useColumns(programmeId: string, currency: string): readonly Column<Entry>[] {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  const seesPeople = may('people.read', programmeId)
  return useMemo(() => {
    const entryKind = (kind: string): string =>
      i18n.exists(`entryKind.${kind}`) ? t(`entryKind.${kind}` as 'entryKind.paid') : kind.replaceAll('_', ' ')
    return [
      {
        id: 'postedAt',
        header: t('money.postedAt'),
        always: true,
        oneLine: true,
        cell: ({ postedAt }) => shown.moment(postedAt),
      },
      { id: 'kind', header: t('money.kind'), cell: ({ kind }) => entryKind(kind) },
      { id: 'about', header: t('exports.about'), cell: entry => <About entry={entry} seesPeople={seesPeople} /> },
      { id: 'from', header: t('money.from'), cell: ({ from }) => t(`money.account.${from}`) },
      { id: 'to', header: t('money.to'), cell: ({ to }) => t(`money.account.${to}`) },
      {
        id: 'amount',
        header: t('distribution.amount'),
        end: true,
        oneLine: true,
        cell: ({ amountMinor }) => shown.money(amountMinor, currency),
      },
    ]
  }, [t, i18n, shown, currency, seesPeople])
}

/** Where an accountant goes on: the person, the list, or the name under which money was given. */
function About({ entry, seesPeople }: { readonly entry: Entry; readonly seesPeople: boolean }) {
  const { ref, beneficiaryId, distributionId, distributionName, reference } = entry
  if (distributionId === null && ref === null) return <bdi>{reference ?? '–'}</bdi>
  return (
    <>
      {ref !== null && beneficiaryId !== null && (
        <span style={{ whiteSpace: 'nowrap' }}>
          {seesPeople ? (
            <Anchor
              inherit
              renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
            >
              {ref}
            </Anchor>
          ) : (
            ref
          )}
          {distributionName !== null && ' · '}
        </span>
      )}
      {distributionId !== null && (
        <Anchor
          inherit
          renderRoot={props => <Link to="/distributions/$distributionId" params={{ distributionId }} {...props} />}
        >
          <bdi>{distributionName}</bdi>
        </Anchor>
      )}
    </>
  )
}
