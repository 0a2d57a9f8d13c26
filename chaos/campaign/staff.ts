/** What staff, operators and strangers do while money moves. Each is harmless, or the product is at fault. */
import { setTimeout as pause } from 'node:timers/promises'
import { Connection } from '@temporalio/client'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { money, toDecimal } from '../../domain/money.js'
import { lifeId } from '../../workflows/contracts.js'
import { chance, type Chance } from './chance.js'
import { numberOf } from './people.js'
import { approveRound, makeRound, payoutsOf, startTwice, type Payout } from './rounds.js'
import type { Programme, Stage } from './stage.js'
import type { System } from './system.js'

export const actNames = [
  'retry while it runs',
  'pause and resume',
  'pause the account',
  'correct while it is unknown',
  'cancel a small distribution',
  'reset a life from Temporal',
  'terminate a life from Temporal',
  'forge callbacks',
  'empty the wallet and fill it',
  'change what a key is worth',
] as const
export type ActName = (typeof actNames)[number]

/** Which acts, in which order: every one at least once, and once more for every thousand payouts. */
export function drawActs(seed: string, payouts: number): ActName[] {
  const draw = chance(seed, 'acts')
  return Array.from({ length: 1 + Math.floor(payouts / 1_000) }, () => draw.shuffled(actNames)).flat()
}

/** Rounds of small distributions that are cancelled have numbers of their own. */
const firstSmallRound = 30
const smallSize = 12

export interface Acts {
  /** how often each was done; refusals of the product are among them */
  readonly done: Record<string, number>
  readonly hindered: string[]
}

interface Hands {
  readonly stage: Stage
  readonly system: System
  readonly draw: Chance
  readonly programme: Programme
  /** of the programme’s latest round */
  readonly distributionId: string
  nextNumber(): number
  nextSmallRound(): number
}

export async function doActs(
  stage: Stage,
  system: System,
  programmes: readonly Programme[],
  share: () => Promise<number>,
  firstFreeNumber: number,
): Promise<Acts> {
  const draw = chance(stage.plan.seed, 'staff')
  const order = drawActs(stage.plan.seed, stage.plan.payouts)
  const acts: Acts = { done: {}, hindered: [] }
  let number = firstFreeNumber
  let smallRound = firstSmallRound
  for (const [place, name] of order.entries()) {
    const until = Date.now() + 6_000
    while (Date.now() < until && (await share()) < ((place + 0.5) / order.length) * 0.8) await pause(200)
    const programme = programmes[draw.between(0, programmes.length - 1)]
    const distribution = programme?.distributions.findLast(each => each.round < firstSmallRound)
    if (!programme || !distribution) continue
    const hands: Hands = {
      ...{ stage, system, draw, programme, distributionId: distribution.id },
      nextNumber: () => number++,
      nextSmallRound: () => smallRound++,
    }
    try {
      await doing[name](hands)
      acts.done[name] = (acts.done[name] ?? 0) + 1
      stage.say(`Somebody did: ${name}`)
    } catch (error) {
      acts.hindered.push(`${name}: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`)
    }
  }
  return acts
}

