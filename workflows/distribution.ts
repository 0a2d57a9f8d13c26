import { continueAsNew } from '@temporalio/workflow'
import type { DistributionFound } from '../activities/contract.js'
import { answered, patience, timeToContinue } from './attention.js'
import type { DistributionInput } from './contracts.js'
import { followRound, type Round } from './distributionRound.js'
import { closeDistribution, freezeDistribution, openBatches, remindOfDistribution, weighFunds } from './policies.js'

/** Batches with something to send that are open at once, and batches open at all: a silent FSP is not sent everything. */
const sendingAtOnce = 4
const openAtOnce = 16

const minute = 60_000
const hour = 60 * minute
const remindAfter = 48 * hour
/** A batch that still has something to send after this is woken again: somebody may have terminated it. */
const openAgainAfter = 2 * minute

export interface DistributionEnd {
  state: 'closed' | 'rejected' | 'cancelled' | 'not_found'
  unknown: number
}

/**
 * One payment round: the list is frozen, somebody else approves it, the money is reserved, batches pay it, and it is
 * closed when every payout is final or in somebody’s hands. The rows say how far it is; this is its story and its clock.
 */
export async function distribution(input: DistributionInput): Promise<DistributionEnd> {
  const round = followRound(input)
  const funds = fundsWatch(input.distributionId)
  while (!(await timeToContinue(input.historyLimit))) {
    const found = await round.look()
    if (!found) return end('not_found')
    switch (found.state) {
      case 'freezing':
        await freeze(round)
        break
      case 'awaiting_approval':
        await awaitPerson(round, 'approval')
        break
      case 'approved':
        await awaitPerson(round, 'start')
        break
      case 'paying':
        await pay(round, found, funds)
        break
      case 'paused':
        await awaitResumption(round, found, funds)
        break
      case 'closed':
      case 'rejected':
      case 'cancelled':
        return end(found.state, found.unknown)
    }
  }
  return continueAsNew<typeof distribution>(input)
}

async function end(state: DistributionEnd['state'], unknown = 0): Promise<DistributionEnd> {
  await answered()
  return { state, unknown }
}

/** Freezing the list fixes people, amounts and destinations. When it can not be frozen, somebody has to change something. */
async function freeze(round: Round): Promise<void> {
  const frozen = await freezeDistribution({ distributionId: round.id })
  if (frozen.ok) return
  round.say(`The list can not be frozen: ${frozen.why}`)
  await round.wait(hour, 'Until the list is tried to be frozen again')
}

/** A reminder goes to the work list after two days, once; the wait itself ends only by a person’s act. */
async function awaitPerson(round: Round, waitsFor: 'approval' | 'start'): Promise<void> {
  const dueIn = round.since(waitsFor) + remindAfter - Date.now()
  const woken = await round.wait(dueIn > 0 ? dueIn : 24 * hour, `Reminder: waits for ${waitsFor}`)
  if (woken || round.reminded.has(waitsFor) || Date.now() < round.since(waitsFor) + remindAfter) return
  round.reminded.add(waitsFor)
  await remindOfDistribution({ distributionId: round.id, waitsFor })
}

/** Keeps a window of batches open until nothing is left to send, and closes when everything is settled. */
async function pay(round: Round, found: DistributionFound, funds: FundsWatch): Promise<void> {
  const { batchesToSend, batchesAwaiting } = found
  if (batchesToSend.length > 0) {
    if (await funds.short()) return
    const room = Math.min(sendingAtOnce, openAtOnce - batchesAwaiting.length)
    const batches = batchesToSend
      .slice(0, Math.max(room, 1))
      .filter(batch => openedBefore(round, batch) > openAgainAfter)
    if (batches.length > 0) {
      await openBatches({ distributionId: round.id, batches })
      for (const batch of batches) round.opened.set(batch, Date.now())
    }
    await round.wait(round.pace.next(), 'Looks how far paying is')
    return
  }
  const { closed } = await closeDistribution({ distributionId: round.id })
  if (closed) return
  // What is left is in the hands of people’s own lives, which say when they are done.
  const wait = batchesAwaiting.length > 0 ? round.pace.next() : 6 * hour
  await round.wait(wait, 'Looks whether everything is settled')
}

const openedBefore = (round: Round, batch: number): number =>
  Date.now() - (round.opened.get(batch) ?? Number.NEGATIVE_INFINITY)

/** A pause for money ends by itself when there is enough; every other pause by the person who resumes. */
async function awaitResumption(round: Round, found: DistributionFound, funds: FundsWatch): Promise<void> {
  round.opened.clear()
  if (!found.pausedForFunds) {
    await round.wait(6 * hour, 'Paused by a person')
    return
  }
  const { missing } = funds
  if (missing !== '') round.say(`Paused until the money is there: ${missing}.`)
  if (!(await round.wait(funds.patience.next(), 'Looks whether the money is there'))) await funds.weighAgain()
}

interface FundsWatch {
  /** weighs at most once a minute while paying; true: it is short and the distribution is paused now */
  short(): Promise<boolean>
  /** resumes the distribution when there is enough */
  weighAgain(): Promise<void>
  /** a sentence, empty when nothing is known to be missing */
  missing: string
  readonly patience: { next(): number; reset(): void }
}

/** A balance that can not be had stops nobody: it is a warning, the FSP’s own refusal is the guard. */
function fundsWatch(distributionId: string): FundsWatch {
  const waits = patience(15_000, 5 * minute)
  let weighedAt = Number.NEGATIVE_INFINITY
  let enoughInARow = 0
  const weigh = async (): Promise<boolean> => {
    const weighed = await weighFunds({ distributionId })
    watch.missing = weighed.is === 'short' ? weighed.says : ''
    enoughInARow = weighed.is === 'short' ? 0 : enoughInARow + 1
    return weighed.is === 'short'
  }
  const watch: FundsWatch = {
    patience: waits,
    missing: '',
    weighAgain: async () => {
      await weigh()
    },
    short: async () => {
      if (Date.now() - weighedAt < minute) return false
      weighedAt = Date.now()
      const short = await weigh()
      // An FSP that refuses for money while its balance looks enough would be asked ever faster without this.
      if (enoughInARow >= 5) waits.reset()
      return short
    },
  }
  return watch
}
