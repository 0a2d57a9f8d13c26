/**
 * Messages through one carrier account, as fast as it allows: the row, then the call, then what was answered. A submission
 * is stored and committed before it leaves, and nothing that may have arrived is sent again; a worker that dies leaves
 * submissions that are asked about. The next are stored while the ones before are still on their way.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { kindOf } from '../../activities/log.js'
import { persist } from '../../activities/persist.js'
import { gatherer } from '../../db/gather.js'
import { takeDepartures } from '../../db/messages/carrierAccounts.js'
import type { DueMessage } from '../../db/messages/due.js'
import { learnApart } from '../../db/messages/learn.js'
import { openTries } from '../../db/messages/tries.js'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import type { Channel } from '../../domain/message.js'
import type { Estimate } from '../../domain/messagePrice.js'
import type { TryNews } from '../../domain/tryNews.js'
import type { CarrierAbilities, SendOutcome } from '../../messaging/contract.js'
import type { OpenCarrier } from './carriers.js'
import { laneOf, untilThereIsRoom, type Lane } from './lanes.js'
import type { MessagePost } from './post.js'
import { documentUrl } from './links.js'
import type { Ready } from './write.js'

/** Written, with the way that it takes. */
export interface Going {
  readonly message: DueMessage
  readonly ready: Ready
  readonly way: number
  readonly channel: Channel
  readonly accountId: CarrierAccountId
  /** E.164 */
  readonly number: string
  /** what it will cost, where a table of prices tells */
  readonly estimate: Estimate | null
}

/** How long after its moment a message may still leave. */
const sendByMs = 15_000
/** A sender that got no answer in its time records that, before anybody asks. */
const marginMs = 5_000
/** Submissions are stored so long before the first of them may leave. */
const leadMs = 250
/** A round takes up no more after this: others may be more urgent by then. */
const roundMs = 5_000
/** More answers than this are not waited for at once, however slow the carrier. */
const mostUnderWay = 400
/** Answers of one moment are written down together. */
const together = { most: 100, lingerMs: 20 }

export interface Sent {
  /** those that did not leave and may at once, by the next round */
  readonly left: readonly Going[]
  /** the others have left, and what became of them is written down; never fails */
  readonly ended: Promise<void>
}

/** Returns as soon as all are stored: the last of them still wait for their moments and their answers then. */
export async function sendThrough(
  post: MessagePost,
  accountId: CarrierAccountId,
  group: readonly Going[],
): Promise<Sent> {
  const { house, log, stopping } = post
  const failed = (error: unknown): void =>
    log.warn({ carrierAccountId: accountId, ...kindOf(error) }, 'messages of an account wait')
  let road: Road | undefined
  try {
    const open = await post.carriers.of(accountId)
    const { messagesPerSecond } = open.carrier.describe()
    road = openRoad(post, open, laneOf(post.lanes, accountId))
    const size = Math.min(50, Math.max(1, Math.floor(messagesPerSecond / 4)))
    const everyMs = 1_000 / messagesPerSecond
    const endMs = Date.now() + roundMs
    let at = 0
    while (at < group.length && !stopping.aborted && Date.now() < endMs) {
      const some = group.slice(at, at + size)
      const inMs = await takeDepartures(house, { carrierAccountId: accountId, everyMs, count: some.length })
      // Paused, or quiet for long: they keep their lease, and are due after it.
      if (inMs === null) {
        at = group.length
        break
      }
      const moments = inMs.map(ms => Date.now() + ms)
      await until((moments[0] ?? 0) - leadMs)
      if (stopping.aborted) break
      await road.send(some, moments)
      at += some.length
      await road.free()
    }
    return { left: group.slice(at), ended: road.end().catch(failed) }
  } catch (error) {
    failed(error)
    // What has left is written down all the same.
    return { left: [], ended: road?.end().catch(() => undefined) ?? Promise.resolve() }
  }
}

interface Road {
  /** stores them, and lets each leave at its moment without waiting for it */
  send(some: readonly Going[], momentsMs: readonly number[]): Promise<void>
  /** until there is room for more */
  free(): Promise<void>
  /** until all is written down; throws what went wrong with any of them */
  end(): Promise<void>
}

