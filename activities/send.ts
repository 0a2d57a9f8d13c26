/**
 * Sending: calls are stored and committed, leave once, and what came back is recorded. Rows decide what may leave and
 * what already has; this code keeps as many calls under way as the FSP bears and nothing else.
 */
import { takeCalls, type CallToSend, type Taken } from '../db/calls.js'
import { pauseAccount, pauseForFunds } from '../db/distributionActs.js'
import { dropPart } from '../db/droppedParts.js'
import type { House } from '../db/database.js'
import { said } from '../domain/caseSays.js'
import type { DistributionId, PayoutId } from '../domain/ids.js'
import { mkono } from '../domain/people.js'
import { reasons, type Reason } from '../domain/reason.js'
import type { CallAnswer } from '../fsp/contract.js'
import type { OpenConnector } from './connectors.js'
import type { Submitted } from './contract.js'
import type { Hooks } from './hooks.js'
import { kindOf, type Log } from './log.js'
import { persist } from './persist.js'
import type { Traffic } from './traffic.js'
import type { Waker } from './waker.js'
import type { World } from './world.js'

export interface Sending {
  house: House
  record: World['record']
  hooks: Hooks
  log: Log
  waker: Waker
  traffic: Traffic
  /** how long after its commit a call’s first byte may still leave */
  sendByMs: number
  /** stop taking calls: the worker shuts down, or the activity was cancelled */
  stop: AbortSignal
  /** called after every recorded call with how many payouts have left so far */
  onProgress(sent: number): void
}

export interface ToSend {
  distributionId: DistributionId
  batch?: number
  payoutId?: PayoutId
}

/** Sends until nothing is prepared, something halts it, or the FSP asks to slow down. Never gives up a call it has taken. */
export async function sendAll(way: OpenConnector, sending: Sending, what: ToSend): Promise<Submitted> {
  const state: Progress = { distributionId: what.distributionId, sent: 0 }
  const underWay = new Set<Promise<void>>()
  try {
    const end = await keepSending(way, sending, what, state, underWay)
    await Promise.all(underWay)
    return { sent: state.sent, ...end, ...(state.waitMs === undefined ? {} : { waitMs: state.waitMs }) }
  } finally {
    await Promise.allSettled(underWay)
  }
}

async function keepSending(
  way: OpenConnector,
  sending: Sending,
  what: ToSend,
  state: Progress,
  underWay: Set<Promise<void>>,
): Promise<Pick<Submitted, 'halted' | 'waitMs'>> {
  while (state.waitMs === undefined && state.failure === undefined) {
    if (sending.stop.aborted) return { halted: 'stopping' }
    const { calls, parts, ...end } = await take(way, sending, what)
    if (parts) {
      // Dropped, nothing more of them is taken: the others go on.
      for (const { batch, found } of parts)
        await dropPart(sending.house, { distributionId: what.distributionId, batch }, found)
      sending.log.error({ distributionId: what.distributionId, parts }, 'what would be paid is not what was approved')
      continue
    }
    for (const call of calls) {
      const done = sendOne(way, sending, call, state)
        .catch((error: unknown) => {
          state.failure = error
        })
        .finally(() => {
          way.lanes.give(1)
          underWay.delete(done)
        })
      underWay.add(done)
    }
    if (calls.length > 0) continue
    if (underWay.size === 0) return end
    // What is under way may come back as not taken, and then there is more to send.
    await Promise.race(underWay)
  }
  await Promise.all(underWay)
  if (state.failure !== undefined) throw state.failure
  return {}
}

/**
 * Takes as many calls as there are lanes free, and keeps a lane for each: a call is stored when it is about to leave, not
 * earlier. What is stored and has not left when a process dies can be told from what has left by nobody but the FSP.
 */
async function take(way: OpenConnector, sending: Sending, what: ToSend): Promise<Taken> {
  const { recipientsPerCall, longestProcessingMs, callsAtOnce } = way.connector.describe()
  const lanes = await way.lanes.take(callsAtOnce)
  let used = 0
  try {
    const { sendByMs } = sending
    const taken = await takeCalls(sending.house, {
      ...what,
      recipientsPerCall,
      calls: lanes,
      sendByMs,
      longestProcessingMs,
    })
    used = taken.calls.length
    return taken
  } finally {
    way.lanes.give(lanes - used)
  }
}

interface Progress {
  readonly distributionId: DistributionId
  sent: number
  /** the FSP asked to slow down */
  waitMs?: number
  failure?: unknown
}

/** One call, once. Whatever is known of it is recorded, however long the database takes to come back. */
async function sendOne(way: OpenConnector, sending: Sending, call: CallToSend, state: Progress): Promise<void> {
  const { hooks, log, record, traffic, waker } = sending
  await hooks.at('taken')
  let answer: CallAnswer
  try {
    const { key, attempts, sendByMs } = call
    const { departures } = way
    const limit = departures ? { mayLeave: () => departures.mayLeave(sendByMs) } : {}
    answer = await way.connector.send({ key, attempts, sendByMs, ...limit })
  } catch (error) {
    // A connector never throws here; should it, nothing is known: the attempts stay `sending` and are asked about.
    log.error({ callId: call.callId, ...kindOf(error) }, 'a call ended without an answer that can be read')
    return
  }
  await hooks.at('answered')
  const notNow = answer.entries.find(entry => entry.outcome.is === 'notTaken')
  if (notNow) {
    const waitMs = answer.retryAfterMs ?? way.lanes.lull()
    state.waitMs = Math.max(state.waitMs ?? 0, waitMs)
    answer = { ...answer, retryAfterMs: waitMs }
  } else way.lanes.flows()
  const touched = await persist(() => record({ callId: call.callId, answer }), log)
  await hooks.at('recorded')
  traffic.note(answer.entries.length)
  state.sent += answer.entries.filter(entry => entry.outcome.is !== 'notTaken').length
  waker.wake(touched.filter(each => each.individual || each.batch === null))
  await pauseFor(sending, state.distributionId, call, answer)
  sending.onProgress(state.sent)
}

/** Reasons on our side stop everything that would meet the same end: the account, or the distribution until money is there. */
async function pauseFor(
  sending: Sending,
  distributionId: DistributionId,
  call: CallToSend,
  answer: CallAnswer,
): Promise<void> {
  const { house, log } = sending
  const named = new Set<Reason>()
  for (const { outcome } of answer.entries)
    if ('reason' in outcome && outcome.is !== 'unknown') named.add(outcome.reason)
  for (const reason of named) {
    if (reason === 'insufficient_funds') {
      await pauseForFunds(house, { distributionId, says: said('float_refused') })
    } else if (pausesAccount(reason, answer)) {
      await pauseAccount(house, { fspAccountId: call.fspAccountId, reason, by: mkono })
      log.warn({ fspAccountId: call.fspAccountId, reason }, 'the FSP account was paused')
    }
  }
}

/** A request that the FSP can not read would be refused again and again, however often it leaves. */
const pausesAccount = (reason: Reason, answer: CallAnswer): boolean =>
  reasons[reason].acts === 'pause_account' ||
  (reasons[reason].acts === 'human' && answer.entries.every(entry => entry.outcome.is === 'notTaken'))
