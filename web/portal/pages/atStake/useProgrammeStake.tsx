/** What hangs on how a programme is set up, for each part of it that can be changed. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Fact } from '../../parts/Facts.tsx'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { NumberAndSum } from './NumberAndSum.tsx'
import { fieldStakeQuery, programmeStakeQuery } from './queries.ts'
import { stakeOf, type Stake } from './stake.ts'

interface Lists {
  readonly lists: number
  readonly totalMinor: string
}

const lists = (name: string, { lists: number, totalMinor }: Lists, currency: string): Fact => ({
  name,
  value: <NumberAndSum number={number} totalMinor={totalMinor} currency={currency} />,
})

/** Which lists keep the account they have, and who is paid through the one that is chosen. */
export function useAccountStake(programmeId: string, fspAccountId: string): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  return stakeOf(useQuery(programmeStakeQuery(programmeId)), stake => {
    const { awaitingApproval, approved, currency, people, hasCalendar } = stake
    const elsewhere = people.ownAccount
      .filter(each => each.fspAccountId !== fspAccountId)
      .reduce((sum, each) => sum + each.people, 0)
    return [
      lists(t('stake.keepAccountWaiting'), awaitingApproval, currency),
      lists(t('stake.keepAccountApproved'), approved, currency),
      { name: t('stake.followAccount'), value: shown.number(people.included - elsewhere) },
      ...(elsewhere > 0 ? [{ name: t('stake.ownAccount'), value: shown.number(elsewhere) }] : []),
      { name: t('stake.calendar'), value: t(hasCalendar ? 'admin.yes' : 'admin.no') },
    ]
  })
}

interface Step {
  readonly approvers: number
  readonly role: string | null
}

/** Which lists wait, and who could take the steps as they are typed. `tooFew`: a list that takes all of them would wait for ever. */
export function useStepsStake(programmeId: string, steps: readonly Step[]): Stake & { readonly tooFew: boolean } {
  const { t } = useTranslation()
  const shown = useShown()
  const roleName = useRoleName()
  const found = useQuery(programmeStakeQuery(programmeId))
  const needed = Math.max(
    1,
    steps.reduce((sum, { approvers }) => sum + approvers, 0),
  )
  const able = (role: string): number => found.data?.approvers.byRole.find(each => each.role === role)?.able ?? 0
  const byRole = new Map<string, number>()
  for (const { role, approvers } of steps) if (role !== null) byRole.set(role, (byRole.get(role) ?? 0) + approvers)
  const stake = stakeOf(found, ({ awaitingApproval, approvers, currency }) => [
    lists(t('stake.keepSteps'), awaitingApproval, currency),
    {
      name: t('stake.couldApprove'),
      value: t('stake.ofNeeded', { able: shown.number(approvers.able), needed: shown.number(needed) }),
    },
    ...[...byRole].map(([role, of]) => ({
      name: t('stake.couldApproveBy', { role: roleName(role) }),
      value: t('stake.ofNeeded', { able: shown.number(able(role)), needed: shown.number(of) }),
    })),
  ])
  const tooFew =
    found.data !== undefined &&
    (found.data.approvers.able < needed || [...byRole].some(([role, of]) => able(role) < of))
  return { ...stake, tooFew }
}

/** What waits for a second person, and who could be that person. */
export function useTwoPeopleStake(programmeId: string): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  return stakeOf(useQuery(programmeStakeQuery(programmeId)), ({ waiting, deciders }) => [
    { name: t('stake.exportsWaiting'), value: shown.number(waiting.exports) },
    { name: t('stake.exportsDecide'), value: shown.number(deciders.exports) },
    { name: t('stake.rolesWaiting'), value: shown.number(waiting.roles) },
    { name: t('stake.rolesDecide'), value: shown.number(deciders.roles) },
  ])
}

export function useFieldStake(fieldId: string): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  return stakeOf(useQuery(fieldStakeQuery(fieldId)), ({ answers, atMost, inRule }) => [
    {
      name: t('stake.answers'),
      value: atMost ? t('stake.atMost', { number: shown.number(answers) }) : shown.number(answers),
    },
    { name: t('stake.inRule'), value: t(inRule ? 'admin.yes' : 'admin.no') },
  ])
}
