/**
 * What a voucher’s life asks of the house and of the FSP. Rows are written and committed before a byte leaves; an order
 * leaves once, and what was lost is taken back before another is made (db/vouchers/).
 */
import { handOver } from '../db/vouchers/handOver.js'
import { recordIssue, takeOrder } from '../db/vouchers/issue.js'
import { seeToVoucher } from '../db/vouchers/look.js'
import { cardsToAsk, recordBalance, type BalanceHeard, type CardToAskAbout } from '../db/vouchers/balance.js'
import { recordTakeBack, takeToTakeBack, type CancelHeard, type TakeBack } from '../db/vouchers/takeBack.js'
import { takeToReplace } from '../db/vouchers/replaceCard.js'
import { voucherPlace } from '../db/vouchers/place.js'
import { pauseAccount } from '../db/distributionActs.js'
import { dropPart } from '../db/droppedParts.js'
import type { DistributionId, FspAccountId, VoucherId } from '../domain/ids.js'
import { mkono } from '../domain/people.js'
import { reasons, type Reason } from '../domain/reason.js'
import type { Departure, VoucherConnector } from '../fsp/voucherContract.js'
import { beating } from './beating.js'
import type { OpenConnector } from './connectors.js'
import type { Submitted } from './contract.js'
import { noSuchRow } from './errors.js'
import { kindOf } from './log.js'
import { persist } from './persist.js'
import { replaceCard } from './replaceCard.js'
import type { ToSend } from './send.js'
import type { World } from './world.js'

/** What is to be done next, as its life reads it. Times ISO 8601. */
export interface VoucherFound {
  state: string
  next: 'issue' | 'takeBack' | 'wait' | 'again' | 'over'
  until?: string
  says: string
}

/** `moved`: the rows say something new. `waitMs`: not now, and for how long it is not worth trying. */
export interface VoucherStep {
  moved: boolean
  /** how it stands after the step, so that its life need not ask */
  found?: VoucherFound
  waitMs?: number
  says?: string
}

export interface VoucherActivities {
  /** null: there is no such voucher */
  seeToVoucher(of: { voucherId: string }): Promise<VoucherFound | null>
  issueVoucher(of: { voucherId: string }): Promise<VoucherStep>
  takeBackVoucher(of: { voucherId: string }): Promise<VoucherStep>
}

/** Looks of one activity: a voucher that changes more often than that is its life’s to follow. */
const mostLooks = 3

/** Held back by a person or a pause: every wake-up ends the wait. */
const heldBackMs = 5 * 60_000

export function voucherActivities(world: World): VoucherActivities {
  const { house, hooks, log, waker } = world
  const ended = (distributionId: DistributionId | null): void => {
    if (distributionId !== null) waker.distribution(distributionId)
  }
  const wayOf = async (voucherId: string): Promise<Way> => {
    const place = await voucherPlace(house, voucherId as VoucherId)
    if (!place) throw noSuchRow(`voucher ${voucherId}`)
    const way = await world.connectors.of(place.fspAccountId)
    const { vouchers } = way.connector
    if (!vouchers) throw noSuchRow(`voucher ${voucherId} at an FSP that gives vouchers`)
    return { way, vouchers, fspAccountId: place.fspAccountId }
  }
  const see = async (voucherId: string): Promise<VoucherFound | null> => {
    let look = await seeToVoucher(house, voucherId as VoucherId)
    // What a look changed is looked at in the same breath: a round trip through the engine costs more than the look.
    for (let more = mostLooks; look?.next === 'again' && more > 0; more -= 1) {
      ended(look.ended)
      look = await seeToVoucher(house, voucherId as VoucherId)
    }
    if (!look) return null
    ended(look.ended)
    const { state, next, until, says } = look
    return { state, next, says, ...(until === null ? {} : { until: until.toISOString() }) }
  }
  return {
    seeToVoucher: ({ voucherId }) => see(voucherId),

    issueVoucher: async ({ voucherId }) => {
      const id = voucherId as VoucherId
      const { way, vouchers, fspAccountId } = await wayOf(voucherId)
      const step = await inLane<VoucherStep>(way, async () => {
        const { longestProcessingMs } = vouchers.describe()
        const order = await takeOrder(house, id, { sendByMs: world.sendByMs, longestProcessingMs })
        if (order.is === 'over') return { moved: true }
        if (order.is === 'wait') return { moved: false, waitMs: order.ms ?? heldBackMs, says: order.why }
        await hooks.at('ordering')
        const { callId, refPos, reference, amount, sendByMs } = order
        const what = { refPos, reference, amount, sendByMs }
        const answer = await vouchers.issue({ ...what, ...limitOf(way, sendByMs) })
        await hooks.at('issued')
        const newRefPos = (): string => vouchers.newRefPos()
        ended(await persist(() => recordIssue(house, { voucherId: id, callId, answer, newRefPos }), log))
        if ('reason' in answer.outcome) await pauseFor(world, fspAccountId, answer.outcome.reason)
        return { moved: true }
      })
      const found = step.moved ? await see(voucherId) : null
      return found ? { ...step, found } : step
    },

    takeBackVoucher: async ({ voucherId }) => {
      const id = voucherId as VoucherId
      const { way, vouchers, fspAccountId } = await wayOf(voucherId)
      return inLane(way, async () => {
        const lost = await takeToReplace(house, id)
        if (lost) {
          const answer = await replaceCard(world, { voucherId: id, vouchers, lost, departure: departing(world, way) })
          if (answer && 'reason' in answer.outcome) await pauseFor(world, fspAccountId, answer.outcome.reason)
          return { moved: true }
        }
        const back = await takeToTakeBack(house, id)
        if (!back) return { moved: true }
        const answer = await cancel(vouchers, back, Date.now() + world.sendByMs, way)
        const balance = await balanceOf(vouchers, back, answer)
        await hooks.at('recalled')
        const { callId } = back
        const { cancelWindowMs, returnsExpired } = vouchers.describe()
        const newRefPos = (): string => vouchers.newRefPos()
        const taken = { voucherId: id, callId, answer, balance, cancelWindowMs, returnsExpired, newRefPos }
        ended(await persist(() => recordTakeBack(house, taken), log))
        if ('reason' in answer.outcome) await pauseFor(world, fspAccountId, answer.outcome.reason)
        return { moved: true }
      })
    },
  }
}

