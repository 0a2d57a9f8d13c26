/** What a distribution’s life asks of the house. The rows decide under lock; these only carry questions and acts. */
import { approvalsOf } from '../db/approvals.js'
import { closeCase, openCase } from '../db/cases.js'
import { listCases } from '../db/caseList.js'
import { openCycleOf } from '../db/cycles.js'
import {
  cancelDistribution,
  changePayFirst,
  pauseDistribution,
  resumeDistribution,
  shortOfFunds,
  startDistribution,
} from '../db/distributionActs.js'
import { approveDistribution, rejectDistribution } from '../db/distributionApproval.js'
import { freezeList } from '../db/distributionList.js'
import { lookAgainAtDistribution, openBatchesOf } from '../db/lives/batches.js'
import { accountOfDistribution } from '../db/lives/overdue.js'
import {
  closeIfDone,
  distributionHead,
  distributionStanding,
  type DistributionHead,
  type Standing,
} from '../db/standing.js'
import { caseEnds } from '../domain/caseEnds.js'
import { said } from '../domain/caseSays.js'
import { refused, type Done } from '../domain/done.js'
import type { CaseId, DistributionId } from '../domain/ids.js'
import { isCurrency, money, toText } from '../domain/money.js'
import type { PayoutState } from '../domain/payout.js'
import type { By } from '../domain/people.js'
import { isReason, reasons } from '../domain/reason.js'
import { cardBounds } from '../fsp/cardBounds.js'
import type { DistributionAct, DistributionActivities, DistributionFound, DistributionGlance } from './contract.js'
import type { World } from './world.js'

const minute = 60_000
/** A list that could not be frozen is tried again after an hour; before that nobody misses its life. */
const freezesAgainMs = 70 * minute

export function distributionActivities(world: World): DistributionActivities {
  const { house, connectors, lives, hooks } = world
  return {
    lookAtDistribution: async ({ distributionId }) => {
      const id = distributionId as DistributionId
      const standing = await distributionStanding(house, id)
      if (!standing) return null
      const found = await foundOf(world, id, standing)
      await lookAgainAtDistribution(house, id, overdueAfter(found, world.idleMs))
      return found
    },

    glanceAtDistribution: async ({ distributionId, from }) => {
      const id = distributionId as DistributionId
      const head = await distributionHead(house, id)
      if (!head) return null
      const glance = await glanceOf(world, id, head, from)
      await lookAgainAtDistribution(house, id, overdueAfter(glance, world.idleMs))
      return glance
    },

    freezeDistribution: async ({ distributionId }) => {
      const id = distributionId as DistributionId
      const account = await accountOfDistribution(house, id)
      if (!account || !isCurrency(account.currency)) return refused('not_found', 'There is no such distribution.')
      const { currency } = account
      const { connector } = await connectors.of(account.fspAccountId)
      const frozen = await freezeList(house, {
        distributionId: id,
        pricing: {
          payableStepMinor: connector.describe().payableStepMinor(currency),
          highestFee: amountMinor => connector.highestFee(money(amountMinor, currency)).minor,
          cards: cardBounds(connector),
        },
      })
      if (frozen.ok) return { ok: true }
      await lookAgainAtDistribution(house, id, freezesAgainMs)
      return frozen
    },

    actOnDistribution: async ({ distributionId, act }) => {
      const id = distributionId as DistributionId
      const acted = await doAct(world, id, act)
      if (acted.ok && act.act !== 'payFirst') await closeReminders(world, id, act.by)
      return acted
    },

    openBatches: async ({ distributionId, batches }) => {
      for (const batch of batches) {
        await lives.batch(distributionId, batch).wake()
        await hooks.at('opening')
      }
    },

    closeDistribution: async ({ distributionId }) => {
      const { closed, unknown } = await closeIfDone(house, distributionId as DistributionId)
      if (closed) await wakeRoundOf(world, distributionId as DistributionId)
      return { closed, unknown }
    },

    remindOfDistribution: async ({ distributionId, waitsFor }) => {
      const standing = await distributionStanding(house, distributionId as DistributionId)
      if (!standing) return
      await openCase(house, {
        kind: 'decision',
        programmeId: standing.programmeId,
        distributionId: standing.distributionId,
        says: said(waitsFor === 'approval' ? 'list_waits_for_approval' : 'list_waits_for_start'),
        owner: waitsFor === 'approval' ? 'approver' : 'programme staff',
        atDeadline: 'escalate',
      })
    },
  }
}

/** A little longer than the life’s own longest wait in this state: only a life that is gone is overdue. */
function overdueAfter({ state, batchesToSend, batchesAwaiting }: DistributionGlance, idleMs: number): number {
  if (state === 'freezing') return 2.5 * idleMs
  if (batchesToSend.length + batchesAwaiting.length > 0) return state === 'paused' ? 7 * 60 * minute : 2.5 * idleMs
  return state === 'paying' ? 7 * 60 * minute : 25 * 60 * minute
}

