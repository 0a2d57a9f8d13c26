/**
 * What every connector of an FSP that gives vouchers is: like `contract.ts`, a stateless translator that knows no database
 * and no workflow, logs nothing, follows no redirect, repeats nothing by itself, and whose default is `unknown`.
 *
 * It is made for a voucher's life that never issues beside a lost answer:
 *  1. a RefPos is made (`newRefPos`) and stored, unique for its FSP account, before anything leaves;
 *  2. `issue` leaves under it, once. Whatever is not `issued`, `refused` or `notTaken` is `unknown`;
 *  3. an unknown one is settled by `cancelByRefPos`, never by a second `issue` under the same RefPos, and and another
 *     RefPos is used only after `cancelled`, or after the FSP has said more than once, when it must long have been done, that
 *     there is nothing to take back;
 *  4. `alreadyUsed`, `unable`, `notFound` and `unknown` at cancelling prove nothing: with a card in hand `balance` settles
 *     them; without one it is cancelled again and again for as long as the FSP takes it, also while another is issued.
 *
 * A card's id and PIN are money. They are strings (leading zeros count), come back only in answers, are stored sealed and
 * stand in no log, error, history or address.
 */
import type { Currency, Money } from '../domain/money.js'
import type { Reason } from '../domain/reason.js'

export interface VoucherCapabilities {
  name: string
  currencies: readonly Currency[]
  /** the smallest step a voucher can hold, in minor units */
  stepMinor: (currency: Currency) => bigint
  /** bounds of one card: a payout of more becomes several vouchers */
  minAmount?: Money
  maxAmount?: Money
  /** calls under way at once that it bears */
  callsAtOnce: number
  /** after this long an issue that arrived has been done, so that cancelling it can find it */
  longestProcessingMs: number
  /** how long after an issue it can be cancelled by its RefPos */
  cancelWindowMs: number
  /** by contract, what an expired card still held comes back to us */
  returnsExpired: boolean
  /** what the FSP can never tell, in sentences for staff */
  cannotTell: readonly string[]
}

/** What goes with every call that changes something. */
export interface Departure {
  /** epoch milliseconds after which no byte may leave; checked immediately before the first one */
  sendByMs: number
  /** where the account has a limit of requests a second: asked on the open connection, before the first byte */
  mayLeave?: () => Promise<boolean>
}

export interface IssueOrder extends Departure {
  /** from `newRefPos`, stored before this call leaves, never used for another */
  refPos: string
  amount: Money
  /** our voucher's id: nothing of a person */
  reference: string
}

/** A card with money on it. All of it is stored sealed. */
export interface IssuedCard {
  cardId: string
  pin: string
  amount: Money
  /** last day on which it can be used, YYYY-MM-DD; null where the FSP named none that can be read */
  dueDate: string | null
  /** the FSP's name for the issue; null where it gave none */
  transactionId: string | null
}

/**
 * Seen in an answer that is otherwise clear; a card with one of these is shown to a person, not sent.
 * `due_date_missing`: none, or no date · `due_date_past`: it could not be used any more
 */
export type CardOddity = 'due_date_missing' | 'due_date_past'

export type IssueOutcome =
  | { is: 'issued'; card: IssuedCard; oddities: readonly CardOddity[] }
  /** the FSP will not issue this voucher, however often it is asked */
  | { is: 'refused'; reason: Reason }
  /** no card exists; the same voucher may be issued once the reason is mended, under a RefPos of its own */
  | { is: 'notTaken'; reason: Reason }
  /** a card may exist: cancel by RefPos. `card`: what could be read of one, for asking its balance */
  | { is: 'unknown'; reason: Reason; card?: Partial<IssuedCard> }

/** What was heard, beside what it means. */
export interface Heard {
  httpStatus?: number
  /** raw body, at most 64 KiB; may hold card id and PIN: stored sealed or not at all */
  raw?: string
  /** the FSP's own result code, as written */
  code?: string
  /** how long to wait, if the FSP said so */
  retryAfterMs?: number
}

export type IssueAnswer = Heard & { outcome: IssueOutcome }

export interface CancelByRefPos extends Departure {
  /** the issue to take back */
  refPos: string
  /** what was ordered under it: what comes back when all of it is taken back */
  amount: Money
}

export interface CancelCard extends Departure {
  cardId: string
  transactionId: string
  amount: Money
}

export type CancelOutcome =
  /** the whole issue was taken back, and with it this amount; a FSP that tells amounts tells its own */
  | { is: 'cancelled'; returned: Money }
  /** the FSP says that it can not take it back, as it does once something was spent. `balance` tells what is left */
  | { is: 'alreadyUsed' }
  /** the FSP says that it can not, and not why: there is no such issue (yet), it is taken back already, or it can not come back */
  | { is: 'unable' }
  /** the FSP knows no such issue. Never “no”: one that is still under way is not found either */
  | { is: 'notFound' }
  /** nothing left us, or it was turned away at the door: cancel again */
  | { is: 'notTaken'; reason: Reason }
  | { is: 'unknown'; reason: Reason }

export type CancelAnswer = Heard & { outcome: CancelOutcome }

export interface CardToAsk {
  cardId: string
  pin: string
  currency: Currency
}

export type BalanceOutcome =
  /** what it holds now. `usable`: the FSP did not say that it is expired, blocked or inactive */
  | { is: 'balance'; amount: Money; usable: true; status: string | null }
  /** it can not be spent now; the amount only where the FSP told it all the same */
  | { is: 'balance'; amount: Money | null; usable: false; why: 'expired' | 'blocked' | 'inactive' }
  /** the FSP knows no such card. Never a balance of nothing */
  | { is: 'notFound' }
  | { is: 'wrongPin' }
  /** it could not be asked, or the answer was no balance: nothing was learnt */
  | { is: 'unknown'; reason: Reason }

export type BalanceAnswer = Heard & { outcome: BalanceOutcome }

/** Whether the account works, without moving anything. */
export type ConnectionFinding =
  | { is: 'ok' }
  /** the FSP answered and does not let us in, or we could not ask */
  | { is: 'refused' | 'unreachable' | 'unclear'; reason: Reason }

export interface VoucherConnector {
  describe(): VoucherCapabilities
  /** a new name for one issue, by chance: keep it unique for the account before it is used */
  newRefPos(): string
  issue(order: IssueOrder): Promise<IssueAnswer>
  /** also the way to settle a lost issue; asks nothing about the card */
  cancelByRefPos(cancel: CancelByRefPos): Promise<CancelAnswer>
  /** where the card is known; what it means is the same */
  cancelCard(cancel: CancelCard): Promise<CancelAnswer>
  balance(card: CardToAsk): Promise<BalanceAnswer>
  testConnection(): Promise<ConnectionFinding>
}
