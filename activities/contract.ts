/**
 * What workflows may ask of the world, as types: the lives import these and nothing else of this room. Payloads are
 * small: ids, counts, sentences; amounts as strings of minor units or written out for people.
 */
import type {
  Acted,
  Approve,
  ByOnly,
  Correct,
  DecideCorrection,
  DecideEnd,
  EndUnknown,
  GiveUp,
  PayFirst,
  PersonTold,
  Retry,
  Start,
  WithReason,
} from '../workflows/contracts.js'
import type { ImportActivities } from './imports.js'
import type { ListActivities } from './lists.js'
import type { LikenessActivities } from './likeness.js'
import type { PeopleActivities } from './people.js'
import type { StatementActivities } from './statements.js'
import type { VoucherActivities } from './vouchers.js'
import type { DistributionState } from '../domain/payout.js'

// ---- distribution

export interface DistributionFound {
  state: DistributionState
  programmeId: string
  fspName: string
  /** who made it: may not approve it */
  createdBy: string
  /** who approved it: may not start it */
  approvedBy?: string
  /** while more than one approves it: how many have */
  approvals?: { given: number; needed: number; role: string | null }
  /** hex; absent until the list is frozen */
  listHash?: string
  payouts: number
  paid: number
  refused: number
  unknown: number
  /** everything approved or to be approved, for people: `KES 1,845,000.00` */
  totalText: string
  paidText: string
  pauseReason?: string
  /** the pause is for money: it ends by itself when there is enough */
  pausedForFunds: boolean
  /** the FSP account itself is paused, and why */
  accountPaused?: string
  /** batches in which something is left to send, in order; the first of them */
  batchesToSend: number[]
  /** batches in which nothing is left to send but outcomes are awaited */
  batchesAwaiting: number[]
  /** batches that only wait until they try refused payouts again: they take no place in the window */
  batchesWaiting: number
  payFirst?: number
  /** somebody cancelled it: only what had left is followed to its end */
  cancelled?: boolean
}

/** What is looked at often while a long list is paid: nobody is counted for it. */
export type DistributionGlance = Pick<
  DistributionFound,
  'state' | 'batchesToSend' | 'batchesAwaiting' | 'batchesWaiting' | 'accountPaused' | 'payFirst' | 'cancelled'
>

export type DistributionAct =
  | ({ act: 'approve' } & Approve)
  | ({ act: 'reject' } & WithReason)
  | ({ act: 'start' } & Start)
  | ({ act: 'pause' } & WithReason)
  | ({ act: 'resume' } & ByOnly)
  | ({ act: 'cancel' } & WithReason)
  | ({ act: 'payFirst' } & PayFirst)

/** `notTold`: this FSP has no way to ask, or did not answer now. `says` is a sentence for people when it is short. */
export type FundsWeighed = { is: 'enough' } | { is: 'short'; says: string } | { is: 'notTold' }

export interface DistributionActivities {
  /** null: there is no such distribution */
  lookAtDistribution(of: { distributionId: string }): Promise<DistributionFound | null>
  /** The same without its counts, and of the batches to send only those from `from` on. */
  glanceAtDistribution(of: { distributionId: string; from: number }): Promise<DistributionGlance | null>
  freezeDistribution(of: { distributionId: string }): Promise<Acted>
  actOnDistribution(of: { distributionId: string; act: DistributionAct }): Promise<Acted>
  /** starts the workflows of these batches, or wakes them where they run */
  openBatches(of: { distributionId: string; batches: number[] }): Promise<void>
  closeDistribution(of: { distributionId: string }): Promise<{ closed: boolean; unknown: number }>
  /** puts it on the work list: somebody has to approve or start it */
  remindOfDistribution(of: { distributionId: string; waitsFor: 'approval' | 'start' }): Promise<void>
}

export interface BalanceActivities {
  /** Compares what the FSP account holds with what is still to be sent; pauses for what is missing, resumes when it is there. */
  weighFunds(of: { distributionId: string }): Promise<FundsWeighed>
  /**
   * Asks FSPs what accounts hold through which something is to be sent, and once more what became of trial payments that
   * have ended, and what is left on vouchers. Returns how many answered.
   */
  askAccounts(): Promise<{ balances: number; trials: number; vouchers: number }>
}

// ---- payouts

export interface BatchFound {
  total: number
  /** may leave: approved and not yet opened, prepared, or refused and tried again now */
  prepared: number
  /** not sent because a person holds it back */
  heldBack: number
  sending: number
  inFlight: number
  unknown: number
  /** refused for a reason that time mends: this batch tries them again later */
  again: number
  /** when the first of them is tried again, ISO 8601; absent when there is none */
  againAt?: string
  /** individual matters that the person’s own life follows */
  open: number
  final: number
  /** nothing left that this batch has to follow */
  done: boolean
  /** when the next silent attempt is to be asked for, ISO 8601 */
  nextCheckAt?: string
  /** something is to be asked for now */
  due: boolean
}

