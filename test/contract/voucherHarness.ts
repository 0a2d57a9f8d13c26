/** What the contract suite of vouchers needs to know of an FSP's sandbox. One harness a connector; the suite knows no provider. */
import type { Money } from '../../domain/money.js'
import type { IssuedCard, IssueOrder, VoucherConnector } from '../../fsp/voucherContract.js'

/** What can go wrong, in the suite's words; the harness makes it happen until `mend`. */
export type VoucherTrouble =
  | 'answer lost before it was done'
  | 'answer lost after it was done'
  | 'slow answer'
  | 'cut answer'
  | 'server error'
  | 'server error after it was done'
  | 'page of something between'
  | 'page of something between after it was done'
  | 'page of a gateway'
  | 'page of a gateway after it was done'
  | 'the protocol’s own fault'
  | 'the protocol’s own fault after it was done'
  | 'redirect'
  | 'a word in no list'
  | 'a word in no list after it was done'
  | 'throttled'
  | 'credentials expired'

export type VoucherAct = 'issue' | 'cancel' | 'balance'

export interface VoucherConnectorOptions {
  wrongCredentials?: boolean
  /** at an address where nobody listens */
  unreachable?: boolean
  answerTimeoutMs?: number
  beforeFirstByte?: () => void
  clock?: () => number
}

/** What really stands, by the sandbox's own book. */
export interface VoucherLine {
  reference: string
  issuedMinor: bigint
  balanceMinor: bigint
  isTakenBack: boolean
}

export interface VoucherHarness {
  readonly name: string
  start(): Promise<void>
  /** Ends it; no process, port or file stays. */
  stop(): Promise<void>
  connector(options?: VoucherConnectorOptions): VoucherConnector
  trouble(kind: VoucherTrouble, where: VoucherAct): Promise<void>
  /** Takes all trouble back. */
  mend(): Promise<void>
  /** an order that the FSP takes, under a RefPos of its own */
  order(change?: Partial<IssueOrder>): IssueOrder
  amount(minor: bigint): Money
  /** PINs begin with zeros from now on, or as chance has it */
  leadingZeros(on: boolean): Promise<void>
  spend(card: IssuedCard, minor: bigint): Promise<unknown>
  /** as the FSP's desk, or time, does it */
  make(card: IssuedCard, what: 'blocked' | 'inactive' | 'expired'): Promise<unknown>
  /** the next card is due before today */
  nextIsPast(): Promise<unknown>
  /** whatever was issued under this RefPos */
  book(refPos: string): Promise<readonly VoucherLine[]>
}
