/** How the contract suite sends and judges. */
import { expect } from 'vitest'
import type { AttemptToSend, Call, CallAnswer, Connector, Outcome } from '../../fsp/contract.js'
import type { BookLine, Harness } from './harness.js'

/** Sends, and sees that the answer speaks of every attempt exactly once, in the order of the call. */
export async function send(connector: Connector, call: Call): Promise<CallAnswer> {
  const answer = await connector.send(call)
  expect(answer.entries.map(({ attemptKey }) => attemptKey)).toEqual(call.attempts.map(({ key }) => key))
  return answer
}

/** The different outcomes in an answer. */
export function outcomes({ entries }: CallAnswer): readonly Outcome[] {
  const different = new Map(entries.map(({ outcome }) => [JSON.stringify(outcome), outcome]))
  return [...different.values()]
}

/** The lines of the book that belong to these attempts. */
export async function paidTo(harness: Harness, attempts: readonly AttemptToSend[]): Promise<readonly BookLine[]> {
  const keys = new Set<string>(attempts.map(({ key }) => key))
  return (await harness.book()).filter(({ attemptKey }) => keys.has(attemptKey))
}

/** Waits until every attempt was told of, then returns what the book says. */
export async function bookOnceTold(harness: Harness, call: Call): Promise<readonly BookLine[]> {
  await Promise.all(call.attempts.map(({ key }) => harness.notices(key, 1)))
  return paidTo(harness, call.attempts)
}
