/** What people read of a distribution: how far it is, its payouts, and what an approver needs to see. */
import { z } from '@hono/zod-openapi'
import { approvalsOf } from '../../db/approvals.js'
import { nextApprovers } from '../../db/nextApprovers.js'
import { followUpOf } from '../../db/followUps.js'
import { changesSinceLastRound, listRows } from '../../db/read/approval.js'
import { findDistribution, openCaseGroups, payoutGroups } from '../../db/read/distributions.js'
import { listPayouts } from '../../db/read/payouts.js'
import { maskedNumber } from '../../domain/phone.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import type { House } from '../../db/database.js'
import type { DistributionId } from '../../domain/ids.js'
import { payoutStates, type DistributionState } from '../../domain/payout.js'
import { isReason, reasons, whoActs, type WhoActs } from '../../domain/reason.js'
import { found } from '../problem.js'
import { personal } from '../personal.js'
import { follow, route } from '../route.js'
import { anId, currencyOut, defaultLimit, minorOut, moment, page, pageOf, pathId, wholeInQuery } from '../words.js'
import { distributionOut, toDistributionOut } from './distributions.js'
import { payoutFilterOf, payoutOut, payoutsIn, toPayoutOut } from './payoutOut.js'

const noun = 'distributions'
const params = pathId<'distribution'>()
const whole = z.number().int()
const reading = { method: 'get', noun, kind: 'reads', params } as const

const groups = z.array(
  z.object({
    state: z.enum(payoutStates),
    reason: z.string().nullable(),
    count: whole,
    amountMinor: minorOut,
    held: whole,
    acts: z
      .enum(whoActs)
      .nullable()
      .openapi({ description: 'what mends the reason, or who; null: there is no reason' }),
  }),
)

const actsOn = (reason: string | null): WhoActs | null =>
  reason !== null && isReason(reason) ? reasons[reason].acts : null
const progressAnswer = z.object({
  state: distributionOut.shape.state,
  pauseReason: z.string().nullable(),
  currency: currencyOut,
  payouts: whole,
  totalMinor: minorOut,
  paid: whole,
  paidMinor: minorOut,
  byState: z.array(z.object({ state: z.enum(payoutStates), count: whole, amountMinor: minorOut })),
  byStateAndReason: groups,
  openCases: z.array(z.object({ kind: z.string(), owner: z.string(), count: whole, nextDeadlineAt: moment })),
  firstPaidAt: moment.nullable(),
  closedAt: moment.nullable(),
})

async function progressOf(house: House, id: DistributionId) {
  const { state, pauseReason, currency, payouts, totalMinor, firstPaidAt, closedAt } = found(
    await findDistribution(house, id),
    'distribution',
  )
  const groups = await payoutGroups(house, id)
  const byStateAndReason = groups.map(each => ({ ...each, acts: actsOn(each.reason) }))
  const byState = payoutStates.flatMap(each => {
    const own = byStateAndReason.filter(group => group.state === each)
    if (own.length === 0) return []
    return [
      {
        state: each,
        count: own.reduce((sum, { count }) => sum + count, 0),
        amountMinor: own.reduce((sum, group) => sum + group.amountMinor, 0n),
      },
    ]
  })
  const paid = byState.filter(group => group.state === 'paid' || group.state === 'overpaid')
  return {
    ...{ state, pauseReason, currency, payouts, totalMinor, firstPaidAt, closedAt, byState, byStateAndReason },
    paid: paid.reduce((sum, { count }) => sum + count, 0),
    paidMinor: paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    openCases: await openCaseGroups(house, id),
  }
}

const progress = route({
  ...reading,
  path: '/distributions/{id}/progress',
  about: 'distribution',
  permission: 'distributions.read',
  does: 'How far it is: payouts by state and reason, money, open cases and their owners',
  answer: progressAnswer,
  handle: ({ house, params }) => progressOf(house, params.id),
})

const over = ['closed', 'rejected', 'cancelled'] as const satisfies readonly DistributionState[]

const progressEvents = follow({
  noun,
  params,
  path: '/distributions/{id}/progress/events',
  about: 'distribution',
  permission: 'distributions.read',
  does: 'How far it is, as it goes: the same as /progress whenever it changed, at most every second',
  more: 'Server-sent events; each one’s data is this. An event `over` comes with the last one, once the distribution is closed, rejected or cancelled. At most four at a time for one person. Without `Accept: text/event-stream` it is one event.',
  answer: progressAnswer,
  over: ({ state }) => over.some(each => each === state),
  handle: ({ house, params }) => progressOf(house, params.id),
})

const payouts = route({
  ...reading,
  path: '/distributions/{id}/payouts',
  about: 'distribution',
  permission: 'payouts.read',
  does: 'Its payouts in the order of the list, by state and reason',
  query: z.strictObject({
    ...payoutsIn,
    limit: page.limit,
    after: wholeInQuery(0, 10_000_000).optional(),
  }),
  answer: pageOf(payoutOut),
  handle: async ({ house, params, query }) => {
    found(await findDistribution(house, params.id), 'distribution')
    const limit = query.limit ?? defaultLimit
    const rows = await listPayouts(house, {
      distributionId: params.id,
      filter: payoutFilterOf(query),
      after: query.after,
      limit: limit + 1,
    })
    const shown = rows.slice(0, limit)
    return { items: shown.map(toPayoutOut), next: rows.length > limit ? String(shown.at(-1)?.position) : null }
  },
})

