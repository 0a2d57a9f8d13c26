import type { Database } from './database.js'
import { Tally } from './tally.js'

export interface NewCallback {
  username: string
  /** The transaction, request or message it speaks of. */
  about: string
  kind: 'notification' | 'simSwap' | 'delivery' | 'status' | 'incoming' | 'optOut'
  url: string
  body: string
  /** Further lines of its head, each with its end. */
  headers?: string
  dueAt: number
  /** Why it is not an ordinary one: the fault that made it. */
  remark?: string
  /** Kept for the record and never sent. */
  lost?: boolean
}

/** A callback that is still to be sent. */
export interface PendingCallback {
  seq: number
  username: string
  about: string
  url: string
  content_type: string
  body: string
  headers: string
  /** How often it was sent. */
  attempts: number
  first_sent_at: number | null
  due_at: number
}

export type CallbackState = 'pending' | 'delivered' | 'givenUp' | 'lost'

/** What came of sending one; `dueAt` counts where it stays pending. */
export interface Sent {
  callback: PendingCallback
  state: Exclude<CallbackState, 'lost'>
  /** A status, or the reason why there was none. */
  answer: string
  firstSentAt: number
  dueAt: number
}

const contentTypes = {
  notification: 'application/json',
  simSwap: 'application/json',
  // Delivery reports come as forms in practice (facts/protocols.md 1.5).
  delivery: 'application/x-www-form-urlencoded',
  status: 'application/x-www-form-urlencoded',
  incoming: 'application/x-www-form-urlencoded',
  optOut: 'application/x-www-form-urlencoded',
} as const

/** The rows of the callbacks: what is to be told, and what came of telling it. */
export class Outbox {
  readonly #tally: Tally<CallbackState>

  constructor(private readonly db: Database) {
    this.#tally = new Tally(db, 'callback', ['pending', 'delivered', 'givenUp', 'lost'])
  }

  /** Returns what must be sent; undefined for one that is lost. */
  add(callback: NewCallback): PendingCallback | undefined {
    const { username, about, kind, url, body, dueAt, headers = '' } = callback
    const contentType = contentTypes[kind]
    const state = callback.lost ? 'lost' : 'pending'
    const seq = this.db.insert(
      `INSERT INTO callback (username, about, kind, remark, url, content_type, headers, body, state, due_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      username,
      about,
      kind,
      callback.remark ?? null,
      url,
      contentType,
      headers,
      body,
      state,
      dueAt,
    )
    this.#tally.move(null, state)
    if (callback.lost) return undefined
    const unsent = { attempts: 0, first_sent_at: null, due_at: dueAt }
    return { seq, username, about, url, content_type: contentType, headers, body, ...unsent }
  }

  /** All that were not delivered, for a sandbox that starts again. */
  pending(): PendingCallback[] {
    return this.db.all<PendingCallback>(
      `SELECT seq, username, about, url, content_type, headers, body, attempts, first_sent_at, due_at FROM callback
       WHERE state = 'pending'`,
    )
  }

  counts(): Readonly<Record<CallbackState, number>> {
    return this.#tally.read()
  }

  /** What was delivered at the first try is stored in one statement for each answer, all else row by row. */
  store(sent: readonly Sent[]): void {
    const atOnce = new Map<string, Sent[]>()
    for (const one of sent) {
      const isPlain = one.state === 'delivered' && one.callback.first_sent_at === null
      if (!isPlain) this.#storeOne(one)
      else if (!atOnce.get(one.answer)?.push(one)) atOnce.set(one.answer, [one])
    }
    for (const [answer, alike] of atOnce) this.#storeDelivered(answer, alike)
    for (const { state } of sent) this.#tally.move('pending', state)
  }

  #storeDelivered(answer: string, alike: readonly Sent[]): void {
    this.db.run(
      `UPDATE callback SET state = 'delivered', attempts = 1, last_answer = ?, first_sent_at = ?
       WHERE seq IN (SELECT value FROM json_each(?))`,
      answer,
      Math.min(...alike.map(one => one.firstSentAt)),
      JSON.stringify(alike.map(one => one.callback.seq)),
    )
  }

  #storeOne({ callback, state, answer, firstSentAt, dueAt }: Sent): void {
    this.db.run(
      `UPDATE callback SET state = ?, attempts = attempts + 1, last_answer = ?, first_sent_at = ?, due_at = ?
       WHERE seq = ?`,
      state,
      answer,
      firstSentAt,
      dueAt,
      callback.seq,
    )
  }
}
