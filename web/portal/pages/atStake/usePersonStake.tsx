/** What an act on one person reaches: payouts by where they stand with their sums, vouchers, pairs, numbers, cases. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PersonStake } from '../../api/shapes.ts'
import type { Fact } from '../../parts/Facts.tsx'
import { useShown } from '../../shown/useShown.ts'
import type { StateAct } from '../people/stateActs.ts'
import { NumberAndSum } from './NumberAndSum.tsx'
import { personStakeQuery } from './queries.ts'
import { stakeOf, type Stake } from './stake.ts'

export type PersonAct = StateAct | 'hold' | 'release' | 'pair'

/** Acts that keep back, or let go on, what is on lists. */
const ofLists: readonly PersonAct[] = ['decline', 'pause', 'resume', 'hold', 'release', 'pair']

interface Payouts {
  readonly payouts: number
  readonly totalMinor: string
}

const both = (a: Payouts, b: Payouts): Payouts => ({
  payouts: a.payouts + b.payouts,
  totalMinor: String(BigInt(a.totalMinor) + BigInt(b.totalMinor)),
})

export function usePersonFacts(): (stake: PersonStake, act: PersonAct) => readonly Fact[] {
  const { t } = useTranslation()
  const shown = useShown()
  return (stake, act) => {
    const payouts = (name: 'frozen' | 'underWay' | 'failed' | 'paid', of: Payouts): Fact => ({
      name: t(`stake.${name}`),
      value: <NumberAndSum number={of.payouts} totalMinor={of.totalMinor} currency={stake.currency} />,
    })
    const counted = (name: 'vouchers' | 'pairs' | 'numbers' | 'cases', of: number): readonly Fact[] =>
      of === 0 ? [] : [{ name: t(`stake.${name}`), value: shown.number(of) }]
    const settles = act === 'decline'
    return [
      ...(ofLists.includes(act) ? [payouts('frozen', both(stake.listed, stake.ready))] : []),
      ...(stake.underWay.payouts > 0 ? [payouts('underWay', stake.underWay)] : []),
      ...(stake.failed.payouts > 0 ? [payouts('failed', stake.failed)] : []),
      ...counted('vouchers', stake.vouchers),
      ...(settles ? counted('pairs', stake.openPairs) : []),
      ...(settles ? counted('numbers', stake.proposedNumbers) : []),
      ...(settles || act === 'pair' ? counted('cases', stake.openCases) : []),
      payouts('paid', stake.paid),
    ]
  }
}

export function usePersonStake(id: string, act: PersonAct): Stake {
  const facts = usePersonFacts()
  return stakeOf(useQuery(personStakeQuery(id)), stake => facts(stake, act))
}

/** What is given up on lists of other accounts than the one that is chosen. */
export function useMoveStake(id: string, fspAccountId: string | undefined): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  return stakeOf(useQuery(personStakeQuery(id)), ({ byAccount, currency, openCases }) => {
    const others = byAccount.filter(each => each.fspAccountId !== fspAccountId)
    const payouts = others.reduce((sum, each) => sum + each.payouts, 0)
    const left = others.reduce((sum, each) => sum + each.leftPayouts, 0)
    const totalMinor = others.reduce((sum, each) => sum + BigInt(each.totalMinor), 0n)
    return [
      {
        name: t('stake.givenUp'),
        value: <NumberAndSum number={payouts} totalMinor={String(totalMinor)} currency={currency} />,
      },
      ...(left > 0 ? [{ name: t('stake.leftElsewhere'), value: shown.number(left) }] : []),
      ...(openCases > 0 ? [{ name: t('stake.cases'), value: shown.number(openCases) }] : []),
    ]
  })
}
