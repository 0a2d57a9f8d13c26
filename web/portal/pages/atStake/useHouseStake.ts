/** What is in somebody’s hands, what waits for a carrier, what an invitation has come to. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useShown } from '../../shown/useShown.ts'
import type { MemberActName } from '../admin/MemberAct.tsx'
import { carrierStakeQuery, invitationStakeQuery, memberStakeQuery } from './queries.ts'
import { stakeOf, type Stake } from './stake.ts'

type InHand = 'sessions' | 'links' | 'keys' | 'theirCases' | 'proposals' | 'givenAway' | 'heldForOthers'

/** What of somebody’s each act ends or leaves with them. */
const told: Record<MemberActName, readonly InHand[]> = {
  roles: ['sessions', 'theirCases', 'givenAway', 'heldForOthers'],
  inviteAgain: ['links'],
  recover: ['sessions', 'links'],
  deactivate: ['sessions', 'links', 'keys', 'theirCases', 'proposals', 'givenAway', 'heldForOthers'],
  reactivate: ['theirCases'],
}

export function useMemberStake(id: string, act: MemberActName): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  return stakeOf(useQuery(memberStakeQuery(id)), ({ cases, ...stake }) =>
    told[act].map(name => ({
      name: t(`stake.${name}`),
      value: shown.number(name === 'theirCases' ? cases : stake[name]),
    })),
  )
}

export function useCarrierStake(id: string, enabled = true): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  return stakeOf(useQuery({ ...carrierStakeQuery(id), enabled }), stake => [
    { name: t('stake.waiting'), value: shown.number(stake.waiting) },
    { name: t('stake.carrierUnderWay'), value: shown.number(stake.underWay) },
    { name: t('stake.programmes'), value: shown.number(stake.programmes) },
    { name: t('stake.withoutAnother'), value: shown.number(stake.withoutAnother) },
  ])
}

const secondsADay = 86_400

export function useInvitationStake(id: string, act: 'again' | 'revoke'): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  return stakeOf(useQuery(invitationStakeQuery(id)), stake => [
    { name: t('stake.opened'), value: t(stake.opened ? 'admin.yes' : 'admin.no') },
    { name: t('stake.goodUntil'), value: shown.moment(stake.expiresAt) },
    ...(act === 'again'
      ? [{ name: t('stake.newGoodFor'), value: shown.number(Math.round(stake.goodForSeconds / secondsADay)) }]
      : []),
    { name: t('stake.reminded'), value: shown.number(stake.reminded) },
    { name: t('stake.remindersLeft'), value: shown.number(stake.remindersLeft) },
    { name: t('stake.invitationWaiting'), value: shown.number(stake.waiting) },
  ])
}
