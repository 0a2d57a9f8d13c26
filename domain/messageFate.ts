/** What becomes of a message after one submission of it: one table, for answers, callbacks and lists alike. */
import { messageReasons, type Channel, type MessageKind, type MessageReason } from './message.js'

export type Fate =
  /** the same way again, not before so many milliseconds */
  | { readonly is: 'again'; readonly inMs: number }
  /** the next way of the programme, if there is one */
  | { readonly is: 'otherWay' }
  /** this number hears nothing any more */
  | { readonly is: 'stop' }
  /** the same way again, once the carrier account was put right */
  | { readonly is: 'paused' }
  /** over; `person`: somebody looks at it */
  | { readonly is: 'over'; readonly person: boolean }

const minute = 60_000
/** After so many submissions that the carrier took and could not deliver the next way is gone. */
export const mostTriesOnOneWay = 3
/** How long a carrier that is away is waited for, before the next way is gone. */
export const longestAwayMs = 24 * 60 * minute

/**
 * @param taken whether the carrier had taken it: what never left is waited with as long as its carrier is away
 * @param tries submissions so far; `ageMs`: since it was queued
 */
export function fateOf(failed: { reason: MessageReason; taken: boolean; tries: number; ageMs: number }): Fate {
  const { reason, taken, tries, ageMs } = failed
  switch (messageReasons[reason].then) {
    case 'never':
      return { is: 'stop' }
    case 'pause':
      return { is: 'paused' }
    case 'other_way':
    case 'template':
      return { is: 'otherWay' }
    case 'later': {
      const over = taken ? tries >= mostTriesOnOneWay : ageMs >= longestAwayMs
      return over
        ? { is: 'otherWay' }
        : { is: 'again', inMs: taken ? 10 * minute * 3 ** (tries - 1) : backOffMs(tries) }
    }
    case 'human':
    case 'ask':
      return { is: 'over', person: true }
  }
}

/**
 * What a carrier did not take at all: one second, doubled each time, at most a quarter of an hour. Short at first, because
 * one refusal among thousands that are taken says little; how long the whole account rests grows by itself (db/messages/carrierAccounts.ts).
 */
export const backOffMs = (tries: number): number => Math.min(1_000 * 2 ** Math.max(0, tries - 1), longestBackOffMs)
export const longestBackOffMs = 15 * minute

/** What is known of a number and of a message when its way is chosen. */
export interface Going {
  readonly kind: MessageKind
  readonly way: number
  readonly ways: readonly { readonly channel: Channel }[]
  /** channels on which the number was not found */
  readonly notOn: readonly Channel[]
  /** until when WhatsApp takes any text, epoch milliseconds; 0: never written */
  readonly whatsappUntilMs: number
  /** there is an approved template of this text in this language */
  readonly hasTemplate: boolean
  readonly hasNumber: boolean
}

/** The first way from `way` on that can carry it now, as its place in `ways`; null: none is left. */
export function chooseWay(going: Going, nowMs: number): number | null {
  for (const [at, { channel }] of going.ways.entries()) {
    if (at >= going.way && carries(going, channel, nowMs)) return at
  }
  return null
}

function carries(going: Going, channel: Channel, nowMs: number): boolean {
  if (channel === 'print') return true
  if (!going.hasNumber || going.notOn.includes(channel)) return false
  return channel === 'sms' || going.hasTemplate || going.whatsappUntilMs > nowMs
}
