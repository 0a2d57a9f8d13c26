/** Sending payouts and asking what became of them. Whatever is repeated here finds in the rows what is already done. */
import { cancellationSignal } from '@temporalio/activity'
import { dueToAsk, recordAsked } from '../db/asking.js'
import { openNextAttempts } from '../db/batchRetries.js'
import { pauseAccount } from '../db/distributionActs.js'
import { partOf, stillApproved } from '../db/droppedParts.js'
import { batchOf } from '../db/lives/batches.js'
import { accountOfDistribution } from '../db/lives/overdue.js'
import { payoutPlace } from '../db/lives/person.js'
import { settleNotTaken } from '../db/validation.js'
import type { DistributionId, PayoutId } from '../domain/ids.js'
import { mkono } from '../domain/people.js'
import { reasons } from '../domain/reason.js'
import { FspUnreachable } from '../fsp/contract.js'
import { beating } from './beating.js'
import type { OpenConnector } from './connectors.js'
import type { Asked, PayoutActivities, Submitted } from './contract.js'
import { noSuchRow } from './errors.js'
import { persist } from './persist.js'
import { sendAll, type Sending, type ToSend } from './send.js'
import { handAllOver } from './vouchers.js'
import type { World } from './world.js'

/** Attempts asked about in one go; a list of the FSP is read once for all of them. */
const askAtOnce = 500

export function payoutActivities(world: World): PayoutActivities {
  const { house, connectors } = world
  return {
    lookAtBatch: async ({ distributionId, batch }) => {
      const id = distributionId as DistributionId
      const row = await batchOf(house, id, batch)
      if (!row) throw noSuchRow(`batch ${batch} of distribution ${distributionId}`)
      const unowned = row.awaited - row.sending - row.accepted
      return {
        total: row.total,
        prepared: row.sendable,
        heldBack: row.heldBack,
        sending: row.sending,
        inFlight: row.accepted,
        unknown: unowned,
        again: row.again - row.againNow,
        open: row.refused - row.again + (row.unknown - unowned),
        final: row.final,
        done: row.sendable + row.heldBack + row.awaited + row.again === 0,
        due: row.nextCheckAt !== null && row.nextCheckAt.getTime() <= Date.now(),
        ...(row.nextCheckAt === null ? {} : { nextCheckAt: row.nextCheckAt.toISOString() }),
        ...(row.againAt === null ? {} : { againAt: row.againAt.toISOString() }),
      }
    },

    submitBatch: async ({ distributionId, batch }) => {
      const id = distributionId as DistributionId
      const account = await accountOfDistribution(house, id)
      if (!account) throw noSuchRow(`distribution ${distributionId}`)
      return beating(async beat => {
        if (!(await stillApproved(house, { distributionId: id, batch }))) return notApproved
        await openNextAttempts(house, { distributionId: id, batch })
        const way = await connectors.of(account.fspAccountId)
        return submit(world, way, { distributionId: id, batch }, beat)
      })
    },

    submitOne: async ({ payoutId }) => {
      const place = await payoutPlace(house, payoutId as PayoutId)
      const part = await partOf(house, payoutId as PayoutId)
      if (!place || !part) throw noSuchRow(`payout ${payoutId}`)
      if (!(await stillApproved(house, part))) {
        world.waker.distribution(part.distributionId)
        return notApproved
      }
      const way = await connectors.of(place.fspAccountId)
      const what = { distributionId: place.distributionId, payoutId: payoutId as PayoutId }
      return submit(world, way, what, () => undefined)
    },

    askBatch: of => beating(() => ask(world, { distributionId: of.distributionId as DistributionId, batch: of.batch })),
    askPayout: ({ payoutId }) => beating(() => ask(world, { payoutId: payoutId as PayoutId })),
  }
}

const notApproved: Submitted = { sent: 0, halted: 'not_as_approved' }

/** Sent in calls; or, at an FSP of vouchers, handed over to the lives of vouchers. */
function submit(
  world: World,
  way: OpenConnector,
  what: ToSend,
  onProgress: (sent: number) => void,
): Promise<Submitted> {
  const { vouchers } = way.connector
  return vouchers ? handAllOver(world, vouchers, what, onProgress) : sendAll(way, sendingOf(world, onProgress), what)
}

const sendingOf = (world: World, onProgress: (sent: number) => void): Sending => ({
  ...world,
  stop: AbortSignal.any([world.stopping, cancellationSignal()]),
  onProgress,
})

type Which = { distributionId: DistributionId; batch: number } | { payoutId: PayoutId }

/** Asks about everything that is due. “Not found” is never “no”; only a fail-closed account proves that nothing was taken. */
async function ask(world: World, which: Which): Promise<Asked> {
  const { house, connectors, log, waker, hooks } = world
  let asked = 0
  let moved = 0
  let waitMs: number | undefined
  for (const group of await dueToAsk(house, { ...which, limit: askAtOnce })) {
    const { connector } = await connectors.of(group.fspAccountId)
    try {
      const found = await connector.query(group.attempts)
      await hooks.at('asked')
      const touched = await persist(() => recordAsked(house, group, found), log)
      asked += group.attempts.length
      moved += touched.length
      waker.wake(touched)
    } catch (error) {
      if (!(error instanceof FspUnreachable)) throw error
      log.warn({ fspAccountId: group.fspAccountId, reason: error.reason }, 'the FSP could not be asked')
      if (reasons[error.reason].acts === 'pause_account') {
        await pauseAccount(house, { fspAccountId: group.fspAccountId, reason: error.reason, by: mkono })
      }
      waitMs = error.retryAfterMs ?? 30_000
    }
  }
  const distributionId =
    'distributionId' in which ? which.distributionId : (await payoutPlace(house, which.payoutId))?.distributionId
  if (distributionId !== undefined) {
    const settled = await settleNotTaken(house, { distributionId, limit: askAtOnce })
    moved += settled.length
    waker.wake(settled)
  }
  return { asked, moved, ...(waitMs === undefined ? {} : { waitMs }) }
}
