/** What can be done with a distribution now, by whoever is here: each says in numbers what it will do. */
import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import type { Distribution, DistributionState } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import classes from '../../parts/parts.module.css'
import { isCounting, type Stake } from '../atStake/stake.ts'
import { floatQuery, progressQuery } from './queries.ts'

// Seldom asked for, and not to be waited for with the page.
const StartShort = lazy(async () => ({ default: (await import('./FundsActs.tsx')).StartShort }))
const PayFirst = lazy(async () => ({ default: (await import('./FundsActs.tsx')).PayFirst }))

const acts = ['approve', 'reject', 'start', 'pause', 'resume', 'cancel'] as const
type Act = (typeof acts)[number]
const fundsActs = ['startShort', 'payFirst', 'payAll'] as const
type FundsAct = (typeof fundsActs)[number]

interface Rule {
  readonly from: readonly DistributionState[]
  readonly permission: string
  readonly says: 'approveSays' | 'rejectSays' | 'startSays' | 'pauseSays' | 'resumeSays' | 'cancelSays'
  readonly done: 'approved' | 'rejected' | 'started' | 'paused' | 'resumed' | 'cancelled'
  readonly reason: boolean
  readonly danger: boolean
}

/** The API judges; this spares offering what it would refuse. */
const rules: Record<Act, Rule> = {
  approve: {
    from: ['awaiting_approval'],
    permission: 'distributions.approve',
    says: 'approveSays',
    done: 'approved',
    reason: false,
    danger: false,
  },
  reject: {
    from: ['awaiting_approval'],
    permission: 'distributions.approve',
    says: 'rejectSays',
    done: 'rejected',
    reason: true,
    danger: true,
  },
  start: {
    from: ['approved'],
    permission: 'distributions.start',
    says: 'startSays',
    done: 'started',
    reason: false,
    danger: false,
  },
  pause: {
    from: ['paying'],
    permission: 'distributions.pause',
    says: 'pauseSays',
    done: 'paused',
    reason: true,
    danger: false,
  },
  resume: {
    from: ['paused'],
    permission: 'distributions.resume',
    says: 'resumeSays',
    done: 'resumed',
    reason: false,
    danger: false,
  },
  cancel: {
    from: ['awaiting_approval', 'approved', 'paying', 'paused'],
    permission: 'distributions.cancel',
    says: 'cancelSays',
    done: 'cancelled',
    reason: true,
    danger: true,
  },
}

export function DistributionActs({ distribution }: { readonly distribution: Distribution }) {
  const { t } = useTranslation()
  const { mayWhole, account } = useSession()
  const [asked, setAsked] = useState<Act | FundsAct | null>(null)
  const funds = useFundsActs(distribution)
  const close = (): void => setAsked(null)
  const offered = acts.filter(act => {
    const { from, permission } = rules[act]
    // Who made a list never approves it.
    if (act === 'approve' && distribution.createdBy === account.handle) return false
    return from.includes(distribution.state) && mayWhole(permission, distribution.programmeId)
  })
  return (
    <>
      {offered.map(act => (
        <Button
          key={act}
          {...(act === 'approve' || act === 'start' || act === 'resume' ? {} : { variant: 'default' })}
          onClick={() => setAsked(act)}
        >
          {t(`distribution.${act}`)} …
        </Button>
      ))}
      {funds.map(act => (
        <Button key={act} variant="default" onClick={() => setAsked(act)}>
          {t(fundsWords[act])} …
        </Button>
      ))}
      <Suspense>
        {asked === 'startShort' && <StartShort distribution={distribution} close={close} />}
        {(asked === 'payFirst' || asked === 'payAll') && (
          <PayFirst key={asked} distribution={distribution} all={asked === 'payAll'} close={close} />
        )}
      </Suspense>
      {asked && !isFunds(asked) && (
        <Asked key={asked} distribution={distribution} act={asked} funds={funds} instead={setAsked} close={close} />
      )}
    </>
  )
}

const fundsWords = {
  startShort: 'lists.short.act',
  payFirst: 'lists.first.act',
  payAll: 'lists.first.payAll',
} as const
const isFunds = (act: Act | FundsAct): act is FundsAct => Object.hasOwn(fundsWords, act)
const unended: readonly DistributionState[] = ['awaiting_approval', 'approved', 'paying', 'paused']

