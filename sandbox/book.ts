import type { Database } from './database.js'
import { minor, type Minor } from './money.js'
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

interface BookRow {
  payout_id: string | null
  attempt_key: string | null
  phone_number: string
  amount_minor: number
  currency: string
  transaction_id: string
  at: number
  reversed: number
}

export const maskNumber = (phoneNumber: string): string => `${phoneNumber.slice(0, 5)}****${phoneNumber.slice(-3)}`

const withReversals = `
  SELECT paid.payout_id, paid.attempt_key, paid.phone_number, paid.amount_minor, paid.currency, paid.transaction_id,
         paid.at, (back.seq IS NOT NULL) AS reversed
  FROM book paid LEFT JOIN book back ON back.transaction_id = paid.transaction_id AND back.kind = 'reversed'
  WHERE paid.kind = 'paid' AND (? IS NULL OR paid.username = ?)`

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

  /** In the order in which they were paid; all accounts, or one. */
  lines(username: string | null): BookLine[] {
    return this.db.all<BookRow>(`${withReversals} ORDER BY paid.seq`, username, username).map(row => ({
      payoutId: row.payout_id,
      attemptKey: row.attempt_key,
      phoneNumber: row.phone_number,
      amountMinor: String(row.amount_minor),
      currency: row.currency,
      transactionId: row.transaction_id,
      at: new Date(row.at).toISOString(),
      status: row.reversed === 1 ? 'reversed' : 'paid',
    }))
  }

  /** Amounts of different currencies are not added up sensibly: give the account where there are several. */
  summary(username: string | null): BookSummary {
    const totals = this.db.one<{ transfers: number; paid: number; reversed: number }>(
      `SELECT count(*) AS transfers, coalesce(sum(CASE WHEN reversed THEN 0 ELSE amount_minor END), 0) AS paid,
              coalesce(sum(CASE WHEN reversed THEN amount_minor ELSE 0 END), 0) AS reversed
       FROM (${withReversals})`,
      username,
      username,
    )
    const twice = this.db.all<{ payout_id: string | null; phone_number: string }>(
      `SELECT payout_id, phone_number FROM (${withReversals}) WHERE NOT reversed
       GROUP BY coalesce(payout_id, phone_number) HAVING count(*) > 1`,
      username,
      username,
    )
    return {
      transfers: totals?.transfers ?? 0,
      paidMinor: String(minor(totals?.paid ?? 0) satisfies Minor),
      reversedMinor: String(minor(totals?.reversed ?? 0) satisfies Minor),
      numbersOrPayoutsPaidTwice: twice.length,
      paidTwice: twice.map(row => row.payout_id ?? maskNumber(row.phone_number)),
    }
  }
}