const doing: Readonly<Record<ActName, (hands: Hands) => Promise<unknown>>> = {
  'retry while it runs': async ({ stage, distributionId, draw }) => {
    const some = draw.shuffled(await payoutsOf(stage, distributionId)).slice(0, 5)
    await Promise.all(some.map(({ id }) => stage.maker.ask('POST', `/payouts/${id}/retry`, {})))
  },
  'pause and resume': async ({ stage, distributionId, draw }) => {
    await stage.maker.ask('POST', `/distributions/${distributionId}/pause`, { reason: 'A question from the field.' })
    await pause(draw.between(100, 2_000))
    await stage.approver.ask('POST', `/distributions/${distributionId}/resume`, {})
  },
  'pause the account': async ({ stage, programme, draw }) => {
    await stage.operator.ask('POST', `/fsp-accounts/${programme.fspAccountId}/pause`, { reason: 'Maintenance.' })
    await pause(draw.between(100, 2_000))
    await stage.operator.ask('POST', `/fsp-accounts/${programme.fspAccountId}/resume`, {})
  },
  'correct while it is unknown': async hands => {
    const { stage, distributionId, draw } = hands
    const unknown = draw.shuffled(await payoutsOf(stage, distributionId, 'unknown')).slice(0, 2)
    const open = draw.shuffled(await payoutsOf(stage, distributionId, 'in_progress')).slice(0, 2 - unknown.length)
    for (const { beneficiaryId } of [...unknown, ...open]) {
      const body = { number: numberOf(hands.nextNumber()), reason: 'They changed their number.' }
      await stage.maker.ask('POST', `/beneficiaries/${beneficiaryId}/corrections`, body)
    }
  },
  'cancel a small distribution': async hands => {
    const { stage, programme, distributionId, draw } = hands
    // The first round is frozen by now, the latest perhaps not.
    const first = programme.distributions[0]?.id ?? distributionId
    const people = (await payoutsOf(stage, first)).slice(0, smallSize).map(each => each.beneficiaryId)
    const small = await makeRound(stage, programme, hands.nextSmallRound(), { beneficiaryIds: people })
    small.cancelled = true
    if (!(await approveRound(stage, small))) return
    await startTwice(stage, small)
    await pause(draw.between(0, 1_500))
    await stage.maker.ask('POST', `/distributions/${small.id}/cancel`, { reason: 'It was a mistake.' })
  },
  'reset a life from Temporal': ({ stage, system, distributionId, draw }) =>
    inTemporal(system, async service => {
      const lives = [lifeId.distribution(distributionId), await aBatch(stage, distributionId, draw)] as const
      const workflowId = draw.pick(lives)
      const workflowExecution = { workflowId }
      const told = await service.getWorkflowExecutionHistory({ namespace, execution: workflowExecution })
      const completed = (told.history?.events ?? []).filter(each => each.workflowTaskCompletedEventAttributes != null)
      const event = completed[draw.between(0, Math.max(0, completed.length - 1))]
      if (event?.eventId == null) return
      await service.resetWorkflowExecution({
        ...{ namespace, workflowExecution, reason: 'chaos', requestId: randomUUID() },
        workflowTaskFinishEventId: event.eventId,
      })
    }),
  'terminate a life from Temporal': ({ stage, system, distributionId, draw }) =>
    inTemporal(system, async service => {
      // A batch that is done does not run any more; the distribution does until all of it is paid.
      for (const workflowId of [await aBatch(stage, distributionId, draw), lifeId.distribution(distributionId)]) {
        const workflowExecution = { workflowId }
        const done = await service
          .terminateWorkflowExecution({ namespace, workflowExecution, reason: 'chaos' })
          .catch(() => undefined)
        if (done !== undefined) return
      }
      throw new Error('Nothing ran that could be terminated.')
    }),
  'forge callbacks': async ({ stage, programme, distributionId, draw }) => {
    const some = draw.shuffled(await payoutsOf(stage, distributionId)).slice(0, 3)
    await Promise.all(some.map(payout => forge(programme, payout, draw)))
  },
  'empty the wallet and fill it': async ({ stage, programme, draw }) => {
    const all = String(await stage.provider.balanceMinor(programme.username))
    await stage.provider.move(programme.username, 'withdrawals', all)
    await pause(draw.between(500, 3_000))
    await stage.provider.move(programme.username, 'topups', all)
  },
  'change what a key is worth': async ({ stage, programme, draw }) => {
    const idempotency = draw.pick(['off', 'forgets', 'on'])
    await stage.provider.setAccount(programme.username, { idempotency, idempotencyForgetsAfterMs: 3_000 })
  },
}

async function aBatch(stage: Stage, distributionId: string, draw: Chance): Promise<string> {
  const { batches } = await stage.maker.get(`/distributions/${distributionId}`, z.object({ batches: z.number() }))
  return lifeId.payoutBatch(distributionId, draw.between(1, Math.max(1, batches)))
}

const namespace = 'default'

/** What an operator does at Temporal’s own screens. A life that does not run, or a server that is away, is no matter. */
async function inTemporal(
  { temporalAddress }: System,
  work: (service: Connection['workflowService']) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address: temporalAddress, connectTimeout: 10_000 })
  try {
    await work(connection.workflowService)
  } finally {
    await connection.close()
  }
}

/** Somebody who knows the address of our callbacks and a payout, and lies about it in every way. */
async function forge({ callbackUrl, productName }: Programme, payout: Payout, draw: Chance): Promise<void> {
  const value = `KES ${toDecimal(money(BigInt(payout.amountMinor), 'KES'))}00`
  const lie = (over: object): object => ({
    ...{ transactionId: `ATPid_${randomUUID().replaceAll('-', '')}`, category: 'MobileB2C', provider: 'Mpesa' },
    ...{ providerRefId: 'FORGED', productName, sourceType: 'Wallet', source: productName },
    ...{ destinationType: 'PhoneNumber', destination: numberOf(draw.between(0, 20)), status: 'Success' },
    ...{ value, description: 'The service request is processed successfully.' },
    requestMetadata: { payoutId: payout.id, attemptKey: `${payout.id}.${Math.max(1, payout.attempts)}` },
    ...over,
  })
  const lies = [
    lie({}),
    lie({ status: 'Failed', description: 'The recipient account is blocked' }),
    lie({ value: 'KES 1.0000' }),
    lie({ requestMetadata: { payoutId: randomUUID(), attemptKey: 'nobody.1' } }),
    { nonsense: true },
  ]
  for (const body of lies) {
    // The API may be away at the moment; a liar does not care.
    await fetch(callbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined)
  }
}