/** What is offered where money at the provider is short, or only the first ones are paid. */
function useFundsActs({ id, programmeId, state, payFirst }: Distribution): readonly FundsAct[] {
  const { mayWhole } = useSession()
  const starts = state === 'approved' && mayWhole('distributions.start', programmeId)
  const float = useQuery({ ...floatQuery(id), enabled: starts && mayWhole('distributions.read', programmeId) }).data
  const isShort = starts && float !== undefined && float.shortMinor !== null && BigInt(float.shortMinor) > 0n
  const limits = unended.includes(state) && mayWhole('distributions.payFirst', programmeId)
  return [
    ...(isShort ? (['startShort'] as const) : []),
    ...(limits ? (['payFirst'] as const) : []),
    ...(limits && payFirst !== null ? (['payAll'] as const) : []),
  ]
}

interface AskedProps {
  readonly distribution: Distribution
  readonly act: Act
  readonly funds: readonly FundsAct[]
  readonly instead: (act: FundsAct) => void
  readonly close: () => void
}

function Asked({ distribution, act, funds, instead, close }: AskedProps) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const { says, done, reason, danger } = rules[act]
  // What somebody decides on is what they were shown, whatever becomes of it meanwhile.
  const [listHash] = useState(distribution.listHash ?? '')
  const stake = useStake(distribution, act)
  const run = useAct({
    run: (why: string, header) => {
      const params = { path: { id: distribution.id }, header }
      const body = { reason: why }
      if (act === 'approve') return ask(api.POST('/distributions/{id}/approve', { params, body: { listHash } }))
      if (act === 'start') return ask(api.POST('/distributions/{id}/start', { params }))
      if (act === 'resume') return ask(api.POST('/distributions/{id}/resume', { params }))
      return ask(api.POST(`/distributions/{id}/${act}`, { params, body }))
    },
    says: () => t(`distribution.${done}`),
    done: close,
    undo: () => {
      if (act !== 'pause' && act !== 'resume') return null
      const back = act === 'pause' ? 'resume' : 'pause'
      if (!mayWhole(rules[back].permission, distribution.programmeId)) return null
      return {
        says: t(`distribution.${rules[back].done}`),
        run: header => {
          const params = { path: { id: distribution.id }, header }
          return back === 'resume'
            ? ask(api.POST('/distributions/{id}/resume', { params }))
            : ask(api.POST('/distributions/{id}/pause', { params, body: { reason: t('undo.reason') } }))
        },
      }
    },
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t(`distribution.${act}`)}: ${distribution.name}`}
      says={t(`distribution.${says}`)}
      {...stake}
      act={t(act === 'cancel' ? 'plainly.cancelList' : `distribution.${act}`)}
      danger={danger}
      reason={reason ? 'needed' : 'none'}
      busy={run.isPending}
      error={run.error}
      run={why => run.mutate(why)}
    >
      {run.error instanceof Problem && run.error.kind === 'insufficient-funds' && (
        <Group gap="xs">
          {funds.map(each => (
            <Button key={each} variant="default" onClick={() => instead(each)}>
              {t(fundsWords[each])} …
            </Button>
          ))}
        </Group>
      )}
    </Confirm>
  )
}

/** What the act is about, in numbers. */
function useStake(
  { id, state, payouts, totalMinor, feeReserveMinor, currency, listHash }: Distribution,
  act: Act,
): Stake {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const found = useQuery(progressQuery(id, state === 'paying'))
  const float = useQuery({ ...floatQuery(id), enabled: act === 'start' })
  if (act === 'approve' || act === 'reject' || act === 'start')
    return {
      counting: isCounting(float),
      facts: [
        { name: t('distribution.people'), value: shown.number(payouts) },
        { name: t('distribution.sum'), value: shown.money(totalMinor, currency) },
        { name: t('distribution.feeReserve'), value: shown.money(feeReserveMinor, currency) },
        ...(float.data ? [{ name: t('distribution.float'), value: told(float.data.said, float.data.says) }] : []),
        ...(act === 'start' || listHash === null
          ? []
          : [{ name: t('distribution.hash'), value: <code className={classes['hash']}>{listHash}</code> }]),
      ],
    }
  const progress = found.data
  const open = (progress?.byState ?? []).filter(each => each.state === 'listed' || each.state === 'ready')
  const left = open.reduce((sum, { count }) => sum + count, 0)
  const leftMinor = open.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
  return {
    counting: isCounting(found),
    facts: [
      {
        name: t('distribution.notLeft'),
        value: progress ? `${shown.number(left)} · ${shown.money(leftMinor.toString(), currency)}` : '…',
      },
      { name: t('payoutState.paid'), value: progress ? shown.number(progress.paid) : '…' },
    ],
  }
}
