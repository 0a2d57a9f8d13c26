import type { Database } from './database.js'
import { minor, type Minor } from './money.js'

/** Debit takes away, the other three add. */
export type Movement = 'Debit' | 'Credit' | 'Refund' | 'Topup'

export interface WalletRow {
  category: Movement
  amount_minor: Minor
  balance_minor: Minor
  description: string
  transaction_id: string | null
  at: number
}

/** The money an account has with the provider. Every change is a row; the last row of an account is its balance. */
export class Wallet {
  readonly #balances = new Map<string, Minor>()

  constructor(private readonly db: Database) {
    db.onRollback(() => this.#balances.clear())
  }

  balance(username: string): Minor {
    const known = this.#balances.get(username)
    if (known !== undefined) return known
    const row = this.db.one<{ balance_minor: number }>(
      'SELECT balance_minor FROM wallet_entry WHERE username = ? ORDER BY seq DESC LIMIT 1',
      username,
    )
    const balance = minor(row?.balance_minor ?? 0)
    this.#balances.set(username, balance)
    return balance
  }

  /** Returns false, and changes nothing, where a debit asks for more than there is. */
  move(
    username: string,
    category: Movement,
    amount: Minor,
    description: string,
    transactionId: string | null,
    now: number,
  ): boolean {
    const balance = minor(this.balance(username) + (category === 'Debit' ? -amount : amount))
    if (balance < 0) return false
    this.db.run(
      `INSERT INTO wallet_entry (username, category, amount_minor, balance_minor, description, transaction_id, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      username,
      category,
      amount,
      balance,
      description,
      transactionId,
      now,
    )
    this.#balances.set(username, balance)
    return true
  }

  /** Newest first. */
  entries(
    username: string,
    filter: { from: number; until: number; categories: readonly string[] },
    page: { number: number; count: number },
  ): WalletRow[] {
    const marks = filter.categories.map(() => '?').join(', ')
    return this.db.all<WalletRow>(
      `SELECT category, amount_minor, balance_minor, description, transaction_id, at FROM wallet_entry
       WHERE username = ? AND at >= ? AND at < ? ${marks ? `AND category IN (${marks})` : ''}
       ORDER BY seq DESC LIMIT ? OFFSET ?`,
      username,
      filter.from,
      filter.until,
      ...filter.categories,
      page.count,
      (page.number - 1) * page.count,
    )
  }
}
