/** Every entry of the ledger, in the order in which it was posted. */
import { NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Entry } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
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

export function Journal({ programmeId }: { readonly programmeId: string }) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const [account, setAccount] = useState<Entry['from'] | ''>('')
  const cursor = useCursor([programmeId, account], pageSize)
  const journal = useQuery({
    queryKey: ['programme', programmeId, 'journal', account, cursor.after],
    queryFn: () => {
      const query = {
        limit: pageSize,
        ...(account !== '' && { account }),
        ...(cursor.after !== undefined && { after: cursor.after }),
      }
      return ask(api.GET('/programmes/{id}/journal', { params: { path: { id: programmeId }, query } }))
    },
    placeholderData: keepPreviousData,
  })
  const data = journal.data
  const currency = data?.currency ?? ''
  const columns = useMemo((): readonly Column<Entry>[] => {
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
      { id: 'from', header: t('money.from'), cell: ({ from }) => t(`money.account.${from}`) },
      { id: 'to', header: t('money.to'), cell: ({ to }) => t(`money.account.${to}`) },
      {
        id: 'amount',
        header: t('distribution.amount'),
        end: true,
        oneLine: true,
        cell: ({ amountMinor }) => shown.money(amountMinor, currency),
      },
      { id: 'kind', header: t('money.kind'), hidden: true, cell: ({ kind }) => entryKind(kind) },
    ]
  }, [t, i18n, shown, currency])
  return (
    <Section title={t('money.journal')}>
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
          <NativeSelect
            label={t('money.ofAccount')}
            value={account}
            onChange={event => setAccount(accounts.find(each => each === event.currentTarget.value) ?? '')}
            data={[
              { value: '', label: t('table.any') },
              ...accounts.map(value => ({ value, label: t(`money.account.${value}`) })),
            ]}
          />
        }
        empty={<Empty title={t('money.noEntries')} says={t('money.noEntriesSays')} />}
      />
    </Section>
  )
}
