import { continueAsNew, getExternalWorkflowHandle, log, setHandler } from '@temporalio/workflow'
import type { BatchFound, Submitted } from '../activities/contract.js'
import { answered, attention, msUntil, patience, timeToContinue, type Attention } from './attention.js'
import { batchTold, lifeId, look, type BatchTold, type PayoutBatchInput } from './contracts.js'
import { askBatch, lookAtBatch, submitBatch } from './policies.js'

const minute = 60_000
const hour = 60 * minute

/**
 * Pays a part of a distribution: submits the first attempt of every payout, awaits outcomes, asks about those that stay
 * silent, and tries again a few times what was refused only because the way was barred for a while. Whoever needs
 * something individual (any other refusal, a case) goes over to their own life; then this one is done.
 */
export async function payoutBatch(input: PayoutBatchInput): Promise<{ total: number; final: number; open: number }> {
  const { distributionId, batch } = input
  const part = { distributionId, batch }
  const care = attention()
  const calm = patience(2_000, 2 * minute)
  let found: BatchFound | null = null
  setHandler(batchTold, () => (found ? told(found) : null))

  while (!(await timeToContinue(input.historyLimit))) {
    care.attend()
    found = await lookAtBatch.executeWithOptions({ summary: 'Looks how far the batch is' }, [part])
    care.say(told(found).says)
    care.state(found.prepared > 0 ? 'sending' : 'awaiting outcomes')
    if (found.done) {
      await tellDistribution(distributionId)
      await answered()
      if (care.woken()) continue
      return { total: found.total, final: found.final, open: found.open }
    }
    if (found.prepared > 0) {
      const submitted = await submitBatch.executeWithOptions({ summary: `Sends ${found.prepared} payouts` }, [part])
      if (submitted.sent > 0) calm.reset()
      await tellDistribution(distributionId)
      await afterSending(care, submitted, calm)
    } else if (found.due) {
      const asked = await askBatch.executeWithOptions({ summary: 'Asks about payouts that stay silent' }, [part])
      if (asked.moved > 0) calm.reset()
      // What was asked about has its next time in its row now; nothing asked means that somebody else holds it.
      if (asked.waitMs !== undefined) await care.wait(asked.waitMs, 'The FSP could not be asked')
      else if (asked.asked === 0) await care.wait(calm.next(), 'Another worker asks')
    } else if (found.sending + found.inFlight + found.unknown === 0 && found.heldBack > 0 && !found.againAt) {
      await care.wait(6 * hour, 'Held back by a person')
    } else {
      const next = Math.min(msUntil(soonest(found), minute), 10 * minute)
      await care.wait(next, found.again > 0 ? 'Awaits outcomes and the time to try again' : 'Awaits outcomes')
    }
  }
  return continueAsNew<typeof payoutBatch>(input)
}

/** The next moment that the rows name; all are written alike (ISO 8601, UTC), so the least text is the first. */
const soonest = ({ nextCheckAt, againAt }: BatchFound): string | undefined =>
  nextCheckAt !== undefined && againAt !== undefined && nextCheckAt < againAt ? nextCheckAt : (againAt ?? nextCheckAt)

/** What may not leave now waits for a wake-up (resume, release, the next word of the FSP) and looks again by itself. */
async function afterSending(care: Attention, submitted: Submitted, calm: { next(): number }): Promise<void> {
  switch (submitted.halted) {
    case 'paused':
      care.say('Halted: the distribution is paused.')
      await care.wait(10 * minute, 'The distribution is paused')
      return
    case 'account_paused':
      care.say('Halted: the FSP account is paused.')
      await care.wait(5 * minute, 'The FSP account is paused')
      return
    case 'not_paying':
      await care.wait(10 * minute, 'The distribution does not pay')
      return
    case 'not_as_approved':
      care.say('Halted: this part of the list is no longer what was approved.')
      await care.wait(calm.next(), 'Its approval was dropped')
      return
    case 'stopping':
    case undefined:
      if (submitted.waitMs !== undefined) await care.wait(submitted.waitMs, 'The FSP asked to slow down')
      else if (submitted.sent === 0) await care.wait(calm.next(), 'Something is held back')
  }
}

/** The distribution may open the next batch. If it does not run, the caretaker sees to it. */
async function tellDistribution(distributionId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(lifeId.distribution(distributionId)).signal(look)
  } catch (error) {
    log.debug('The distribution is not running', { error })
  }
}

function told(found: BatchFound): BatchTold {
  const { total, prepared, heldBack, sending, inFlight, unknown, again, open, final } = found
  return { says: sentence(found), total, prepared, heldBack, sending, inFlight, unknown, again, open, final }
}

function sentence({
  total,
  final,
  prepared,
  heldBack,
  sending,
  inFlight,
  unknown,
  again,
  againAt,
  open,
  nextCheckAt,
}: BatchFound): string {
  const parts = [
    `${final} of ${total} final`,
    ...(prepared > 0 ? [`${prepared} to send`] : []),
    ...(sending + inFlight > 0 ? [`${sending + inFlight} with the FSP`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(heldBack > 0 ? [`${heldBack} held back`] : []),
    ...(again > 0 ? [`${again} refused and tried again${againAt === undefined ? '' : ` from ${againAt}`}`] : []),
    ...(open > 0 ? [`${open} in individual hands`] : []),
  ]
  return `${parts.join(', ')}.${nextCheckAt === undefined ? '' : ` Asks about the silent from ${nextCheckAt}.`}`
}
