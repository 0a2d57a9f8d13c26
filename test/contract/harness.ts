/** What the contract suite needs to know of an FSP's sandbox. One harness a connector; the suite knows no provider. */
import type { Connector } from '../../fsp/contract.js'

/** What can go wrong, in the suite's words; the harness makes it happen in its sandbox until `mend`. */
export type Trouble =
  | 'answer lost before it was taken'
  | 'answer lost after it was taken'
  | 'slow answer'
  | 'throttled'
  | 'credentials expired'
  | 'server error'
  | 'server error after it was taken'
  | 'error page'
  | 'redirect'
  | 'cut answer'
  | 'entries reordered'
  | 'entries missing'
  | 'notice before the answer'
  | 'notice twice'
  | 'notice late'
  | 'notice forged: amount'
  | 'notice forged: number'
  | 'notice forged: transaction'
  | 'notice of success, then of failure'
  | 'notice of failure, then of success'
  | 'recipient not registered'
  | 'recipient at limit'
  | 'no money'
  | 'not found at first'
  | 'not listed at first'

/** `usual`: honours keys, tells by notices · `paysRepeats`: ignores keys · `asksBack`: pays only what was validated. */
export type AccountKind = 'usual' | 'paysRepeats' | 'asksBack'

export interface ConnectorOptions {
  account?: AccountKind
  wrongCredentials?: boolean
  /** at an address where nobody listens */
  unreachable?: boolean
  answerTimeoutMs?: number
  beforeFirstByte?: () => void
  clock?: () => number
}

/** What the sandbox really did, by its own book. */
export interface BookLine {
  attemptKey: string
  number: string
  amountMinor: bigint
  transactionId: string
}

/** Something that the sandbox sent, as it came. */
export interface Arrival {
  raw: string
  contentType: string
}

export interface Harness {
  name: string
  /** Starts the sandbox and whatever receives from it. */
  start(): Promise<void>
  /** Ends both; no process, port or file stays. */
  stop(): Promise<void>
  connector(options?: ConnectorOptions): Connector
  trouble(kind: Trouble): Promise<void>
  /** Takes all trouble back. */
  mend(): Promise<void>
  book(): Promise<readonly BookLine[]>
  /** Resolves with the first `count` arrivals that name `attemptKey`, in order of arrival, as soon as they are there. */
  notices(attemptKey: string, count: number): Promise<readonly Arrival[]>
  /** How the account that asks back is answered, from now on. The raw question is what came in. */
  answerValidations(answer: (raw: string) => { status: number; body: unknown }): void
  redirectsFollowed(): Promise<number>
  /** Numbers of which the sandbox knows that they can, or can not, receive; where the connector checks accounts. */
  numbers: { receives: string; otherOperator: string; landline: string }
}
