/** What became of messages whose answer was lost: the carrier is asked before anything is sent again. */
import { kindOf } from '../../activities/log.js'
import { persist } from '../../activities/persist.js'
import { knownToBeOurs, recordLost, takeLost, type LostTry } from '../../db/messages/asking.js'
import type { House } from '../../db/database.js'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import { whichAreListed } from '../../domain/lostMessages.js'
import type { MessageReason } from '../../domain/message.js'
import type { TryNews } from '../../domain/tryNews.js'
import { CarrierUnreachable, type Carrier, type FoundMessage } from '../../messaging/contract.js'
import type { MessagePost } from './post.js'

const atOnce = 200
/** Questions about one number each, so many at a time: a carrier that stumbles over one still tells of the others. */
const questionsAtOnce = 10
/** A carrier that can not be asked now is asked again after this at the latest, after two seconds the first time. */
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

/** Why asking about others at the same carrier is in vain for now. */
const inVain: readonly MessageReason[] = ['credentials', 'suspended', 'throttled', 'not_reached']

async function byItsList(
  post: MessagePost,
  carrier: Carrier,
  accountId: CarrierAccountId,
  group: readonly LostTry[],
): Promise<Ended> {
  const byNumber = new Map<string, LostTry[]>()
  for (const each of group) byNumber.set(each.to, [...(byNumber.get(each.to) ?? []), each])
  const numbers = [...byNumber.values()]
  const ends: Ended = { news: [], waiting: [] }
  let stop: CarrierUnreachable | undefined
  const oneByOne = async (): Promise<void> => {
    for (let some = numbers.pop(); some; some = numbers.pop()) {
      try {
        if (stop) throw stop
        await byOneList(post.house, carrier, accountId, some, ends)
      } catch (error) {
        if (!(error instanceof CarrierUnreachable)) throw error
        if (inVain.includes(error.reason)) stop = error
        for (const { tryId, checks } of some)
          ends.waiting.push({ tryId, inMs: error.retryAfterMs ?? Math.min(againMs, 1_000 * 2 ** checks) })
      }
    }
  }
  await Promise.all(Array.from({ length: questionsAtOnce }, oneByOne))
  const reason = stop?.reason
  if (reason) post.log.warn({ carrierAccountId: accountId, reason }, 'a carrier could not be asked')
  return ends
}

/** @throws CarrierUnreachable */
async function byOneList(
  house: House,
  carrier: Carrier,
  accountId: CarrierAccountId,
  tries: readonly LostTry[],
  ends: Ended,
): Promise<void> {
  const askedMs = Date.now()
  const found = await carrier.find(tries)
  const ids = found.map(({ carrierMessageId }) => carrierMessageId)
  const ours = await knownToBeOurs(house, accountId, ids)
  const { listedWithinMs } = carrier.describe()
  const answers = whichAreListed(tries, found, { known: ours, nowMs: askedMs, listedWithinMs })
  for (const { tryId, leftAtMs } of tries) {
    const answer = answers.get(tryId)
    if (answer?.is === 'found') ends.news.push(newsOf(tryId, answer.message))
    else if (answer?.is === 'notListed') ends.news.push({ tryId, is: 'lost' })
    else ends.waiting.push({ tryId, inMs: Math.max(1_000, leftAtMs + listedWithinMs - askedMs) })
  }
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