function doAct({ house }: World, distributionId: DistributionId, act: DistributionAct): Promise<Done> {
  switch (act.act) {
    case 'approve':
      return approveDistribution(house, { distributionId, by: act.by, listHash: act.listHash })
    case 'reject':
      return rejectDistribution(house, { distributionId, by: act.by, reason: act.reason })
    case 'start':
      return startDistribution(house, { distributionId, by: act.by, short: act.short })
    case 'pause':
      return pauseDistribution(house, { distributionId, by: act.by, reason: act.reason })
    case 'resume':
      return resumeDistribution(house, { distributionId, by: act.by })
    case 'cancel':
      return cancelDistribution(house, { distributionId, by: act.by, reason: act.reason })
    case 'payFirst':
      return changePayFirst(house, { distributionId, by: act.by, count: act.count })
  }
}

/** The reminder is about the distribution itself; cases of its payouts belong to others. */
/** The round whose list it was completes people now and not at its next look; that comes by itself where this is lost. */
async function wakeRoundOf({ house, lives }: World, distributionId: DistributionId): Promise<void> {
  const round = await openCycleOf(house, distributionId)
  if (round) await lives.programmeRound(round.programmeId, round.nominalAt.toISOString()).wake()
}

async function closeReminders({ house }: World, distributionId: DistributionId, by: By): Promise<void> {
  const open = { distributionId, kinds: ['decision'], state: 'open', limit: 100 } as const
  for (let after: CaseId | undefined; ;) {
    const { cases, next } = await listCases(house, { ...open, after })
    for (const { caseId, payoutId, attemptId } of cases) {
      if (payoutId === null && attemptId === null) await closeCase(house, { caseId, by, resolution: caseEnds.acted })
    }
    if (next === null) return
    after = next
  }
}

async function foundOf(world: World, id: DistributionId, standing: Standing): Promise<DistributionFound> {
  const { byState, pauseReason, listHash } = standing
  const count = (...states: PayoutState[]): number => states.reduce((sum, each) => sum + (byState[each]?.count ?? 0), 0)
  const paidMinor = BigInt(byState.paid?.amountMinor ?? 0) + BigInt(byState.overpaid?.amountMinor ?? 0)
  return {
    ...(await glanceOf(world, id, standing, 1)),
    programmeId: standing.programmeId,
    fspName: standing.fspName,
    createdBy: standing.createdBy,
    payouts: standing.payouts,
    paid: count('paid', 'overpaid'),
    refused: count('refused'),
    unknown: count('unknown'),
    totalText: text(standing.totalMinor, standing.currency),
    paidText: text(paidMinor.toString(), standing.currency),
    pausedForFunds: standing.state === 'paused' && pauseReason === shortOfFunds,
    ...(standing.approvedBy === null ? {} : { approvedBy: standing.approvedBy }),
    ...(standing.state === 'awaiting_approval' ? await approvalsSoFar(world, id) : {}),
    ...(listHash === null ? {} : { listHash }),
    ...(pauseReason === null ? {} : { pauseReason: inWords(pauseReason) }),
  }
}

async function approvalsSoFar({ house }: World, id: DistributionId): Promise<Pick<DistributionFound, 'approvals'>> {
  const found = await approvalsOf(house, id)
  if (!found || found.neededInAll === 1) return {}
  return { approvals: { given: found.givenInAll, needed: found.neededInAll, role: found.role } }
}

/** More batches than a distribution opens at once. */
const batchesSeen = 24

async function glanceOf(
  { house }: World,
  id: DistributionId,
  { state, cancelled, accountPaused, payFirst }: DistributionHead,
  from: number,
): Promise<DistributionGlance> {
  const beingPaid = state === 'paying' || state === 'paused'
  const rows = beingPaid ? await openBatchesOf(house, id, { from, most: batchesSeen }) : []
  const idle = rows.filter(row => !row.sendable)
  return {
    state,
    // Of a cancelled one nothing is sent: what came back waits to be released.
    batchesToSend: cancelled ? [] : rows.filter(row => row.sendable).map(row => row.batch),
    batchesAwaiting: idle.filter(row => row.awaited > 0).map(row => row.batch),
    batchesWaiting: idle.filter(row => row.awaited === 0 && row.again > 0).length,
    ...(accountPaused === null ? {} : { accountPaused: inWords(accountPaused) }),
    ...(payFirst === null ? {} : { payFirst }),
    ...(cancelled ? { cancelled: true } : {}),
  }
}

/** Reasons of the closed list become their sentence; what a person typed stays as it is. */
const inWords = (reason: string): string => (isReason(reason) ? reasons[reason].says.replace(/\.$/, '') : reason)

const text = (minor: string, currency: string): string =>
  isCurrency(currency) ? toText(money(BigInt(minor), currency)) : `${currency} ${minor}`
