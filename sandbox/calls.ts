import type { Database } from './database.js'

/** `taken` also where single recipients were refused; `refused`: nothing of it was looked at, by a fault or a mistake. */
export type Fate = 'taken' | 'repeated' | 'refused'

export interface NewCall {
  username: string
  /** The call's `Idempotency-Key`. */
  key: string | null
  recipients: number
  /** How many of the recipients were queued. */
  queued: number
  fate: Fate
  /** When its request had arrived. */
  at: number
}

/** Every payment call that named a known account: whether its key was seen before, and how fast calls came. */
export class Calls {
  constructor(private readonly db: Database) {}

  add({ username, key, recipients, queued, fate, at }: NewCall): void {
    this.db.run(
      'INSERT INTO call (username, idempotency_key, recipients, queued, fate, at) VALUES (?, ?, ?, ?, ?, ?)',
      username,
      key,
      recipients,
      queued,
      fate,
      at,
    )
  }

  /** Whether a call with this key was taken after `from`. */
  isKnown(username: string, key: string, from: number): boolean {
    const earlier = this.db.one(
      `SELECT 1 AS yes FROM call WHERE username = ? AND idempotency_key = ? AND at > ? AND fate = 'taken' LIMIT 1`,
      username,
      key,
      from,
    )
    return earlier !== undefined
  }

  /** A JSON array, in the order of arrival, of `{at, recipients, queued, fate}`; `at` in milliseconds since 1970. */
  list(username: string | null, from: number): string {
    const row = this.db.one<{ calls: string }>(
      `SELECT json_group_array(json_object('at', at, 'recipients', recipients, 'queued', queued, 'fate', fate)) AS calls
       FROM (SELECT * FROM call WHERE (? IS NULL OR username = ?) AND at >= ? ORDER BY at, seq)`,
      username,
      username,
      from,
    )
    return row?.calls ?? '[]'
  }
}
