import { setTimeout as sleep } from 'node:timers/promises'
import { kindOf, type Log } from './log.js'

/**
 * Tries to write down what is known until the database takes it: an answer that was heard is never thrown away because
 * PostgreSQL restarts. After `forMs` it throws; the attempts stay `sending` and are asked about.
 */
export async function persist<T>(write: () => Promise<T>, log: Log, forMs = 90_000): Promise<T> {
  const until = Date.now() + forMs
  for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
    try {
      return await write()
    } catch (error) {
      if (Date.now() + wait > until) throw error
      log.warn({ ...kindOf(error), waitMs: wait }, 'what the FSP said could not be written down yet')
      await sleep(wait)
    }
  }
}