const change = z.enum(['same', 'new', 'amount', 'destination', 'amount_and_destination'])

const approval = route({
  ...reading,
  path: '/distributions/{id}/approval',
  about: 'distribution',
  permission: 'distributions.read',
  does: 'What an approver decides on: totals, the hash of the list, and what changed since the last round',
  answer: z.object({
    distribution: distributionOut,
    followUpOf: z
      .object({
        distributionId: anId,
        name: z.string(),
        state: distributionOut.shape.state,
        people: whole.openapi({ description: 'who stood on that list' }),
        notPaid: whole.openapi({ description: 'whom it has not paid' }),
        notPaidMinor: minorOut,
      })
      .nullable()
      .openapi({ description: 'whose unpaid people this list pays; null: a round of its own' }),
    changes: z.object({
      previousDistributionId: anId.nullable(),
      previousRound: whole.nullable(),
      previousPayouts: whole,
      previousTotalMinor: minorOut,
      byChange: z.array(z.object({ change, count: whole, amountMinor: minorOut, previousAmountMinor: minorOut })),
      gone: z.array(z.object({ state: z.string(), count: whole, previousAmountMinor: minorOut })),
    }),
  }),
  handle: async ({ house, params }) => ({
    distribution: toDistributionOut(found(await findDistribution(house, params.id), 'distribution')),
    followUpOf: await followUpOf(house, params.id),
    changes: await changesSinceLastRound(house, params.id),
  }),
})

const approvals = route({
  ...reading,
  path: '/distributions/{id}/approvals',
  about: 'distribution',
  whole: true,
  // Whose word still counts is seen from what they hold, which no limited reader sees.
  eyes: 'house',
  permission: 'distributions.read',
  does: 'Who has approved the list so far, and whose turn it is',
  answer: z.object({
    complete: z.boolean(),
    given: whole,
    needed: whole,
    step: whole.openapi({ description: 'the one that is open' }),
    role: z.string().nullable().openapi({ description: 'whose turn it is; null: of anybody who may approve' }),
    by: z.array(
      z.object({
        by: z.string(),
        role: z.string(),
        onBehalfOf: z.string().nullable().openapi({ description: 'in whose place; it counts once with their own' }),
        at: moment,
      }),
    ),
    next: z.array(z.string()).openapi({ description: 'handles of who could say the next yes now' }),
  }),
  handle: async ({ house, params }) => {
    const so = found(await approvalsOf(house, params.id), 'distribution')
    const { complete, step, role, givenInAll: given, neededInAll: needed } = so
    const next = (await nextApprovers(house, params.id)).map(({ handle }) => handle)
    return { complete, step, role, given, needed, by: so.approvals, next }
  },
})

const list = route({
  ...reading,
  path: '/distributions/{id}/list',
  about: 'distribution',
  permission: 'distributions.list',
  does: 'The frozen list row by row, numbers masked, each row with its change since the last round',
  query: z.strictObject({
    change: change.optional(),
    limit: page.limit,
    after: wholeInQuery(0, 10_000_000).optional(),
  }),
  answer: pageOf(
    z.object({
      position: whole,
      payoutId: anId,
      beneficiaryId: anId,
      ref: z.string(),
      name: personal('name'),
      maskedNumber: z.string(),
      maskedPreviousNumber: z
        .string()
        .nullable()
        .openapi({ description: 'that was paid in the round before, where it was another one' }),
      destinationId: anId.openapi({ description: 'which of the numbers of its person it is' }),
      previousDestinationId: anId.nullable(),
      place: z.string(),
      householdSize: whole,
      amountMinor: minorOut,
      withdrawalMinor: minorOut.openapi({ description: 'how much of it is added for withdrawing it; the rest is due' }),
      feeReserveMinor: minorOut,
      previousAmountMinor: minorOut.nullable(),
      change,
      state: z.enum(payoutStates),
      heldReason: personal('text').nullable(),
    }),
  ),
  handle: async ({ house, params, query }) => {
    const { programmeName } = found(await findDistribution(house, params.id), 'distribution')
    const limit = query.limit ?? defaultLimit
    const rows = await listRows(house, {
      distributionId: params.id,
      change: query.change,
      after: query.after,
      limit: limit + 1,
    })
    const shown = rows.slice(0, limit)
    return {
      items: shown.map(({ number, previousNumber, beneficiaryNumber, ...row }) => ({
        ...row,
        maskedNumber: maskedNumber(number),
        maskedPreviousNumber: previousNumber && maskedNumber(previousNumber),
        ref: beneficiaryRef(programmeName, beneficiaryNumber),
      })),
      next: rows.length > limit ? String(shown.at(-1)?.position) : null,
    }
  },
})

export const distributionReadingRoutes = [progress, progressEvents, payouts, approval, approvals, list]
