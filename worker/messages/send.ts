/**
 * One round of sending messages: the row, then the call, then what was answered. A submission is stored and committed
 * before it leaves, and nothing that may have arrived is sent again; a worker that dies leaves a submission that is asked about.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Hooks } from '../../activities/hooks.js'
import { kindOf, type Log } from '../../activities/log.js'
import { persist } from '../../activities/persist.js'
import type { House } from '../../db/database.js'
import { takeDepartures } from '../../db/messages/carrierAccounts.js'
import { takeDueMessages, type DueMessage } from '../../db/messages/due.js'
import { endUnsent, learn, openTries, type ToSubmit, type TryNews } from '../../db/messages/tries.js'
import type { CarrierAccountId, MessageTryId } from '../../domain/ids.js'
import { chooseWay } from '../../domain/messageFate.js'
import type { Estimate } from '../../domain/messagePrice.js'
import type { SendOutcome } from '../../messaging/contract.js'
import type { Carriers, OpenCarrier } from './carriers.js'
import type { Ready, Writer } from './write.js'

export interface MessagePost {
  readonly house: House
  readonly carriers: Carriers
  readonly writer: Writer
  readonly log: Log
  readonly hooks: Hooks
  /** where carriers report how far a message is; null: nothing of ours can be reached from outside */
  readonly publicUrl: string | null
  /** nothing more is stored, and what is stored is sent and recorded */
  readonly stopping: AbortSignal
}

const atOnce = 200
/** How long after its moment a message may still leave. */
const sendByMs = 15_000
/** A sender that got no answer in its time records that, before anybody asks. */
const marginMs = 5_000
/** Nothing is stored for a moment further ahead: a round is over before its lease. */
const aheadMs = 20_000

export async function sendMessages(post: MessagePost): Promise<{ more: boolean }> {
  const due = await takeDueMessages(post.house, atOnce)
  const byAccount = new Map<CarrierAccountId, Going[]>()
  for (const message of due) {
    const going = await waysOf(post, message)
    if (going === null) continue
    const group = byAccount.get(going.accountId)
    if (group) group.push(going)
    else byAccount.set(going.accountId, [going])
  }
  await Promise.all([...byAccount].map(([accountId, group]) => sendThrough(post, accountId, group)))
  return { more: due.length === atOnce && !post.stopping.aborted }
}

interface Going {
  readonly message: DueMessage
  readonly ready: Ready
  readonly way: number
  readonly accountId: CarrierAccountId
  readonly number: string
  readonly estimate: Estimate | null
}

/** Writes it and finds its way; null where it does not leave the house, and then it has an end. */
async function waysOf({ house, writer }: MessagePost, message: DueMessage): Promise<Going | null> {
  const { phone, kind, ways, number } = message
  if (phone.stopped && kind !== 'stopped') {
    await endUnsent(house, message, { state: 'dropped', reason: 'opted_out' })
    return null
  }
  if (message.over) {
    await endUnsent(house, message, { state: 'dropped', reason: 'over' })
    return null
  }
  const ready = await writer.write(message)
  if (ready === null) {
    await endUnsent(house, message, { state: 'failed', reason: 'no_text' })
    return null
  }
  const { notOn, whatsappUntilMs } = phone
  const hasTemplate = ready.template !== null
  const at = chooseWay(
    { kind, way: message.way, ways, notOn, whatsappUntilMs, hasTemplate, hasNumber: number !== null },
    Date.now(),
  )
  const way = at === null ? undefined : ways[at]
  if (at === null || way === undefined) {
    await endUnsent(house, message, { state: 'failed', reason: 'no_way', ...wordsOf(ready) })
    return null
  }
  if (way.channel === 'print' || number === null) {
    await endUnsent(house, message, { state: 'to_print', reason: null, way: at, ...wordsOf(ready) })
    return null
  }
  const accountId = way.carrierAccountId
  const estimate = await writer.estimate(message, { accountId, channel: way.channel, number, body: ready.body })
  return { message, ready, way: at, accountId, number, estimate }
}

const wordsOf = ({ body, language }: Ready) => ({ body, language })

/** As many at a time as may leave within half a second, each at its own moment; ends where the carrier wants quiet. */
async function sendThrough(post: MessagePost, accountId: CarrierAccountId, group: readonly Going[]): Promise<void> {
  const { house, log, stopping } = post
  try {
    const open = await post.carriers.of(accountId)
    const { messagesPerSecond } = open.carrier.describe()
    const size = Math.min(50, Math.max(1, Math.floor(messagesPerSecond / 2)))
    const everyMs = 1_000 / messagesPerSecond
    const endMs = Date.now() + aheadMs
    for (let from = 0; from < group.length && !stopping.aborted; from += size) {
      const some = group.slice(from, from + size)
      const inMs = await takeDepartures(house, { carrierAccountId: accountId, everyMs, count: some.length })
      const news = await sendSome(
        post,
        open,
        some,
        inMs.map(ms => Date.now() + ms),
      )
      if (news.some(each => each.is === 'notTaken') || Date.now() > endMs) return
    }
  } catch (error) {
    log.warn({ carrierAccountId: accountId, ...kindOf(error) }, 'messages of an account wait')
  }
}

async function sendSome(
  post: MessagePost,
  open: OpenCarrier,
  some: readonly Going[],
  momentsMs: readonly number[],
): Promise<TryNews[]> {
  const { house, log, hooks } = post
  const last = momentsMs.at(-1) ?? Date.now()
  const submitted = some.map((going): ToSubmit => {
    const { message, ready, way, accountId, number, estimate } = going
    const channel = message.ways[way]?.channel ?? 'sms'
    const { body, language, textId } = ready
    const sendBy = new Date(last + sendByMs)
    return {
      messageId: message.messageId,
      way,
      carrierAccountId: accountId,
      channel,
      number,
      body,
      language,
      textId,
      sendBy,
      silenceMs: open.carrier.describe().longestCallMs + marginMs,
      estimate,
    }
  })
  const tries = await openTries(house, submitted)
  await hooks.at('telling')
  const news = await Promise.all(
    some.map(async (going, at): Promise<TryNews[]> => {
      const tryId = tries.get(going.message.messageId)
      const wanted = submitted[at]
      if (tryId === undefined || wanted === undefined) return []
      const waitMs = (momentsMs[at] ?? 0) - Date.now()
      if (waitMs > 0) await sleep(waitMs)
      const outcome = await open.carrier.send({
        tryId,
        channel: wanted.channel,
        to: wanted.number,
        body: wanted.body,
        ...(wanted.channel === 'whatsapp' && going.ready.template ? { template: going.ready.template } : {}),
        ...(post.publicUrl === null ? {} : { statusUrl: statusUrl(post.publicUrl, open.callbackToken, tryId) }),
        sendByMs: last + sendByMs,
      })
      return [newsOf(tryId, outcome)]
    }),
  )
  const learned = news.flat()
  await hooks.at('told')
  await persist(() => learn(house, learned), log)
  return learned
}

/** Under the account’s secret, and with the submission’s own id, so that a status finds it although the answer was lost. */
export const statusUrl = (publicUrl: string, token: string, tryId: string): string =>
  `${publicUrl}/carriers/${token}/status?try=${tryId}`

function newsOf(tryId: MessageTryId, outcome: SendOutcome): TryNews {
  switch (outcome.is) {
    case 'accepted':
      return { ...outcome, tryId }
    case 'refused':
      return { ...outcome, tryId, is: 'failed' }
    case 'notTaken':
    case 'unknown':
      return { ...outcome, tryId }
  }
}
