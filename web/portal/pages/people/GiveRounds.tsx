/** Gives people more rounds: counted first, with the money it needs, how many had completed, and who gets none and why. */
import { Alert, NumberInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import type { whoOf } from './queries.ts'

interface Props {
  readonly programmeId: string
  readonly who: ReturnType<typeof whoOf> | { ids: string[] }
  /** of one person */
  readonly title?: string
  readonly close: () => void
  readonly done: () => void
}

export function GiveRounds({ programmeId, who, title, close, done }: Props) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const [rounds, setRounds] = useState(1)
  const path = { id: programmeId }
  const tried = useQuery({
    queryKey: ['people', programmeId, 'more-rounds', who, rounds],
    queryFn: () => ask(api.POST('/programmes/{id}/rounds/extend/dry-run', { params: { path }, body: { who, rounds } })),
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
  const give = useAct({
    run: (reason: string, header) =>
      ask(api.POST('/programmes/{id}/rounds/extend', { params: { path, header }, body: { who, rounds, reason } })),
    says: ({ people, again }) => t('roundPlans.given', { people: shown.number(people), again: shown.number(again) }),
    done,
  })
  const { data, isPlaceholderData } = tried
  const money = (minor: string): string => (data ? shown.money(minor, data.currency) : '')
  return (
    <Confirm
      opened
      close={close}
      title={`${t('roundPlans.give')}${title === undefined ? '' : `: ${title}`}`}
      says={data ? t('roundPlans.giveSays') : t('confirm.counting')}
      facts={
        data
          ? [
              { name: t('roundPlans.people'), value: shown.number(data.people) },
              { name: t('roundPlans.again'), value: shown.number(data.again) },
              { name: t('roundPlans.needs'), value: money(data.amountMinor) },
              { name: t('distribution.feeReserve'), value: money(data.feeReserveMinor) },
              { name: t('money.account.available'), value: money(data.availableMinor) },
              ...data.cannot.map(({ why, said, count }) => ({
                name: t('roundPlans.cannot', { why: told(said, why) }),
                value: shown.number(count),
              })),
            ]
          : []
      }
      act={t('roundPlans.give')}
      reason="needed"
      disabled={!data || isPlaceholderData || data.people === 0}
      busy={give.isPending}
      error={tried.error ?? give.error}
      run={reason => give.mutate(reason)}
    >
      {data?.people === 0 && <Alert color="orange">{t('roundPlans.nobody')}</Alert>}
      {data && data.people > 0 && data.missingMinor !== '0' && (
        <Alert color="orange">{t('roundPlans.missing', { sum: money(data.missingMinor) })}</Alert>
      )}
      {data && data.personRoundsWithoutDate > 0 && (
        <Alert color="orange">{t('roundPlans.noDate', { number: shown.number(data.personRoundsWithoutDate) })}</Alert>
      )}
      {data && data.peopleWithoutAmount > 0 && (
        <Alert color="orange">{t('roundPlans.noAmount', { number: shown.number(data.peopleWithoutAmount) })}</Alert>
      )}
      <NumberInput
        label={t('roundPlans.howMany')}
        value={rounds}
        onChange={value => setRounds(Math.min(1000, Math.max(1, Number(value) || 1)))}
        min={1}
        max={1000}
        allowDecimal={false}
        hideControls
      />
    </Confirm>
  )
}
