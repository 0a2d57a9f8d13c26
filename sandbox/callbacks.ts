import { Alarm } from './alarm.js'
import type { Account, Accounts } from './accounts.js'
import type { Database } from './database.js'
import type { Answer, Post } from './post.js'

export interface NewCallback {
  username: string
  /** The transaction, request or message it speaks of. */
  about: string
  kind: 'notification' | 'simSwap' | 'delivery'
  url: string
  body: string
  dueAt: number
  /** Why it is not an ordinary one: the fault that made it. */
  remark?: string
  /** Kept for the record and never sent. */
  lost?: boolean
}

interface CallbackRow {
  seq: number
  username: string
  about: string
  url: string
  content_type: string
  body: string
  attempts: number
  first_sent_at: number | null
  due_at: number
}

export interface CallbackCounts {
  pending: number
  delivered: number
  givenUp: number
  lost: number
}

const contentTypes = {
  notification: 'application/json',
  simSwap: 'application/json',
  // Delivery reports come as forms in practice (facts/protocols.md 1.5).
  delivery: 'application/x-www-form-urlencoded',
} as const

/**
 * Sends callbacks, a bounded number at a time. Each is a row before it is sent and stays pending until an answer below
 * 400 is stored, so a sandbox that dies sends it again: at least once, like the provider.
 */
export class Callbacks {
  readonly #flying = new Map<number, CallbackRow>()
  readonly #landed: { row: CallbackRow; answer: Answer; at: number }[] = []
  readonly #waiting = new Map<string, () => void>()
  readonly #alarm = new Alarm(() => this.#turn())
  #stopped = false

  constructor(
    private readonly db: Database,
    private readonly accounts: Accounts,
    private readonly post: Post,
    private readonly lanes: number,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Call within the transaction that makes the news; then `wake`. */
  add(callback: NewCallback): void {
    this.db.run(
      `INSERT INTO callback (username, about, kind, remark, url, content_type, body, state, due_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      callback.username,
      callback.about,
      callback.kind,
      callback.remark ?? null,
      callback.url,
      contentTypes[callback.kind],
      callback.body,
      callback.lost ? 'lost' : 'pending',
      callback.dueAt,
    )
  }

  /** Looks for what is due. */
  wake(): void {
    this.#alarm.set(Date.now())
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

  counts(): CallbackCounts {
    const rows = this.db.all<{ state: keyof CallbackCounts; count: number }>(
      'SELECT state, count(*) AS count FROM callback GROUP BY state',
    )
    const counts: CallbackCounts = { pending: 0, delivered: 0, givenUp: 0, lost: 0 }
    for (const row of rows) counts[row.state] = row.count
    return counts
  }

  /** Sends nothing more; what is on its way stays pending in the book. */
  stop(): void {
    this.#stopped = true
    this.#alarm.stop()
  }

  /** Stores what came back, then sends what is due while lanes are free. */
  #turn(): void {
    if (this.#stopped) return
    try {
      this.#store()
      const free = this.lanes - this.#flying.size
      if (free > 0) for (const row of this.#due(free)) this.#launch(row)
      const next = this.#nextDue()
      if (next !== undefined) this.#alarm.set(next)
    } catch (error) {
      this.onTrouble(error)
      this.#alarm.set(Date.now() + 1_000)
    }
  }

  /** What was planned to follow something on the same subject waits for its answer, so that late stays late. */
  #due(limit: number): CallbackRow[] {
    const rows = this.db
      .all<CallbackRow>(
        `SELECT seq, username, about, url, content_type, body, attempts, first_sent_at, due_at FROM callback
         WHERE state = 'pending' AND due_at <= ? ORDER BY due_at, seq LIMIT ?`,
        Date.now(),
        limit + this.#flying.size,
      )
      .filter(row => !this.#flying.has(row.seq))
    const ahead = new Map<string, number>()
    for (const { about, due_at: dueAt } of [...rows, ...this.#flying.values()]) {
      ahead.set(about, Math.min(dueAt, ahead.get(about) ?? Infinity))
    }
    return rows.filter(row => row.due_at <= (ahead.get(row.about) ?? Infinity)).slice(0, limit)
  }

  /** Undefined also while all lanes are taken: the next answer takes the next turn. */
  #nextDue(): number | undefined {
    if (this.#flying.size >= this.lanes) return undefined
    const row = this.db.one<{ at: number | null }>(
      "SELECT min(due_at) AS at FROM callback WHERE state = 'pending' AND due_at > ?",
      Date.now(),
    )
    return row?.at ?? undefined
  }

  #launch(row: CallbackRow): void {
    this.#flying.set(row.seq, row)
    const { callbackTimeoutMs } = this.accounts.get(row.username)
    void this.post.send(row.url, row.content_type, row.body, callbackTimeoutMs).then(answer => {
      this.#landed.push({ row, answer, at: Date.now() })
      this.wake()
    })
  }

  #store(): void {
    const landed = this.#landed.slice()
    if (landed.length === 0) return
    this.db.atomically(() => {
      for (const { row, answer, at } of landed) this.#storeOne(row, answer, at)
    })
    this.#landed.splice(0, landed.length)
    for (const { row } of landed) {
      this.#flying.delete(row.seq)
      this.#waiting.get(row.about)?.()
    }
  }

  #storeOne(row: CallbackRow, answer: Answer, at: number): void {
    const account = this.accounts.get(row.username)
    const firstSentAt = row.first_sent_at ?? at
    const again = at + account.retryEveryMs
    const state = !isToRepeat(answer, account)
      ? 'delivered'
      : again - firstSentAt > account.retryForMs
        ? 'givenUp'
        : 'pending'
    this.db.run(
      `UPDATE callback SET state = ?, attempts = attempts + 1, last_answer = ?, first_sent_at = ?, due_at = ?
       WHERE seq = ?`,
      state === 'delivered' && 'unreachable' in answer ? 'givenUp' : state,
      'unreachable' in answer ? answer.unreachable : String(answer.status),
      firstSentAt,
      again,
      row.seq,
    )
  }
}

/** The documented rule: 400 or more. What happens when there is no answer at all is not known, hence a setting. */
function isToRepeat(answer: Answer, account: Account): boolean {
  return 'unreachable' in answer ? account.retryUnreachable : answer.status >= 400
}
