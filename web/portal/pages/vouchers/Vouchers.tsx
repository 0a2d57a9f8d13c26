/** The vouchers of a programme: how many stand where, each of them, and how people are asked. */
import { Anchor, Group, NativeSelect, Stack, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Voucher } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { FindByNumber } from '../../parts/FindByNumber.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { readVoucherSearch, voucherStates, type VoucherStateName } from '../../searches.ts'
import { useShown } from '../../shown/useShown.ts'
import { countsQuery, pageSize, vouchersQuery } from './queries.ts'
import { UseFiles } from './UseFiles.tsx'
import { VoucherRulesSection } from './VoucherRules.tsx'
import { VoucherState } from './VoucherState.tsx'

export function Vouchers() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/vouchers' })
  const { state } = useSearch({ from: '/programmes/$programmeId/vouchers' })
  const navigate = useNavigate({ from: '/programmes/$programmeId/vouchers' })
  const { all } = useProgrammes()
  const programme = all.find(({ id }) => id === programmeId)
  const [ref, setRef] = useState('')
  const cursor = useCursor([programmeId, state, ref], pageSize)
  const list = useQuery({
    ...vouchersQuery(programmeId, state, ref, cursor.after),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })
  const columns = useColumns(programmeId)
  return (
    <Page title={t('vouchers.title')} above={programme?.name}>
      <Stack gap="lg">
        <Counts programmeId={programmeId} currency={programme?.currency} />
        <DataTable
          name="vouchers"
          label={t('vouchers.title')}
          columns={columns}
          rows={list.data?.items}
          rowId={({ id }) => id}
          error={list.data === undefined ? list.error : null}
          again={() => void list.refetch()}
          busy={list.isPlaceholderData}
          paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
          toolbar={
            <Group align="flex-end" gap="sm">
              <NativeSelect
                label={t('vouchers.state')}
                value={state ?? ''}
                onChange={event => {
                  const search = readVoucherSearch({ state: event.currentTarget.value })
                  void navigate({ search, replace: true })
                }}
                data={[
                  { value: '', label: t('table.any') },
                  ...voucherStates.map(value => ({ value, label: t(`voucherState.${value}`) })),
                ]}
              />
              <FindByNumber found={ref} find={setRef} />
            </Group>
          }
          empty={
            ref !== '' ? (
              <Empty title={t('vouchers.noneTitle')} says={t('findOne.notHere')} />
            ) : state === undefined ? (
              <Empty title={t('vouchers.emptyTitle')} says={t('vouchers.emptySays')} />
            ) : (
              <Empty title={t('vouchers.noneTitle')} says={t('vouchers.noneSays')} />
            )
          }
        />
        <UseFiles programmeId={programmeId} currency={programme?.currency} />
        <VoucherRulesSection programmeId={programmeId} currency={programme?.currency} />
      </Stack>
    </Page>
  )
}

function Counts({ programmeId, currency }: { readonly programmeId: string; readonly currency: string | undefined }) {
  const { t } = useTranslation()
  const shown = useShown()
  const worth = ({ count, amountMinor }: { count: number; amountMinor: string }): string =>
    [shown.number(count), currency && shown.money(amountMinor, currency)].filter(Boolean).join(' · ')
  const counts = useQuery({ ...countsQuery(programmeId), refetchInterval: 15_000 })
  return (
    <Section title={t('vouchers.counts')}>
      <Loaded of={counts}>
        {({ states, ends }) =>
          states.length === 0 ? (
            <Empty title={t('vouchers.emptyTitle')} says={t('vouchers.emptySays')} />
          ) : (
            <Stack gap="md">
              <Facts
                facts={states.map(({ state, ...counted }) => ({
                  name: t(`voucherState.${state as VoucherStateName}`),
                  value: worth(counted),
                }))}
              />
              {ends.length > 0 && (
                <>
                  <Title order={3} size="h5">
                    {t('vouchers.ends')}
                  </Title>
                  <Facts
                    facts={ends.map(({ ended, ...counted }) => ({
                      name: t(`vouchers.end.${ended as 'declined'}`),
                      value: worth(counted),
                    }))}
                  />
                </>
              )}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

function useColumns(programmeId: string): readonly Column<Voucher>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'person',
        header: t('vouchers.person'),
        always: true,
        cell: ({ payoutId, ref }) => (
          <Anchor
            style={{ whiteSpace: 'nowrap' }}
            renderRoot={props => (
              <Link to="/programmes/$programmeId/vouchers/$payoutId" params={{ programmeId, payoutId }} {...props} />
            )}
          >
            {ref}
          </Anchor>
        ),
      },
      {
        id: 'part',
        header: t('vouchers.part'),
        cell: ({ part, parts }) => t('vouchers.partOf', { part: shown.number(part), parts: shown.number(parts) }),
      },
      {
        id: 'amount',
        header: t('vouchers.amount'),
        end: true,
        oneLine: true,
        cell: ({ amountMinor, currency }) => shown.money(amountMinor, currency),
      },
      { id: 'state', header: t('vouchers.state'), cell: ({ state }) => <VoucherState state={state} /> },
      {
        id: 'answer',
        header: t('vouchers.answer'),
        cell: ({ answer }) => (answer === null ? '–' : t(`vouchers.said.${answer}`)),
      },
      {
        id: 'asked',
        header: t('vouchers.asked'),
        hidden: true,
        oneLine: true,
        cell: ({ askedAt }) => shown.moment(askedAt),
      },
      {
        id: 'deadline',
        header: t('vouchers.deadline'),
        oneLine: true,
        cell: ({ deadlineAt }) => shown.moment(deadlineAt),
      },
      {
        id: 'delivered',
        header: t('vouchers.delivered'),
        oneLine: true,
        cell: ({ deliveredAt }) => shown.moment(deliveredAt),
      },
      {
        id: 'balance',
        header: t('vouchers.balance'),
        end: true,
        hidden: true,
        cell: ({ balanceMinor, currency }) => (balanceMinor === null ? '–' : shown.money(balanceMinor, currency)),
      },
    ],
    [t, shown, programmeId],
  )
}
