/** Where the account at the provider holds too little: start all the same, or let only the first ones be paid. */
import { NumberInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Distribution } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import type { Fact } from '../../parts/Facts.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { isCounting } from '../atStake/stake.ts'
import { accountFloatQuery, floatQuery } from './queries.ts'

interface Props {
  readonly distribution: Distribution
  readonly close: () => void
}

export function StartShort({ distribution: { id, name, fspAccountId, currency }, close }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayInHouse } = useSession()
  const float = useQuery(floatQuery(id))
  const account = useQuery({ ...accountFloatQuery(fspAccountId), enabled: mayInHouse('fspAccounts.read') })
  const start = useAct({
    run: (reason: string, header) =>
      ask(api.POST('/distributions/{id}/start-short', { params: { path: { id }, header }, body: { reason } })),
    says: () => t('distribution.started'),
    done: close,
  })
  const data = float.data
  const money = (minor: string): string => shown.money(minor, currency)
  const needs = account.data?.needs ?? []
  const place = needs.findIndex(({ distributionId }) => distributionId === id)
  const overtaken = needs.slice(0, Math.max(place, 0)).filter(({ state }) => state === 'approved')
  return (
    <Confirm
      opened
      close={close}
      title={`${t('lists.short.act')}: ${name}`}
      says={t('lists.short.says')}
      facts={
        data
          ? [
              { name: t('lists.short.missing'), value: data.shortMinor === null ? '–' : money(data.shortMinor) },
              ...(data.reading
                ? [
                    {
                      name: t('lists.float.held'),
                      value: `${money(data.reading.heldMinor)} (${shown.ago(data.reading.at)})`,
                    },
                  ]
                : []),
              { name: t('lists.float.needed'), value: money(data.neededMinor) },
              { name: t('lists.float.started'), value: money(data.startedMinor) },
              {
                name: t('lists.short.overtakes'),
                value: (
                  <>
                    {money(data.aheadMinor)}
                    {overtaken.map(({ distributionId, name, programmeName }) => (
                      <div key={distributionId}>
                        <bdi>{name}</bdi> (<bdi>{programmeName}</bdi>)
                      </div>
                    ))}
                  </>
                ),
              },
            ]
          : []
      }
      act={t('lists.short.act')}
      danger
      reason="needed"
      // Whom it overtakes is part of what is decided.
      counting={isCounting(float) || isCounting(account)}
      disabled={!data}
      busy={start.isPending}
      error={float.error ?? start.error}
      run={reason => start.mutate(reason)}
    />
  )
}

/** @param all nobody waits any more */
export function PayFirst({ distribution, all, close }: Props & { readonly all: boolean }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { id, name, currency, payouts, payFirst } = distribution
  const [typed, setTyped] = useState<number | null>(payFirst)
  const count = all ? null : typed
  const counted = useQuery({
    queryKey: ['distribution', id, 'pay-first', count],
    queryFn: () =>
      ask(api.POST('/distributions/{id}/pay-first/dry-run', { params: { path: { id } }, body: { count } })),
    enabled: all || typed !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const change = useAct({
    run: (_: undefined, header) =>
      ask(api.POST('/distributions/{id}/pay-first', { params: { path: { id }, header }, body: { count } })),
    says: () =>
      count === null ? t('lists.first.doneAll') : t('lists.first.done', { count, number: shown.number(count) }),
    done: close,
  })
  const data = all || typed !== null ? counted.data : undefined
  const people = (number: number, minor: string): string => `${shown.number(number)} · ${shown.money(minor, currency)}`
  const facts: Fact[] = [
    {
      name: t('lists.first.stands'),
      value: payFirst === null ? t('lists.first.all') : shown.number(payFirst),
    },
    ...(data
      ? [
          { name: t('lists.first.now'), value: people(data.now, data.nowMinor) },
          { name: t('distribution.feeReserve'), value: shown.money(data.feeReserveMinor, currency) },
          { name: t('lists.first.waiting'), value: people(data.waiting, data.waitingMinor) },
          {
            name: t('lists.short.missing'),
            value: data.shortMinor === null ? t('lists.float.unknown') : shown.money(data.shortMinor, currency),
          },
        ]
      : []),
  ]
  const act = t(all ? 'lists.first.payAll' : 'lists.first.act')
  return (
    <Confirm
      opened
      close={close}
      title={`${act}: ${name}`}
      says={t(all ? 'lists.first.saysAll' : 'lists.first.says')}
      facts={facts}
      act={act}
      disabled={!data || counted.isFetching || count === payFirst}
      busy={change.isPending}
      error={counted.error ?? change.error}
      run={() => change.mutate(undefined)}
    >
      {!all && (
        <NumberInput
          label={t('lists.first.count')}
          description={t('lists.first.countHelp', { number: shown.number(payouts) })}
          value={typed ?? ''}
          onChange={value => setTyped(typeof value === 'number' && value >= 1 ? value : null)}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          data-autofocus
        />
      )}
    </Confirm>
  )
}
