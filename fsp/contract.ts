/**
 * What every FSP connector is (design section 7): a stateless translator between our attempts and one FSP’s wire. It
 * knows no database and no workflow, logs no bodies, follows no redirects and repeats nothing by itself. The default
 * outcome is `unknown`: only an explicit, tabled word counts as anything else.
 */
import type { AttemptKey } from '../domain/ids.js'
import type { Currency, Money } from '../domain/money.js'
import type { Reason } from '../domain/reason.js'
import type { VoucherConnector } from './voucherContract.js'

/** What can be said of one attempt. `refused` and `notTaken` only by codes tabled as proof. */
export type Outcome =
  | { is: 'accepted' }
  | { is: 'paid' }
  | { is: 'refused'; reason: Reason }
  | { is: 'notTaken'; reason: Reason }
  | { is: 'unknown'; reason: Reason }

/** What the FSP calls the transfer and says about it beside the outcome. Everything is optional: FSPs forget things. */
export interface TransactionFacts {
  /** the FSP’s own id of the transaction: unique within one FSP account */
  transactionId?: string
  /** the operator’s receipt, e.g. an M-PESA code */
  receipt?: string
  /** name under which the receiving account is registered (personal data: stored encrypted) */
  recipientName?: string
  fee?: Money
  amount?: Money
  /** E.164 */
  number?: string
  /** things seen that a person should look at without anything being blocked (e.g. a fee with too many digits) */
  oddities?: readonly string[]
}

/** What a connector needs to know of one attempt to send it or to ask for it. `number` is E.164. */
export interface AttemptToSend {
  key: AttemptKey
  payoutId: string
  number: string
  amount: Money
}

/** One request to the FSP: its own key, its attempts in order, and the moment after which no byte may leave. */
export interface Call {
  key: string
  attempts: readonly AttemptToSend[]
  /** epoch milliseconds; checked immediately before the first byte leaves */
  sendByMs: number
  /**
   * where the account has a limit of requests a second: asked on the open connection, before the first byte. True: now;
   * false: not before `sendByMs`, and nothing is sent
   */
  mayLeave?: () => Promise<boolean>
}

export interface EntryAnswer extends TransactionFacts {
  attemptKey: AttemptKey
  outcome: Outcome
}

/** What became of a call. `entries` speaks of every attempt of the call exactly once; one the FSP left out is `unknown`. */
export interface CallAnswer {
  httpStatus?: number
  /** raw body, at most 64 KiB, to be stored encrypted as evidence */
  raw?: string
  entries: readonly EntryAnswer[]
  /** when the whole call was not taken or throttled: how long to wait, if the FSP said so */
  retryAfterMs?: number
}

/** A question about attempts that are silent. */
export interface AttemptToAsk extends AttemptToSend {
  /** every transaction id known for it; empty when its answer was lost */
  transactionIds: readonly string[]
  /** when its call left, epoch milliseconds; lists are read from before the oldest */
  leftAtMs: number
}

/** What the FSP says when asked. `notFound` is never “no” (design section 6). */
export interface QueryFinding extends TransactionFacts {
  attemptKey: AttemptKey
  outcome: Outcome | { is: 'notFound' }
  /** `find`: by its transaction id; `list`: found by our key in a list by product and time */
  by: 'find' | 'list'
}

/** Something that arrived and says something about money, translated. The attempt is named by our key, if at all. */
export type ParsedNotice =
  | ({ kind: 'outcome'; direction: 'out'; attemptKey?: string; outcome: Outcome } & TransactionFacts)
  | { kind: 'incoming'; direction: 'in'; transactionId: string; amount?: Money }
  | { kind: 'accountCheck'; direction: 'none'; checkId: string; finding: AccountFinding }
  | { kind: 'malformed'; why: string }

/** The FSP asks back before it pays. */
export type ParsedValidation =
  | { kind: 'ask'; attemptKey?: string; transactionId: string; number: string; amount: Money }
  | { kind: 'malformed'; why: string }

/** Can this number receive money by this FSP? `unclear` is shown to a person; it never excludes anybody by itself. */
export interface AccountFinding {
  number: string
  is: 'ok' | 'cannotReceive' | 'unclear' | 'pending'
  reason?: Reason
  carrier?: string
  checkId?: string
}

export interface Capabilities {
  name: string
  currencies: readonly Currency[]
  /** the smallest step it can pay, in minor units by currency (M-PESA: whole shillings, so 100 for KES) */
  payableStepMinor: (currency: Currency) => bigint
  minAmount?: Money
  maxAmount?: Money
  recipientsPerCall: number
  /** calls under way at once that it bears */
  callsAtOnce: number
  /** payment requests that may leave within any second, by all processes together; null: no limit of ours */
  requestsPerSecond: number | null
  /** fields of a person that it gets, nothing else ever */
  fieldsNeeded: readonly ('number' | 'name' | 'nationalId')[]
  /** how long the FSP promises to honour a repeated key once; null: no promise */
  keyWindowMs: number | null
  /** after this long without a word a transfer that was taken has been processed */
  longestProcessingMs: number
  /** asks back before paying, so that an account may be marked fail-closed */
  validates: boolean
}

export interface Connector {
  describe(): Capabilities
  /** the highest fee that a transfer of this amount can cost: reserved at approval */
  highestFee(amount: Money): Money
  send(call: Call): Promise<CallAnswer>
  /**
   * Asks for many at once: one scan of lists for those without a transaction id, `find` for the others. One finding for
   * each transaction, so an attempt may have several; one about which nothing could be learnt has none.
   */
  query(attempts: readonly AttemptToAsk[]): Promise<readonly QueryFinding[]>
  /** pure */
  parseNotice(raw: string, contentType: string): ParsedNotice
  /** pure */
  parseValidation(raw: string): ParsedValidation
  /** what to answer to a validation */
  validationReply(valid: boolean): { status: number; body: unknown }
  /** of an FSP that gives vouchers: each has a life of its own, and `send` is never called (vouchersAsConnector.ts) */
  vouchers?: VoucherConnector
  balance?(): Promise<Money>
  checkAccounts?(numbers: readonly string[]): Promise<readonly AccountFinding[]>
}

/** An FSP account as a connector sees it. Credentials come decrypted and are never logged. */
export interface ConnectorAccount {
  fspName: string
  currency: Currency
  country: string
  credentials: Readonly<Record<string, string>>
  settings: Readonly<Record<string, string>>
}

/** Errors a connector throws only from `query`, `balance` and `checkAccounts`: the question could not be asked or understood. */
export class FspUnreachable extends Error {
  override readonly name = 'FspUnreachable'
  constructor(
    readonly reason: Reason,
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message)
  }
}
