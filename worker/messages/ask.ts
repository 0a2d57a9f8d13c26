/** What became of messages whose answer was lost: the carrier is asked before anything is sent again. */
import { kindOf } from '../../activities/log.js'
import { persist } from '../../activities/persist.js'
import { knownToBeOurs, recordLost, takeLost, type LostTry } from '../../db/messages/asking.js'
import type { TryNews } from '../../db/messages/tries.js'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import { whichAreListed } from '../../domain/lostMessages.js'
import { CarrierUnreachable, type Carrier, type FoundMessage } from '../../messaging/contract.js'
import type { MessagePost } from './send.js'

const atOnce = 200
/** A carrier that can not be asked now is asked again after this. */
const againMs = 30_000

export async function askAboutMessages(post: MessagePost): Promise<{ asked: number }> {
  const lost = await takeLost(post.house, atOnce)
  const groups = new Map<CarrierAccountId, LostTry[]>()
  for (const each of lost) groups.set(each.carrierAccountId, [...(groups.get(each.carrierAccountId) ?? []), each])
  for (const [accountId, group] of groups) await askOne(post, accountId, group)
  return { asked: lost.length }
}

async function askOne(post: MessagePost, accountId: CarrierAccountId, group: readonly LostTry[]): Promise<void> {
  const { house, log, carriers } = post
  try {
    const { carrier } = await carriers.of(accountId)
    const { news, waiting } = carrier.describe().canFind
      ? await byItsList(post, carrier, accountId, group)
      : { news: group.map(byTheRule), waiting: [] }
    await persist(() => recordLost(house, news, waiting), log)
  } catch (error) {
    // Their lease ends by itself, and they are asked about again.
    log.warn({ carrierAccountId: accountId, ...kindOf(error) }, 'lost messages could not be asked about')
  }
}

/** A carrier without a list will never tell: the programme has said whether to risk a second message or to leave it to a person. */
const byTheRule = ({ tryId, resend }: LostTry): TryNews =>
  resend ? { tryId, is: 'lost' } : { tryId, is: 'failed', reason: 'no_answer' }

interface Ended {
  news: TryNews[]
  waiting: { tryId: MessageTryId; inMs: number }[]
}

async function byItsList(
  { house, log }: MessagePost,
  carrier: Carrier,
  accountId: CarrierAccountId,
  group: readonly LostTry[],
): Promise<Ended> {
  const askedMs = Date.now()
  let found: readonly FoundMessage[]
  try {
    found = await carrier.find(group)
  } catch (error) {
    if (!(error instanceof CarrierUnreachable)) throw error
    log.warn({ carrierAccountId: accountId, reason: error.reason }, 'a carrier could not be asked')
    const inMs = error.retryAfterMs ?? againMs
    return { news: [], waiting: group.map(({ tryId }) => ({ tryId, inMs })) }
  }
  const ids = found.map(({ carrierMessageId }) => carrierMessageId)
  const ours = await knownToBeOurs(house, accountId, ids)
  const { listedWithinMs } = carrier.describe()
  const answers = whichAreListed(group, found, { known: ours, nowMs: askedMs, listedWithinMs })
  const ends: Ended = { news: [], waiting: [] }
  for (const { tryId, leftAtMs } of group) {
    const answer = answers.get(tryId)
    if (answer?.is === 'found') ends.news.push(newsOf(tryId, answer.message))
    else if (answer?.is === 'notListed') ends.news.push({ tryId, is: 'lost' })
    else ends.waiting.push({ tryId, inMs: Math.max(1_000, leftAtMs + listedWithinMs - askedMs) })
  }
  return ends
}

export function newsOf(tryId: MessageTryId, { delivery, reason, ...message }: FoundMessage): TryNews {
  const { carrierMessageId, segments, price, code } = message
  const facts = {
    tryId,
    carrierMessageId,
    ...(segments === undefined ? {} : { segments }),
    ...(price === undefined ? {} : { price }),
    ...(code === undefined ? {} : { code }),
  }
  return delivery === 'failed'
    ? { ...facts, is: 'failed', reason: reason ?? 'refused_unlisted' }
    : { ...facts, is: delivery }
}
