/** Acts that ask at most for a reason: what they do, to whom and how much, then done. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct, type KeyHeader } from '../../parts/useAct.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useCarrierStake } from '../atStake/useHouseStake.ts'
import { isCounting, type Stake } from '../atStake/stake.ts'
import type { ActProps } from './CaseActs.tsx'
import { payoutQuery } from './queries.ts'

interface Simple {
  readonly reason: boolean
  readonly danger: boolean
  /** @param id of what it is done to @param person of whom the case is */
  run(given: { id: string; reason: string; header: KeyHeader; person: string | null }): Promise<unknown>
}

const simple = {
  retry: {
    reason: false,
    danger: false,
    run: ({ id, header }) => ask(api.POST('/payouts/{id}/retry', { params: { path: { id }, header } })),
  },
  giveUp: {
    reason: true,
    danger: true,
    run: ({ id, header, reason }) =>
      ask(api.POST('/payouts/{id}/give-up', { params: { path: { id }, header }, body: { reason } })),
  },
  look: {
    reason: true,
    danger: false,
    run: ({ id, header, reason }) =>
      ask(api.POST('/cases/{id}/close', { params: { path: { id }, header }, body: { reason } })),
  },
  told: {
    reason: true,
    danger: false,
    run: ({ id, header, reason }) =>
      ask(api.POST('/cases/{id}/told', { params: { path: { id }, header }, body: { how: reason } })),
  },
  checkNumber: {
    reason: false,
    danger: false,
    run: ({ id, header, person }) =>
      ask(
        api.POST('/programmes/{id}/account-checks', {
          params: { path: { id }, header },
          body: person === null ? {} : { who: { ids: [person] } },
        }),
      ),
  },
  resumeAccount: {
    reason: false,
    danger: false,
    run: ({ id, header }) => ask(api.POST('/fsp-accounts/{id}/resume', { params: { path: { id }, header } })),
  },
  resumeCarrier: {
    reason: false,
    danger: false,
    run: ({ id, header }) => ask(api.POST('/carrier-accounts/{id}/resume', { params: { path: { id }, header } })),
  },
  sendVouchers: {
    reason: false,
    danger: false,
    run: ({ id, header }) => ask(api.POST('/payouts/{id}/vouchers/send', { params: { path: { id }, header } })),
  },
  handVouchersOver: {
    reason: true,
    danger: false,
    run: ({ id, header, reason }) =>
      ask(api.POST('/payouts/{id}/vouchers/handed-over', { params: { path: { id }, header }, body: { reason } })),
  },
  cancelVouchers: {
    reason: true,
    danger: true,
    run: ({ id, header, reason }) =>
      ask(api.POST('/payouts/{id}/vouchers/cancel', { params: { path: { id }, header }, body: { reason } })),
  },
} as const satisfies Record<string, Simple>
type Name = keyof typeof simple

export const isSimple = (name: string): name is Name => Object.hasOwn(simple, name)

export function SimpleAct({ found, id, close, name }: ActProps & { readonly name: Name }) {
  const { t } = useTranslation()
  const { reason, danger, run }: Simple = simple[name]
  const stake = useCaseStake(found)
  const held = useHeldBack(name, id)
  const act = useAct({
    run: (why: string, header) => run({ id, header, reason: why, person: found.beneficiaryId }),
    says: () => t(`work.actDone.${name}`),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t(`work.act.${name}`)}
      says={t(`work.actSays.${name}`)}
      facts={[...stake.facts, ...held.facts]}
      counting={stake.counting || held.counting}
      act={t(`work.act.${name}`)}
      danger={danger}
      reason={reason ? 'needed' : 'none'}
      busy={act.isPending}
      error={act.error}
      run={why => act.mutate(why)}
    />
  )
}

/** What waits for an account that is let go on. */
function useHeldBack(name: Name, id: string): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  const { all, known } = useProgrammes()
  const carrier = useCarrierStake(id, name === 'resumeCarrier')
  if (name !== 'resumeAccount') return carrier
  const paying = all.filter(({ fspAccountId }) => fspAccountId === id).length
  const value = known ? shown.number(paying) : '…'
  return { facts: [{ name: t('accounts.programmesPayingFrom'), value }], counting: !known }
}

export type About = Pick<ActProps['found'], 'ref' | 'payoutId' | 'programmeId'>

/** Whom it is about, and how much money. */
export function useCaseStake({ ref, payoutId, programmeId }: About): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  const enabled = payoutId !== null && may('payouts.read', programmeId ?? undefined)
  const found = useQuery({ ...payoutQuery(payoutId ?? ''), enabled })
  const payout = found.data?.payout
  const facts = [
    ...(ref === null ? [] : [{ name: t('work.person'), value: ref }]),
    ...(payout ? [{ name: t('distribution.amount'), value: shown.money(payout.amountMinor, payout.currency) }] : []),
  ]
  return { facts, counting: isCounting(found) }
}