function openRoad(post: MessagePost, open: OpenCarrier, lane: Lane): Road {
  const { house, log, hooks } = post
  const { underWay } = lane
  const abilities = open.carrier.describe()
  let broken: unknown
  const record = gatherer(async (news: readonly TryNews[]) => {
    const bad = await learnApart(house, news)
    for (const { news: one, why } of bad)
      log.error({ tryId: one.tryId, why }, 'what a carrier answered could not be written')
    return news.map(() => undefined)
  }, together)

  /** The document of a voucher, where the person has written within the day: otherwise its template names where it is. */
  const mediaOf = async ({ kind, facts, phone }: DueMessage, channel: Channel): Promise<string | null> =>
    kind === 'voucher' && channel === 'whatsapp' && facts.voucher && phone.whatsappUntilMs > Date.now()
      ? documentUrl(house, post.publicUrl, facts.voucher.voucherId, 'carrier')
      : null

  const sendOne = async (
    { message, ready, channel, number }: Going,
    { tryId, momentMs, sendBy }: { tryId: MessageTryId; momentMs: number; sendBy: number },
  ): Promise<void> => {
    const mediaUrl = await mediaOf(message, channel)
    await until(momentMs)
    await untilThereIsRoom(lane, abilities.messagesPerSecond)
    const outcome = await open.carrier.send({
      ...{ tryId, channel, to: number, body: ready.body, sendByMs: sendBy },
      // What has an attachment goes as it is; a template can not carry it.
      ...(mediaUrl === null ? {} : { mediaUrl }),
      ...(channel === 'whatsapp' && ready.template && mediaUrl === null ? { template: ready.template } : {}),
      ...(post.publicUrl === null ? {} : { statusUrl: statusUrl(post.publicUrl, open.callbackToken, tryId) }),
    })
    await hooks.at('told')
    await persist(() => record(newsOf(tryId, outcome, abilities)), log)
  }

  const allEnd = async (): Promise<void> => {
    await Promise.all(underWay)
    if (broken !== undefined) throw broken
  }
  return {
    send: async (some, momentsMs) => {
      const sendBy = (momentsMs.at(-1) ?? Date.now()) + sendByMs
      const tries = await openTries(
        house,
        some.map(({ message, ready, way, channel, accountId, number, estimate }) => ({
          ...{ messageId: message.messageId, way, carrierAccountId: accountId, channel, number },
          ...{ body: ready.body, language: ready.language, textId: ready.textId, sendBy: new Date(sendBy) },
          ...{ silenceMs: abilities.longestCallMs + marginMs, estimate },
        })),
      )
      await hooks.at('telling')
      for (const [at, going] of some.entries()) {
        const tryId = tries.get(going.message.messageId)
        if (tryId === undefined) continue
        const one = sendOne(going, { tryId, momentMs: momentsMs[at] ?? 0, sendBy })
          .catch((error: unknown) => void (broken ??= error))
          .finally(() => underWay.delete(one))
        underWay.add(one)
      }
    },
    free: async () => {
      while (underWay.size > mostUnderWay) await Promise.race(underWay)
      if (broken !== undefined) throw broken
    },
    end: allEnd,
  }
}

async function until(momentMs: number): Promise<void> {
  const waitMs = momentMs - Date.now()
  if (waitMs > 0) await sleep(waitMs)
}

/** Under the account’s secret, and with the submission’s own id, so that a status finds it although the answer was lost. */
export const statusUrl = (publicUrl: string, token: string, tryId: string): string =>
  `${publicUrl}/carriers/${token}/status?try=${tryId}`

function newsOf(tryId: MessageTryId, outcome: SendOutcome, { canFind, listedWithinMs }: CarrierAbilities): TryNews {
  switch (outcome.is) {
    case 'accepted':
      return { ...outcome, tryId }
    case 'refused':
      return { ...outcome, tryId, is: 'failed' }
    case 'notTaken':
      return { ...outcome, tryId }
    case 'unknown':
      // From now on: by then its list shows what it has taken.
      return { ...outcome, tryId, ...(canFind && { askInMs: listedWithinMs }) }
  }
}
