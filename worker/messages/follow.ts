/** What became of messages that a carrier took and never told the end of: asked where it can be asked, else said after a day. */
import { kindOf } from '../../activities/log.js'
import { persist } from '../../activities/persist.js'
import { recordFollowed, takeFollowed, type FollowedTry } from '../../db/messages/followed.js'
import type { TryNews } from '../../domain/tryNews.js'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import { nextFollowMs } from '../../domain/messageFollow.js'
import { CarrierUnreachable, type Carrier } from '../../messaging/contract.js'
import { newsOf } from './ask.js'
import type { MessagePost } from './post.js'

/** One question a message: so few at once that nobody who is to be told waits for them. */
const atOnce = 40
/** A carrier that can not be asked now is asked again after this. */
const awayMs = 10 * 60_000

export async function followMessages(post: MessagePost): Promise<{ followed: number }> {
  const due = await takeFollowed(post.house, atOnce)
  const groups = new Map<CarrierAccountId, FollowedTry[]>()
  for (const each of due) groups.set(each.carrierAccountId, [...(groups.get(each.carrierAccountId) ?? []), each])
  await Promise.all([...groups].map(([accountId, group]) => followThrough(post, accountId, group)))
  return { followed: due.length }
}

interface Heard {
  readonly news: TryNews[]
  readonly again: { tryId: MessageTryId; inMs: number }[]
  readonly givenUp: MessageTryId[]
}

async function followThrough(
  { house, log, carriers, stopping }: MessagePost,
  accountId: CarrierAccountId,
  group: readonly FollowedTry[],
): Promise<void> {
  const heard: Heard = { news: [], again: [], givenUp: [] }
  try {
    const { carrier } = await carriers.of(accountId)
    for (const each of group) {
      if (stopping.aborted) break
      await followOne(carrier, each, heard)
    }
  } catch (error) {
    // Those that nobody got to have their lease, which ends by itself.
    if (error instanceof CarrierUnreachable)
      log.warn({ carrierAccountId: accountId, reason: error.reason }, 'a carrier could not be asked')
    else log.warn({ carrierAccountId: accountId, ...kindOf(error) }, 'messages without an end could not be asked about')
  }
  await persist(() => recordFollowed(house, heard), log)
}

/** @throws CarrierUnreachable after noting when it is asked again: the rest of its account would fare no better. */
async function followOne(
  carrier: Carrier,
  { tryId, carrierMessageId, ageMs }: FollowedTry,
  heard: Heard,
): Promise<void> {
  const next = (): void => {
    const inMs = nextFollowMs(ageMs)
    if (inMs === null) heard.givenUp.push(tryId)
    else heard.again.push({ tryId, inMs })
  }
  if (carrierMessageId === null || !carrier.describe().canFind) return next()
  try {
    const found = await carrier.lookUp(carrierMessageId)
    if (found) heard.news.push(newsOf(tryId, found))
    if (!found || found.delivery === 'accepted' || found.delivery === 'sent') next()
  } catch (error) {
    if (error instanceof CarrierUnreachable)
      heard.again.push({ tryId, inMs: Math.max(awayMs, error.retryAfterMs ?? 0) })
    throw error
  }
}