/**
 * What a round of sending came to. `halted`: nothing may leave now. `waitMs`: the FSP asked to slow down. Neither, and
 * something is still prepared: it is held back by a person (hold, pay-first) or by another worker.
 */
export interface Submitted {
  sent: number
  halted?: 'paused' | 'account_paused' | 'not_paying' | 'not_as_approved' | 'stopping'
  waitMs?: number
}

export interface Asked {
  asked: number
  /** how many of them have an outcome now */
  moved: number
  /** the FSP could not be asked; try again after this */
  waitMs?: number
}

export interface PayoutActivities {
  lookAtBatch(of: { distributionId: string; batch: number }): Promise<BatchFound>
  /** Heartbeats. Sends first attempts, and what was opened later or is tried again now, until nothing may leave; the rows are its checkpoint. */
  submitBatch(of: { distributionId: string; batch: number }): Promise<Submitted>
  submitOne(of: { payoutId: string }): Promise<Submitted>
  /** Heartbeats. Asks the FSP about what is silent and due; settles what a fail-closed account never took. */
  askBatch(of: { distributionId: string; batch: number }): Promise<Asked>
  askPayout(of: { payoutId: string }): Promise<Asked>
}

// ---- persons

/** Something a person’s life has to do now. */
export type Matter =
  /** a proposed number waits for the FSP’s word whether it can receive */
  | { kind: 'checkNumber'; destinationId: string }
  /** silence is due to be chased, or a refusal to be confirmed before anything follows it */
  | { kind: 'ask'; payoutId: string }
  /** a corrected destination was approved, or time has passed and the reason is one that time mends */
  | { kind: 'tryAgain'; payoutId: string; approvalId?: string }
  | { kind: 'send'; payoutId: string }
  /** the deadline for a correction has passed: the money goes back */
  | { kind: 'close'; payoutId: string }

export interface PersonFound extends PersonTold {
  programmeId: string
  /** the programme’s number of the person, like `ISI-0042` */
  ref: string
  matters: Matter[]
  /** nothing individual is outstanding */
  settled: boolean
  /** when rows want the next look, ISO 8601; absent: only when something happens */
  nextCheckAt?: string
}

export type PersonAct =
  | ({ act: 'correct' } & Correct)
  | ({ act: 'decideCorrection' } & DecideCorrection)
  | ({ act: 'retry' } & Retry)
  | ({ act: 'giveUp' } & GiveUp)
  | ({ act: 'hold' } & WithReason)
  | ({ act: 'release' } & ByOnly)
  | ({ act: 'endUnknown' } & EndUnknown)
  | ({ act: 'decideEnd' } & DecideEnd)

export interface PersonActivities {
  /** null: there is no such person */
  lookAtPerson(of: { beneficiaryId: string }): Promise<PersonFound | null>
  actOnPerson(of: { beneficiaryId: string; act: PersonAct }): Promise<Acted>
  /** asks the FSP whether the number of a proposed destination can receive; its answer wakes the life */
  checkNumber(of: { destinationId: string }): Promise<void>
  openAttempt(of: { payoutId: string; approvalId?: string }): Promise<Acted>
  closeAtDeadline(of: { payoutId: string }): Promise<Acted>
}

// ---- caretaker

/** What one sweep found overdue and saw to. */
export interface Swept {
  distributions: number
  batches: number
  people: number
  imports: number
  statements: number
  lists: number
  accountChecks: number
  /** programmes whose people wait to be compared */
  comparisons: number
  notices: number
  escalated: number
  /** attempts that a fail-closed account never took */
  untaken: number
  /** distributions’ payouts that came back from the FSP unpaid after they were cancelled or their approval was dropped */
  released: number
  /** FSP accounts whose callbacks stay away, or come again */
  callbacks: number
  /** people for whom a message has waited too long to be read out */
  unprinted: number
  /** programmes of which carriers have not told the end of messages, or have told it now */
  wordless: number
  reminded: number
  /** lives whose history could not be followed */
  stuck: number
  vouchers: number
  /** sessions, steps, tries and codes that were over */
  tidied: number
  /** rounds of programmes that run by themselves, and their Schedules */
  rounds: number
  /** people who had their last round */
  completed: number
}

export interface CaretakerActivities {
  sweep(): Promise<Swept>
}

export interface NoticeActivities {
  /** Applies what arrived and is due, in bulk. Returns how many were applied and whether more may wait. */
  applyStoredNotices(): Promise<{ applied: number; more: boolean }>
}

export type Activities = DistributionActivities &
  ImportActivities &
  StatementActivities &
  VoucherActivities &
  ListActivities &
  LikenessActivities &
  PeopleActivities &
  BalanceActivities &
  PayoutActivities &
  PersonActivities &
  CaretakerActivities &
  NoticeActivities
