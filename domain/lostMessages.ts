/**
 * Which message in a carrier's list is which submission whose answer was lost. Carriers have no idempotency key for
 * messages (facts 0.5), so the list is compared by number, text and time. Pure.
 */
import type { Channel } from './message.js'

/** A submission of which nobody knows whether the carrier took it. */
export interface LostTry {
  readonly tryId: string
  readonly channel: Channel
  /** E.164 */
  readonly to: string
  readonly body: string
  /** epoch milliseconds */
  readonly leftAtMs: number
}

/** What of a listed message decides whose it is. */
export interface ListedMessage {
  readonly carrierMessageId: string
  readonly channel: Channel
  readonly to: string
  readonly body: string
  /** epoch milliseconds, whole seconds by most carriers */
  readonly createdAtMs: number
}

export type LostAnswer<Listed extends ListedMessage = ListedMessage> =
  | { readonly is: 'found'; readonly message: Listed }
  /** the carrier has not taken it: by now its list would show it */
  | { readonly is: 'notListed' }
  /** not there, which says nothing yet: ask again */
  | { readonly is: 'tooEarly' }

/** Clocks differ by a little; a request may travel, and wait at the carrier, for a while. */
export const createdBeforeMs = 5_000
export const createdAfterMs = 120_000

/**
 * An answer for each try, by its id. `known`: ids at the carrier that belong to other submissions. `listedWithinMs`: how
 * soon the list shows what was taken; it must have been asked no earlier than `nowMs`.
 *
 * Each listed message explains one try, and the older try comes first. So of two people on one phone with the same text,
 * of whom one message is listed, the older has arrived and the younger goes again: that phone gets it twice, as it should.
 * All windows are of one length, so giving the oldest try the earliest message that fits explains as many as can be.
 */
export function whichAreListed<Listed extends ListedMessage>(
  tries: readonly LostTry[],
  listed: readonly Listed[],
  { known, nowMs, listedWithinMs }: { known: ReadonlySet<string>; nowMs: number; listedWithinMs: number },
): ReadonlyMap<string, LostAnswer<Listed>> {
  const free = byWhatTheySay(listed.filter(message => !known.has(message.carrierMessageId)))
  const answers = new Map<string, LostAnswer<Listed>>()
  for (const one of [...tries].sort((a, b) => a.leftAtMs - b.leftAtMs || order(a.tryId, b.tryId))) {
    const candidates = free.get(whatItSays(one)) ?? []
    const index = candidates.findIndex(({ createdAtMs }) => isInTime(one.leftAtMs, createdAtMs))
    const [message] = index < 0 ? [] : candidates.splice(index, 1)
    if (message) answers.set(one.tryId, { is: 'found', message })
    else answers.set(one.tryId, { is: nowMs - one.leftAtMs < listedWithinMs ? 'tooEarly' : 'notListed' })
  }
  return answers
}

/** Messages of one number and text, the earliest first, each id once. */
function byWhatTheySay<Listed extends ListedMessage>(listed: readonly Listed[]): Map<string, Listed[]> {
  const distinct = [...new Map(listed.map(message => [message.carrierMessageId, message])).values()]
  const groups = new Map<string, Listed[]>()
  for (const message of distinct.sort(
    (a, b) => a.createdAtMs - b.createdAtMs || order(a.carrierMessageId, b.carrierMessageId),
  )) {
    const key = whatItSays(message)
    const group = groups.get(key)
    if (group) group.push(message)
    else groups.set(key, [message])
  }
  return groups
}

const isInTime = (leftAtMs: number, createdAtMs: number): boolean =>
  createdAtMs >= leftAtMs - createdBeforeMs && createdAtMs <= leftAtMs + createdAfterMs

/** Carriers change the ends of lines and drop the blanks before them; nothing else is forgiven. */
const whatItSays = ({ channel, to, body }: Pick<LostTry, 'channel' | 'to' | 'body'>): string => {
  const lines = body.split(/\r\n|\r|\n/).map(line => line.trimEnd())
  return JSON.stringify([channel, to, lines.join('\n').trimEnd()])
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
