import type { Database } from '../database.js'
import { newCardId, newPin, newVoucherTransactionId } from '../identifiers.js'
import { minor, type Minor } from '../money.js'

export type CardState = 'unused' | 'partly used' | 'used' | 'cancelled' | 'blocked' | 'inactive' | 'expired'

/** A card with what its movements come to. */
export interface Card {
  seq: number
  card_id: string
  pin: string
  transaction_id: string
  username: string
  ean: string
  ref_pos: string
  reference: string
  currency: string
  due_date: string
  mark: 'active' | 'blocked' | 'inactive'
  issued_at: number
  issued_minor: Minor
  spent_minor: Minor
  balance_minor: Minor
  is_cancelled: 0 | 1
}

export type NewCard = Pick<Card, 'username' | 'ean' | 'ref_pos' | 'reference' | 'currency' | 'due_date'>

const whole = `SELECT c.*,
  (SELECT coalesce(sum(amount_minor), 0) FROM intersolve_movement m WHERE m.card_seq = c.seq AND kind = 'issued') AS issued_minor,
  (SELECT coalesce(-sum(amount_minor), 0) FROM intersolve_movement m WHERE m.card_seq = c.seq AND kind = 'spent') AS spent_minor,
  (SELECT coalesce(sum(amount_minor), 0) FROM intersolve_movement m WHERE m.card_seq = c.seq) AS balance_minor,
  EXISTS (SELECT 1 FROM intersolve_movement m WHERE m.card_seq = c.seq AND kind = 'cancelled') AS is_cancelled
  FROM intersolve_card c`

export const today = (): string => new Date().toISOString().slice(0, 10)

/** In this order: what is cancelled can no more expire, and an expired card can no more be blocked. */
export function stateOf({
  is_cancelled: isCancelled,
  due_date: dueDate,
  mark,
  balance_minor,
  spent_minor,
}: Card): CardState {
  if (isCancelled) return 'cancelled'
  if (balance_minor === 0) return 'used'
  if (dueDate < today()) return 'expired'
  if (mark !== 'active') return mark
  return spent_minor > 0 ? 'partly used' : 'unused'
}

/** Cards, and what moves on them. Nothing here knows faults or SOAP. */
export class Cards {
  constructor(private readonly db: Database) {}

  issue(card: NewCard, amount: Minor, isLeadingZero: boolean): Card {
    const seq = this.db.atomically(() => {
      const now = Date.now()
      const added = this.db.insert(
        `INSERT INTO intersolve_card (card_id, pin, transaction_id, username, ean, ref_pos, reference, currency, due_date, issued_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        newCardId(),
        newPin(isLeadingZero),
        newVoucherTransactionId(),
        ...[card.username, card.ean, card.ref_pos, card.reference, card.currency, card.due_date, now],
      )
      this.#move(added, 'issued', amount, now)
      return added
    })
    const issued = this.bySeq(seq)
    if (!issued) throw new Error('A card that was issued is not there.')
    return issued
  }

  bySeq(seq: number): Card | undefined {
    return this.db.one<Card>(`${whole} WHERE c.seq = ?`, seq)
  }

  byCardId(cardId: string): Card | undefined {
    return this.db.one<Card>(`${whole} WHERE c.card_id = ?`, cardId)
  }

  /** All issued under this RefPos by this account, the oldest first. */
  byRefPos(username: string, refPos: string): Card[] {
    return this.db.all<Card>(`${whole} WHERE c.ref_pos = ? AND c.username = ? ORDER BY c.seq`, refPos, username)
  }

  latest(limit: number): Card[] {
    return this.db.all<Card>(`${whole} ORDER BY c.seq DESC LIMIT ?`, limit)
  }

  /** The oldest first, after the row `after`; all accounts, or one. */
  page(username: string | null, after: number, limit: number): Card[] {
    const wanted = `${whole} WHERE c.seq > ? AND (? IS NULL OR c.username = ?) ORDER BY c.seq LIMIT ?`
    return this.db.all<Card>(wanted, after, username, username, limit)
  }

  /** False where the card does not hold so much, or can not be used. */
  spend(card: Card, amount: Minor): boolean {
    const state = stateOf(card)
    if ((state !== 'unused' && state !== 'partly used') || amount <= 0 || amount > card.balance_minor) return false
    this.#move(card.seq, 'spent', minor(-amount), Date.now())
    return true
  }

  /** Takes the whole issue back. */
  cancel(card: Card): void {
    this.#move(card.seq, 'cancelled', minor(-card.balance_minor), Date.now())
  }

  mark(card: Card, change: { mark?: Card['mark'] | undefined; dueDate?: string | undefined }): void {
    const { mark = card.mark, dueDate = card.due_date } = change
    this.db.run('UPDATE intersolve_card SET mark = ?, due_date = ? WHERE seq = ?', mark, dueDate, card.seq)
  }

  #move(cardSeq: number, kind: 'issued' | 'spent' | 'cancelled', amount: Minor, at: number): void {
    const sql = 'INSERT INTO intersolve_movement (card_seq, kind, amount_minor, at) VALUES (?, ?, ?, ?)'
    this.db.run(sql, cardSeq, kind, amount, at)
  }
}