interface Way {
  way: OpenConnector
  vouchers: VoucherConnector
  fspAccountId: FspAccountId
}

async function inLane<T>({ lanes }: OpenConnector, work: () => Promise<T>): Promise<T> {
  return beating(async () => {
    const taken = await lanes.take(1)
    try {
      return await work()
    } finally {
      lanes.give(taken)
    }
  })
}

const limitOf = ({ departures }: OpenConnector, sendByMs: number): { mayLeave?: () => Promise<boolean> } =>
  departures ? { mayLeave: () => departures.mayLeave(sendByMs) } : {}

const departing = (world: World, way: OpenConnector) => (): Departure => {
  const sendByMs = Date.now() + world.sendByMs
  return { sendByMs, ...limitOf(way, sendByMs) }
}

function cancel(
  vouchers: VoucherConnector,
  { refPos, amount, card }: TakeBack,
  sendByMs: number,
  way: OpenConnector,
): Promise<CancelHeard> {
  const departure = { amount, sendByMs, ...limitOf(way, sendByMs) }
  return card?.transactionId == null
    ? vouchers.cancelByRefPos({ refPos, ...departure })
    : vouchers.cancelCard({ cardId: card.cardId, transactionId: card.transactionId, ...departure })
}

/** What the FSP did not take back by its own word is asked about, where its card is known. */
async function balanceOf(
  vouchers: VoucherConnector,
  { card, currency }: TakeBack,
  { outcome }: CancelHeard,
): Promise<BalanceHeard | undefined> {
  if (card === null || outcome.is === 'cancelled' || outcome.is === 'notTaken') return undefined
  return vouchers.balance({ cardId: card.cardId, pin: card.pin, currency })
}

async function pauseFor({ house, log }: World, fspAccountId: FspAccountId, reason: Reason): Promise<void> {
  if (reasons[reason].acts !== 'pause_account') return
  await pauseAccount(house, { fspAccountId, reason, by: mkono })
  log.warn({ fspAccountId, reason }, 'the FSP account was paused')
}

/** In one sweep: twenty thousand cards are asked about within three hours. */
const cardsAtOnce = 100

/** What is left on cards that people have; those that were not told are asked about the next day. @returns how many were told */
export async function askBalances({
  house,
  connectors,
  log,
}: Pick<World, 'house' | 'connectors' | 'log'>): Promise<number> {
  let told = 0
  const ask = async ({ voucherId, fspAccountId, ...card }: CardToAskAbout): Promise<void> => {
    try {
      const way = await connectors.of(fspAccountId)
      const { vouchers } = way.connector
      if (!vouchers) return
      const lanes = await way.lanes.take(1)
      const heard = await vouchers.balance(card).finally(() => way.lanes.give(lanes))
      await recordBalance(house, voucherId, heard, vouchers.describe())
      if (heard.outcome.is === 'balance') told += 1
    } catch (error) {
      log.warn({ voucherId, ...kindOf(error) }, 'the balance of a voucher was not told')
    }
  }
  await Promise.all((await cardsToAsk(house, cardsAtOnce)).map(ask))
  return told
}

/** Payouts that become vouchers in one transaction. */
const handedAtOnce = 200

/** Instead of sending: what may leave of a batch, or one payout, becomes vouchers, and their lives do the rest. */
export async function handAllOver(
  { house, stopping }: Pick<World, 'house' | 'stopping'>,
  vouchers: VoucherConnector,
  what: ToSend,
  onProgress: (sent: number) => void,
): Promise<Submitted> {
  const { maxAmount, minAmount } = vouchers.describe()
  let sent = 0
  while (!stopping.aborted) {
    const { count, halted, waitMs, parts } = await handOver(house, {
      ...what,
      most: handedAtOnce,
      highestCardMinor: maxAmount?.minor ?? null,
      leastCardMinor: minAmount?.minor ?? null,
      newRefPos: () => vouchers.newRefPos(),
    })
    sent += count
    onProgress(sent)
    if (count > 0) continue
    if (parts) {
      // Dropped, nothing more of them is handed over: the others go on.
      for (const { batch, found } of parts) await dropPart(house, { distributionId: what.distributionId, batch }, found)
      continue
    }
    return { sent, ...(halted === undefined ? {} : { halted }), ...(waitMs === undefined ? {} : { waitMs }) }
  }
  return { sent, halted: 'stopping' }
}
