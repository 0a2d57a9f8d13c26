import { Agenda } from './agenda.js'
import { Alarm } from './alarm.js'
import type { Database } from './database.js'
import { Outbox, type CallbackState, type NewCallback, type PendingCallback, type Sent } from './outbox.js'
import type { Answer } from './answer.js'
import type { Post } from './post.js'

/** What came back is stored together with what comes back soon after it, not each answer alone. */
const storeWithinMs = 15

/** How one account's callbacks are sent, and sent again. */
export interface CallbackRules {
  timeoutMs: number
  retryEveryMs: number
  /** Whether one that got this answer, at the so manieth sending, is sent again; `sinceMs` from the first to the next. */
  isToRepeat(answer: Answer, attempts: number, sinceMs: number): boolean
}

/** What is on its way about one subject. */
interface Flight {
  /** When the first of them was due. */
  dueAt: number
  flying: number
  /** Planned to follow, and waiting for the answers. */
  held: PendingCallback[]
}

/**
 * Sends callbacks, a bounded number at a time. Each is a row before it is sent and stays pending until an answer below
 * 400 is stored, so a sandbox that dies sends it again: at least once, like the provider.
 */
export class Callbacks {
  readonly #outbox: Outbox
  readonly #agenda = new Agenda<PendingCallback>()
  readonly #added: PendingCallback[] = []
  readonly #flights = new Map<string, Flight>()
  readonly #landed: Sent[] = []
  readonly #waiting = new Map<string, () => void>()
  readonly #alarm = new Alarm(() => this.#send())
  readonly #storing = new Alarm(() => this.#store())
  #flying = 0
  #stopped = false

  constructor(
    private readonly db: Database,
    private readonly rulesOf: (username: string, url: string) => CallbackRules,
    private readonly post: Post,
    private readonly lanes: number,
    private readonly onTrouble: (error: unknown) => void,
  ) {
    this.#outbox = new Outbox(db)
    db.onRollback(() => (this.#added.length = 0))
  }

  /** Takes up what an earlier life left pending. */
  start(): void {
    for (const callback of this.#outbox.pending()) this.#agenda.add(callback)
    this.wake()
  }

  /** Call within the transaction that makes the news; then `wake`. */
  add(callback: NewCallback): void {
    const pending = this.#outbox.add(callback)
    if (pending) this.#added.push(pending)
  }

  /** The transaction stands: what it added is sent when it is due. */
  wake(): void {
    for (const callback of this.#added.splice(0)) this.#agenda.add(callback)
    const next = this.#agenda.next()
    if (next !== undefined && this.#flying < this.lanes) this.#alarm.set(next)
  }

  /** Resolves once something has been sent about each of `abouts`, or after `timeoutMs`. */
  async whenSent(abouts: readonly string[], timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<void>(resolve => (timer = setTimeout(resolve, timeoutMs)))
    const sent = abouts.map(about => new Promise<void>(resolve => this.#waiting.set(about, resolve)))
    await Promise.race([Promise.all(sent), timeout])
    clearTimeout(timer)
    for (const about of abouts) this.#waiting.delete(about)
  }

  counts(): Readonly<Record<CallbackState, number>> {
    return this.#outbox.counts()
  }

  /** Sends nothing more; what is on its way stays pending in the book. */
  stop(): void {
    this.#store()
    this.#stopped = true
    this.#alarm.stop()
    this.#storing.stop()
  }

  /** Sends what is due while lanes are free. */
  #send(): void {
    const now = Date.now()
    while (!this.#stopped && this.#flying < this.lanes) {
      const callback = this.#agenda.take(now)
      if (!callback) break
      const flight = this.#flights.get(callback.about) ?? { dueAt: callback.due_at, flying: 0, held: [] }
      // What was planned to follow something on the same subject waits for its answer, so that late stays late.
      if (flight.dueAt < callback.due_at) flight.held.push(callback)
      else void this.#launch(callback, flight)
    }
    this.wake()
  }

  async #launch(callback: PendingCallback, flight: Flight): Promise<void> {
    this.#flights.set(callback.about, flight)
    flight.flying += 1
    this.#flying += 1
    const { username, url, content_type: contentType, body, headers } = callback
    const { timeoutMs } = this.rulesOf(username, url)
    const answer = await this.post.send(url, contentType, body, timeoutMs, headers)
    flight.flying -= 1
    this.#flying -= 1
    this.#landed.push(this.#judge(callback, answer, Date.now()))
    if (flight.flying === 0) {
      this.#flights.delete(callback.about)
      for (const held of flight.held) this.#agenda.add(held)
    }
    this.#storing.set(Date.now() + storeWithinMs)
    this.#send()
  }

  #store(): void {
    if (this.#stopped || this.#landed.length === 0) return
    try {
      this.db.atomically(() => this.#outbox.store(this.#landed))
    } catch (error) {
      this.onTrouble(error)
      this.#storing.set(Date.now() + 1_000)
      return
    }
    for (const { callback, state, firstSentAt, dueAt } of this.#landed.splice(0)) {
      this.#waiting.get(callback.about)?.()
      if (state !== 'pending') continue
      this.#agenda.add({ ...callback, attempts: callback.attempts + 1, first_sent_at: firstSentAt, due_at: dueAt })
    }
    this.wake()
  }

  #judge(callback: PendingCallback, answer: Answer, at: number): Sent {
    const rules = this.rulesOf(callback.username, callback.url)
    const firstSentAt = callback.first_sent_at ?? at
    const dueAt = at + rules.retryEveryMs
    const said = 'unreachable' in answer ? answer.unreachable : String(answer.status)
    const sent = { callback, answer: said, firstSentAt, dueAt }
    if (rules.isToRepeat(answer, callback.attempts + 1, dueAt - firstSentAt)) return { ...sent, state: 'pending' }
    return { ...sent, state: 'status' in answer && answer.status < 400 ? 'delivered' : 'givenUp' }
  }
}
