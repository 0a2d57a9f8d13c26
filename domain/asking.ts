import { isReason, reasons, type Reason } from './reason.js'

/** Where an account does not say how long its FSP may take: its one home, for connectors and rows alike. */
export const usualLongestProcessingMs = 120_000

/**
 * When silence is chased: the waits between two questions about one attempt, growing, and then no more than weekly.
 * Everything is measured in the FSP’s longest processing time, which its connector declares.
 */
const waits = [1, 1, 2, 4, 8, 16, 32, 64] as const
const longestWaitMs = 6 * 3_600_000
const weekMs = 7 * 86_400_000

/** After this many questions without an outcome the attempt is `unknown` with a person as owner. */
export const lastCheck = waits.length

/** Milliseconds until question number `checks + 1`, `checks` questions having been asked. */
export function waitBeforeNextCheckMs(checks: number, longestProcessingMs: number): number {
  const factor = waits[checks]
  if (factor === undefined) return weekMs
  return Math.min(Math.max(1_000, Math.floor((factor * longestProcessingMs) / 4)), longestWaitMs)
}

/** An unchanged attempt after a refusal that time mends: how long until it is tried again, and how often. */
export const automaticRetries = 3
export const waitBeforeRetryMs = (attemptsMade: number): number =>
  Math.min(60_000 * 4 ** Math.max(0, attemptsMade - 1), 86_400_000)

/**
 * How often a batch sends one of its payouts, the first time included, while the reason is one that time mends (the FSP
 * was away, we were away when it asked back). What is refused after that is the person’s own matter.
 */
export const batchTries = 3

/** Reasons for which nobody has to do anything but wait. */
export const reasonsOfTime: readonly Reason[] = Object.keys(reasons)
  .filter(isReason)
  .filter(reason => reasons[reason].acts === 'retry_later')

/** Whether the batch of a refused attempt tries again by itself, so that no life of one person begins for it. */
export const batchTriesAgain = (refused: { inBatch: boolean; ordinal: number; reason: Reason }): boolean =>
  refused.inBatch && refused.ordinal < batchTries && reasonsOfTime.includes(refused.reason)
