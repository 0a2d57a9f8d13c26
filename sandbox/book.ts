import type { Database } from './database.js'
import { minor } from './money.js'
import { metadataOf, type Transfer } from './transfers.js'

/** One transfer that was really made. */
export interface BookLine {
  payoutId: string | null
  attemptKey: string | null
  phoneNumber: string
  amountMinor: string
  currency: string
  transactionId: string
  /** ISO 8601, UTC. */
  at: string
  status: 'paid' | 'reversed'
}

export interface BookSummary {
  transfers: number
  /** What stands as paid, reversals taken off. */
  paidMinor: string
  reversedMinor: string
  /** Payouts (transfers without a payout id: numbers) that more than one standing transfer went to. */
  numbersOrPayoutsPaidTwice: number
  /** Their payout ids; a number is shown masked. */
  paidTwice: string[]
}

export const maskNumber = (phoneNumber: string): string => `${phoneNumber.slice(0, 5)}****${phoneNumber.slice(-3)}`

/** The sandbox's own word on what it paid. Rows are added, never changed; a reversal is a row of its own. */
export class Book {
  constructor(private readonly db: Database) {}

  write(kind: 'paid' | 'reversed', transfer: Transfer, now: number): void {
    const metadata = metadataOf(transfer)
    this.db.run(
      `INSERT INTO book (kind, transaction_id, username, phone_number, payout_id, attempt_key, amount_minor, currency, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      kind,
      transfer.transaction_id,
      transfer.username,
      transfer.phone_number,
      metadata['payoutId'] ?? null,
      metadata['attemptKey'] ?? null,
      transfer.amount_minor,
      transfer.currency,
      now,
    )
  }

  isReversed(transactionId: string): boolean {
    return Boolean(
      this.db.one("SELECT 1 AS yes FROM book WHERE transaction_id = ? AND kind = 'reversed'", transactionId),
    )
  }

  /** JSON of all lines, in the order in which they were paid, in pieces; all accounts, or one. */
  *lines(username: string | null, atOnce = 5_000): Generator<string> {
    const last = this.db.one<{ seq: number | null }>('SELECT max(seq) AS seq FROM book')?.seq ?? 0
    let between = ''
    for (let from = 1; from <= last; from += atOnce) {
      const rows = this.#piece(username, from, Math.min(from + atOnce - 1, last))
      if (rows === '') continue
      yield between + rows
      between = ','
    }
  }

  /** Written by the database: of 131,072 lines each costs a few microseconds that way. */
  #piece(username: string | null, from: number, to: number): string {
    const row = this.db.one<{ rows: string }>(
      `SELECT json_group_array(json_object(
                'payoutId', payout_id, 'attemptKey', attempt_key, 'phoneNumber', phone_number,
                'amountMinor', CAST(amount_minor AS TEXT), 'currency', currency, 'transactionId', transaction_id,
                'at', strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch'),
                'status', CASE WHEN transaction_id IN (SELECT transaction_id FROM book WHERE kind = 'reversed')
                               THEN 'reversed' ELSE 'paid' END)) AS rows
       FROM (SELECT * FROM book WHERE seq BETWEEN ? AND ? AND kind = 'paid' AND (? IS NULL OR username = ?) ORDER BY seq)`,
      from,
      to,
      username,
      username,
    )
    return row?.rows.slice(1, -1) ?? ''
  }

  /** Amounts of different currencies are not added up sensibly: give the account where there are several. */
  summary(username: string | null): BookSummary {
    const totals = this.db.one<{ transfers: number; paid: number; reversed: number }>(
      `SELECT count(*) FILTER (WHERE kind = 'paid') AS transfers,
              coalesce(sum(amount_minor) FILTER (WHERE kind = 'paid'), 0) AS paid,
              coalesce(sum(amount_minor) FILTER (WHERE kind = 'reversed'), 0) AS reversed
       FROM book WHERE (? IS NULL OR username = ?)`,
      username,
      username,
    )
    const twice = this.db.all<{ payout_id: string | null; phone_number: string }>(
      `SELECT payout_id, phone_number FROM book
       WHERE kind = 'paid' AND (? IS NULL OR username = ?)
         AND transaction_id NOT IN (SELECT transaction_id FROM book WHERE kind = 'reversed')
       GROUP BY coalesce(payout_id, phone_number) HAVING count(*) > 1`,
      username,
      username,
    )
    const { transfers = 0, paid = 0, reversed = 0 } = totals ?? {}
    return {
      transfers,
      paidMinor: String(minor(paid - reversed)),
      reversedMinor: String(minor(reversed)),
      numbersOrPayoutsPaidTwice: twice.length,
      paidTwice: twice.map(row => row.payout_id ?? maskNumber(row.phone_number)),
    }
  }
}
