/** The key of an act, under which the API knows a repetition: the same one until it is known how the act ended. */
import { Problem } from '../api/problem.ts'

export interface ActKey {
  /** @param given what is to be done: of something else it is another one */
  of(given: unknown): string
  /** @param error why it was not done; none: it was */
  ended(error?: unknown): void
}

/** Nobody knows whether it was done: a second press must find the first one. */
export const isOpen = (error: unknown): boolean => error instanceof Problem && error.isOpen

export function actKey(newKey: () => string): ActKey {
  let now: { readonly key: string; readonly given: string } | null = null
  return {
    of: it => {
      const given = JSON.stringify(it ?? null)
      if (now?.given !== given) now = { key: newKey(), given }
      return now.key
    },
    ended: error => {
      if (!isOpen(error)) now = null
    },
  }
}
