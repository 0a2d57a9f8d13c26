/**
 * What follows when something is learned of submissions of messages: how far each is, what becomes of its message, and
 * what of its number and its carrier account. Pure: a batch gives what its news would give one after the other.
 */
import type { CarrierAccountId, MessageId, MessageTryId } from './ids.js'
import type { Channel, Delivery, MessageReason } from './message.js'
import { fateOf } from './messageFate.js'

/** What a carrier said about a submission: structurally `MessageFacts` of messaging/contract.ts. */
export interface SaidOfTry {
  readonly carrierMessageId?: string
  readonly segments?: number
  readonly price?: { readonly micros: bigint; readonly currency: string }
  readonly code?: string
}

/** One thing learned of one submission, by whichever way. */
export type TryNews = SaidOfTry & { readonly tryId: MessageTryId } & (
    | { readonly is: Exclude<Delivery, 'failed'> }
    | { readonly is: 'failed'; readonly reason: MessageReason }
    | { readonly is: 'notTaken'; readonly reason: MessageReason; readonly retryAfterMs?: number }
    /** `askInMs`: when its carrier can tell, where that is sooner than usual */
    | { readonly is: 'unknown'; readonly reason: MessageReason; readonly askInMs?: number }
    /** the carrier does not list it, and would by now */
    | { readonly is: 'lost' }
  )

/** Where a submission and its message stand before the news. */
export interface TryStands {
  readonly tryId: MessageTryId
  readonly messageId: MessageId
  readonly carrierAccountId: CarrierAccountId
  readonly channel: Channel
  readonly state: string
  readonly way: number
  /** submissions of its message on this way, itself included */
  readonly triesOnWay: number
  /** of its message, since it was queued */
  readonly ageMs: number
  /** no later submission of its message exists */
  readonly newest: boolean
  readonly messageState: string
}

/** How a submission is written down; null: as it was. */
export interface TryChange {
  readonly tryId: MessageTryId
  carrierMessageId: string | null
  segments: number | null
  code: string | null
  priceMicros: bigint | null
  priceCurrency: string | null
  state: string | null
  reason: MessageReason | null
  late: boolean
  /** when the carrier is asked; of a new state only, null: it need not be */
  askInMs: number | null
}

export interface MessageChange {
  readonly messageId: MessageId
  state: string
  /** `same`: whatever it was */
  reason: MessageReason | null | 'same'
  way: number | null
  /** when it may leave again */
  inMs: number | null
}

export interface Consequences<Row extends TryStands = TryStands> {
  readonly tries: readonly TryChange[]
  readonly messages: readonly MessageChange[]
  /** accounts that asked for quiet or were away, with how long they said */
  readonly resting: ReadonlyMap<CarrierAccountId, number | null>
  /** accounts that took something */
  readonly answering: ReadonlySet<CarrierAccountId>
  readonly paused: ReadonlyMap<CarrierAccountId, MessageReason>
  readonly stopped: readonly { readonly row: Row; readonly by: 'blocked' | 'carrier' }[]
  readonly notOnChannel: readonly Row[]
  /** somebody is to look at these */
  readonly failed: readonly { readonly row: Row; readonly reason: MessageReason }[]
  /** how many submissions moved, each time counted */
  readonly moved: number
}

/** Which state may follow which: what may have arrived is never taken back by less than the carrier’s own further word. */
const follows: Readonly<Record<TryNews['is'], readonly string[]>> = {
  accepted: ['sending', 'unknown', 'lost'],
  sent: ['sending', 'unknown', 'lost', 'accepted'],
  failed: ['sending', 'unknown', 'lost', 'accepted', 'sent'],
  delivered: ['sending', 'unknown', 'lost', 'accepted', 'sent', 'failed', 'not_taken'],
  read: ['sending', 'unknown', 'lost', 'accepted', 'sent', 'failed', 'not_taken', 'delivered'],
  notTaken: ['sending', 'unknown'],
  unknown: ['sending'],
  lost: ['sending', 'unknown'],
}

/** A submission without an answer is asked about after this long at the latest: longer than its sender waits for one. */
export const silenceMs = 60_000

