import { setTimeout as pause } from 'node:timers/promises'
import { Refused } from '../failure.js'

/** How often the API is asked while something happens in the background. */
const everyMs = 200

/** What a look saw: what is awaited, or in words what is still missing of it. */
export type Seen<T> = { readonly is: 'there'; readonly found: T } | { readonly is: 'missing'; readonly says: string }

export const there = <T>(found: T): Seen<T> => ({ is: 'there', found })
export const missing = (says: string): Seen<never> => ({ is: 'missing', says })

/** Looks until what is awaited is there, at most `seconds` long; then it fails and says what is missing. */
export async function awaiting<T>(what: string, seconds: number, look: () => Promise<Seen<T>>): Promise<T> {
  const deadline = Date.now() + seconds * 1_000
  for (;;) {
    const seen = await look()
    if (seen.is === 'there') return seen.found
    if (Date.now() > deadline) throw new Refused(`Waited ${seconds} s for ${what}; still missing: ${seen.says}.`)
    await pause(everyMs)
  }
}
