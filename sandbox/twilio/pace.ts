import type { TwilioAccount } from './accounts.js'

/** Counts the requests of each account within the last second. */
export class Pace {
  readonly #passed = new Map<string, number[]>()

  /** Whether one more may pass now; if so it is counted. */
  mayPass({ accountSid, requestsPerSecond }: TwilioAccount, now = Date.now()): boolean {
    if (requestsPerSecond === null) return true
    const recent = (this.#passed.get(accountSid) ?? []).filter(at => at > now - 1_000)
    this.#passed.set(accountSid, recent)
    if (recent.length >= requestsPerSecond) return false
    recent.push(now)
    return true
  }
}