/** News of submissions that are not among `rows` changes nothing. */
export function whatFollows<Row extends TryStands>(rows: readonly Row[], news: readonly TryNews[]): Consequences<Row> {
  const byId = new Map(rows.map(row => [row.tryId, row]))
  const states = new Map(rows.map(row => [row.tryId, row.state]))
  const messageStates = new Map(rows.map(row => [row.messageId, row.messageState]))
  const tries = new Map<MessageTryId, TryChange>()
  const messages = new Map<MessageId, MessageChange>()
  const resting = new Map<CarrierAccountId, number | null>()
  const answering = new Set<CarrierAccountId>()
  const paused = new Map<CarrierAccountId, MessageReason>()
  const stopped: { row: Row; by: 'blocked' | 'carrier' }[] = []
  const notOnChannel: Row[] = []
  const failed: { row: Row; reason: MessageReason }[] = []
  let moved = 0

  for (const each of news) {
    const row = byId.get(each.tryId)
    if (!row) continue
    const change = withFacts(tries.get(row.tryId) ?? unchanged(row.tryId), each)
    tries.set(row.tryId, change)
    if (!follows[each.is].includes(states.get(row.tryId) ?? '')) continue
    moved += 1
    const state = each.is === 'notTaken' ? 'not_taken' : each.is
    states.set(row.tryId, state)
    change.state = state
    change.reason = 'reason' in each ? each.reason : null
    change.late = !row.newest
    change.askInMs = each.is === 'unknown' ? Math.min(each.askInMs ?? silenceMs, silenceMs) : null
    if (each.is === 'accepted') answering.add(row.carrierAccountId)
    follow(row, each)
  }
  return {
    ...{ tries: [...tries.values()], messages: [...messages.values()] },
    ...{ resting, answering, paused, stopped, notOnChannel, failed, moved },
  }

  /** What it means for the message: only its newest submission speaks for it, but proof of arrival always does. */
  function follow(row: Row, each: TryNews): void {
    switch (each.is) {
      case 'delivered':
      case 'read':
        return become(row, each.is, { reason: null })
      case 'accepted':
      case 'unknown':
        return row.newest ? become(row, each.is, { reason: null }) : undefined
      // No end yet: whatever is said of the message for want of one stands.
      case 'sent':
        return row.newest ? become(row, each.is, { reason: 'same' }) : undefined
      case 'lost':
        return row.newest ? become(row, 'queued', { inMs: 0 }) : undefined
      case 'notTaken':
        return row.newest ? afterFailure(row, each.reason, false, each.retryAfterMs) : undefined
      case 'failed':
        return row.newest ? afterFailure(row, each.reason, true) : undefined
    }
  }

  function afterFailure(row: Row, reason: MessageReason, taken: boolean, retryAfterMs?: number): void {
    const fate = fateOf({ reason, taken, tries: row.triesOnWay, ageMs: row.ageMs })
    switch (fate.is) {
      case 'again':
        // Nobody of this account gets through meanwhile, so nobody is tried. Of one that came too late that is not so.
        if (!taken && reason !== 'too_late') {
          const asked = Math.max(resting.get(row.carrierAccountId) ?? 0, retryAfterMs ?? 0)
          resting.set(row.carrierAccountId, asked === 0 ? null : asked)
        }
        return become(row, 'queued', { inMs: Math.max(retryAfterMs ?? 0, fate.inMs) })
      case 'paused':
        paused.set(row.carrierAccountId, reason)
        return become(row, 'queued', { inMs: 0 })
      case 'stop':
        stopped.push({ row, by: reason === 'blocked_by_person' ? 'blocked' : 'carrier' })
        return become(row, 'failed', { reason })
      case 'otherWay':
        if (reason === 'not_on_channel' || reason === 'landline') notOnChannel.push(row)
        return become(row, 'queued', { reason, way: row.way + 1, inMs: 0 })
      case 'over':
        become(row, 'failed', { reason })
        if (fate.person) failed.push({ row, reason })
    }
  }

  /** What has arrived stays arrived; only “read” goes further. */
  function become(
    { messageId }: Row,
    state: string,
    more: Partial<Pick<MessageChange, 'reason' | 'way' | 'inMs'>>,
  ): void {
    const now = messageStates.get(messageId)
    if ((now === 'delivered' || now === 'read') && state !== 'read') return
    messageStates.set(messageId, state)
    const before = messages.get(messageId) ?? { messageId, state, reason: 'same', way: null, inMs: null }
    messages.set(messageId, { ...before, state, ...more })
  }
}

const unchanged = (tryId: MessageTryId): TryChange => ({
  ...{ tryId, carrierMessageId: null, segments: null, code: null, priceMicros: null, priceCurrency: null },
  ...{ state: null, reason: null, late: false, askInMs: null },
})

/** The first id that a carrier tells stays; of everything else its last word counts. */
function withFacts(change: TryChange, { carrierMessageId, segments, price, code }: SaidOfTry): TryChange {
  change.carrierMessageId ??= carrierMessageId ?? null
  change.segments = segments ?? change.segments
  change.code = code ?? change.code
  change.priceMicros = price?.micros ?? change.priceMicros
  change.priceCurrency = price?.currency ?? change.priceCurrency
  return change
}
