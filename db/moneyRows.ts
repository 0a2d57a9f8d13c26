import type { AttemptState } from '../domain/attempt.js'
import type {
  AttemptId,
  AttemptKey,
  BeneficiaryId,
  CallId,
  DistributionId,
  FspAccountId,
  PayoutId,
  ProgrammeId,
} from '../domain/ids.js'
import type { MoneyStands, PayoutState } from '../domain/payout.js'
import type { Reason } from '../domain/reason.js'

export interface AttemptChanges {
  state?: AttemptState
  reason?: Reason | null
  callId?: CallId | null
  feeMinor?: bigint
  receipt?: { sealed: Buffer; lookup: Buffer }
  recipientName?: Buffer
  refusalConfirmed?: boolean
  /** from now, in milliseconds; null: never by itself */
  nextCheckInMs?: number | null
  notBeforeInMs?: number
}

/** One locked attempt, as it is becoming: `set` is written by `writeBooks`. */
export class AttemptRow {
  readonly changes: AttemptChanges = {}
  state: AttemptState
  feeMinor: bigint | null
  callId: CallId | null
  refusalConfirmed: boolean
  hasReceipt: boolean
  hasRecipientName: boolean

  constructor(readonly was: LoadedAttempt) {
    this.state = was.state
    this.feeMinor = was.feeMinor
    this.callId = was.callId
    this.refusalConfirmed = was.refusalConfirmed
    this.hasReceipt = was.hasReceipt
    this.hasRecipientName = was.hasRecipientName
  }
  get id(): AttemptId {
    return this.was.id
  }
  get payoutId(): PayoutId {
    return this.was.payoutId
  }
  get ordinal(): number {
    return this.was.ordinal
  }
  get amountMinor(): bigint {
    return this.was.amountMinor
  }
  get currency(): string {
    return this.was.currency
  }
  get fspAccountId(): FspAccountId {
    return this.was.fspAccountId
  }
  get numberLookup(): Buffer {
    return this.was.numberLookup
  }

  set(changes: AttemptChanges): void {
    Object.assign(this.changes, changes)
    if (changes.state !== undefined) this.state = changes.state
    if (changes.feeMinor !== undefined) this.feeMinor = changes.feeMinor
    if (changes.callId !== undefined) this.callId = changes.callId
    if (changes.refusalConfirmed !== undefined) this.refusalConfirmed = changes.refusalConfirmed
    if (changes.receipt) this.hasReceipt = true
    if (changes.recipientName) this.hasRecipientName = true
  }
}

export interface PayoutChanges {
  state?: PayoutState
  reason?: Reason | null
  money?: MoneyStands
  released?: boolean
  nextCheckInMs?: number | null
}

/** One locked payout, as it is becoming. */
export class PayoutRow {
  readonly changes: PayoutChanges = {}
  state: PayoutState
  money: MoneyStands

  constructor(readonly was: LoadedPayout) {
    this.state = was.state
    this.money = was.money
  }
  get id(): PayoutId {
    return this.was.id
  }
  get reason(): Reason | null {
    return this.changes.reason === undefined ? this.was.reason : this.changes.reason
  }

  set(changes: PayoutChanges): void {
    Object.assign(this.changes, changes)
    if (changes.state !== undefined) this.state = changes.state
    if (changes.money !== undefined) this.money = changes.money
  }
  /** Whether writing it would change anything: most of what is heard of a payout under way says what is known. */
  get differs(): boolean {
    const { was, changes } = this
    return (
      this.state !== was.state ||
      this.money !== was.money ||
      (changes.reason !== undefined && changes.reason !== was.reason) ||
      (changes.released !== undefined && changes.released !== was.released) ||
      changes.nextCheckInMs !== undefined
    )
  }
}

export interface LoadedAttempt {
  id: AttemptId
  key: AttemptKey
  payoutId: PayoutId
  ordinal: number
  state: AttemptState
  amountMinor: bigint
  currency: string
  fspAccountId: FspAccountId
  numberLookup: Buffer
  callId: CallId | null
  feeMinor: bigint | null
  refusalConfirmed: boolean
  hasReceipt: boolean
  hasRecipientName: boolean
  batch: number | null
  /** whoever asks about it has begun (`dueToAsk`), and nothing was heard since that calls for a new question */
  isBeingAsked: boolean
}

export interface LoadedPayout {
  id: PayoutId
  programmeId: ProgrammeId
  distributionId: DistributionId
  beneficiaryId: BeneficiaryId
  round: number
  purpose: string
  state: PayoutState
  reason: Reason | null
  money: MoneyStands
  amountMinor: bigint
  feeReserveMinor: bigint
  released: boolean
}
