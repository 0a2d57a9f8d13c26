/** Every payout of a distribution in the order of its list, by status and reason. */
import { Anchor, Button, Group, NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Distribution, Payout, PayoutState as State } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FileMenu } from '../../parts/FileMenu.tsx'
import { FindByNumber } from '../../parts/FindByNumber.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { SavedViews } from '../../parts/SavedViews.tsx'
import { Section } from '../../parts/Section.tsx'
import { PayoutState } from '../../parts/StateBadge.tsx'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'
import { isTold } from './over.ts'
import { PayoutActs } from './PayoutActs.tsx'

const pageSize = 50
const states = [
  'listed',
  'ready',
  'in_progress',
  'unknown',
  'refused',
  'paid',
  'overpaid',
  'to_decide',
  'cancelled',
  'closed',
] as const satisfies readonly State[]

const mendable: ReadonlySet<State> = new Set(['refused', 'unknown', 'overpaid', 'to_decide'] as const)

export interface PayoutFilter {
  readonly state?: State
  readonly reason?: string
  /** counts as paid, and no statement has it */
  readonly inNoStatement?: true
}

interface Props {
  readonly distribution: Distribution
  readonly filter: PayoutFilter
  readonly setFilter: (filter: PayoutFilter) => void
  readonly live: boolean
}

export function PayoutTable({ distribution: { id, programmeId, state }, filter, setFilter, live }: Props) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const [ref, setRef] = useState('')
  const cursor = useCursor([id, filter, ref], pageSize)
  const asked = { ...filter, ...(ref !== '' && { ref }) }
  const payouts = useQuery({
    // With its state: what was asked while the list was being frozen was nobody.
    queryKey: ['distribution', id, 'payouts', state, asked, cursor.after],
    queryFn: () => {
      const query = { ...asked, limit: pageSize, ...(cursor.after && { after: Number(cursor.after) }) }
      return ask(api.GET('/distributions/{id}/payouts', { params: { path: { id }, query } }))
    },
    placeholderData: keepPreviousData,
    // What ended is still corrected, decided and tried again, until nobody here waits for anything.
    refetchInterval: ({ state: { data } }) => {
      if (live || data?.items.some(({ state }) => state === 'in_progress')) return 5_000
      return data &&
        isTold(
          state,
          data.items.map(({ state }) => state),
        )
        ? false
        : 30_000
    },
  })
  const [view, setView] = useState(0)
  const data = payouts.data
  const has = (is: (payout: Payout) => boolean): boolean => data?.items.some(is) === true
  const columns = useColumns(programmeId, {
    mends: has(({ state }) => mendable.has(state)),
    proves: has(({ attempts }) => attempts > 0),
  })
  return (
    <Section
      title={t('distribution.payouts')}
      acts={
        <FileMenu
          path={`/distributions/${id}/payouts`}
          query={asked}
          fileName={t('exports.name.payouts')}
          label={t('exports.fileOf', { what: t('distribution.payouts') })}
        />
      }
    >
      <DataTable
        name="payouts"
        view={view}
        label={t('distribution.payouts')}
        columns={columns}
        rows={data?.items}
        rowId={({ id }) => id}
        error={data === undefined ? payouts.error : null}
        again={() => void payouts.refetch()}
        busy={payouts.isPlaceholderData}
        paging={cursor.paging(data && { next: data.next, here: data.items.length })}
        toolbar={
          <Group align="flex-end" gap="sm">
            <NativeSelect
              label={t('distributions.state')}
              value={filter.state ?? ''}
              onChange={event => {
                const state = states.find(each => each === event.currentTarget.value)
                setFilter(state ? { state } : {})
              }}
              data={[
                { value: '', label: t('table.any') },
                ...states.map(value => ({ value, label: t(`payoutState.${value}`) })),
              ]}
            />
            <FindByNumber found={ref} find={setRef} />
            <SavedViews
              page="payouts"
              programmeId={programmeId}
              search={filter}
              table="payouts"
              columns={columns}
              apply={({ state, reason, inNoStatement }) => {
                const known = states.find(each => each === state)
                setView(view + 1)
                setFilter({
                  ...(known && { state: known }),
                  ...(typeof reason === 'string' ? { reason } : {}),
                  ...(inNoStatement === true ? { inNoStatement } : {}),
                })
              }}
            />
            {filter.inNoStatement && (
              <Button variant="light" onClick={() => setFilter(filter.state ? { state: filter.state } : {})}>
                {t('inStatements.inNone')} ✕
              </Button>
            )}
            {filter.reason !== undefined && (
              <Button variant="light" onClick={() => setFilter(filter.state ? { state: filter.state } : {})}>
                {t('distribution.reason')}: {reasonText(filter.reason || null)} ✕
              </Button>
            )}
          </Group>
        }
        empty={
          <Empty
            title={t('distribution.noPayouts')}
            says={t(ref === '' ? 'distribution.noPayoutsSays' : 'findOne.notHere')}
          />
        }
      />
    </Section>
  )
}

interface Offers {
  /** there is something that can be mended here */
  readonly mends: boolean
  /** something was sent, so that there is evidence of it */
  readonly proves: boolean
}

function useColumns(programmeId: string, { mends, proves }: Offers): readonly Column<Payout>[] {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  return useMemo(
    () => [
      {
        id: 'person',
        header: t('distribution.person'),
        always: true,
        cell: ({ ref, beneficiaryId }) => (
          <Anchor
            style={{ whiteSpace: 'nowrap' }}
            renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
          >
            {ref}
          </Anchor>
        ),
      },
      {
        id: 'position',
        header: t('distribution.position'),
        end: true,
        hidden: true,
        cell: ({ position }) => shown.number(position),
      },
      {
        id: 'amount',
        header: t('distribution.amount'),
        end: true,
        oneLine: true,
        cell: ({ amountMinor, currency }) => shown.money(amountMinor, currency),
      },
      { id: 'state', header: t('distributions.state'), cell: ({ state }) => <PayoutState state={state} /> },
      {
        id: 'reason',
        header: t('distribution.reason'),
        cell: ({ reason, waits }) => (waits ? t(`payoutWaits.${waits}`) : reason === null ? '–' : reasonText(reason)),
      },
      { id: 'attempts', header: t('distribution.attempts'), end: true, cell: ({ attempts }) => shown.number(attempts) },
      {
        id: 'since',
        header: t('distribution.since'),
        cell: ({ stateAt }) => <span style={{ whiteSpace: 'nowrap' }}>{shown.moment(stateAt)}</span>,
      },
      ...(mends || proves
        ? [
            {
              id: 'acts',
              header: t(mends ? 'mend.what' : 'work.evidence'),
              cell: (payout: Payout) => <PayoutActs payout={payout} programmeId={programmeId} />,
            },
          ]
        : []),
    ],
    [t, shown, reasonText, programmeId, mends, proves],
  )
}
