/**
 * Every name by which a life is started, spoken to and found: workflow types, ids, inputs, updates, signals, queries,
 * task queues, search attributes. Types and definitions only; the lives themselves lie beside this file.
 * Payloads are small objects of strings and whole numbers and carry identifiers, never people (design section 5).
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { Done } from '../domain/done.js'
import type { By } from '../domain/people.js'

/** `house`: workflows and what they ask of our own rows. `fsp`: activities that talk to an FSP; nothing else waits behind them. */
export const taskQueues = { house: 'mkono', fsp: 'mkono-fsp' } as const

/** Workflow types, as the worker’s bundle exports them. */
export const lifeTypes = {
  distribution: 'distribution',
  payoutBatch: 'payoutBatch',
  beneficiary: 'beneficiary',
  caretaker: 'caretaker',
  accountCheck: 'accountCheck',
  beneficiaryImport: 'beneficiaryImport',
  statementReconcile: 'statementReconcile',
  issuedList: 'issuedList',
  duplicateSearch: 'duplicateSearch',
  voucher: 'voucher',
  programmeRound: 'programmeRound',
} as const

/**
 * Ids are made of our random UUIDs alone: they are not encoded, so nothing personal may be in them. They are a
 * convenience, never the only guard: Temporal forgets a closed id after the namespace’s retention (facts 0.1).
 */
export const lifeId = {
  distribution: (distributionId: string): string => `distribution/${distributionId}`,
  payoutBatch: (distributionId: string, batch: number): string => `distribution/${distributionId}/batch/${batch}`,
  beneficiary: (beneficiaryId: string): string => `beneficiary/${beneficiaryId}`,
  accountCheck: (programmeId: string): string => `accountCheck/${programmeId}`,
  beneficiaryImport: (importId: string): string => `import/${importId}`,
  statementReconcile: (statementId: string): string => `reconcile/${statementId}`,
  issuedList: (listId: string): string => `list/${listId}`,
  duplicateSearch: (programmeId: string): string => `duplicates/${programmeId}`,
  voucher: (voucherId: string): string => `voucher/${voucherId}`,
  /** the Schedule of a programme, and what its runs begin with; the server appends the nominal time */
  programme: (programmeId: string): string => `programme/${programmeId}`,
  /** a run of it, as the server names it: seconds, no fraction */
  programmeRound: (programmeId: string, nominalAt: string): string =>
    `programme/${programmeId}-${nominalAt.replace(/\.\d+Z$/, 'Z')}`,
  /** the Schedule; its runs get the nominal time appended by the server */
  caretaker: 'caretaker',
} as const

/** Versioned inputs: a later shape becomes `{ v: 2 … }` beside this one and both are understood. */
export type DistributionInput = { v: 1; distributionId: string } & TestOnly
export type PayoutBatchInput = { v: 1; distributionId: string; batch: number } & TestOnly
export type BeneficiaryInput = { v: 1; beneficiaryId: string } & TestOnly
export type AccountCheckInput = { v: 1; programmeId: string }
export type BeneficiaryImportInput = { v: 1; importId: string }
export type StatementReconcileInput = { v: 1; statementId: string }
export type IssuedListInput = { v: 1; listId: string }
export type DuplicateSearchInput = { v: 1; programmeId: string }
export type VoucherInput = { v: 1; voucherId: string } & TestOnly
/** `nominalAt` (ISO 8601) where no Schedule began it, or it is a later run */
export type ProgrammeRoundInput = { v: 1; programmeId: string; nominalAt?: string } & TestOnly
export type CaretakerInput = { v: 1 }

/** `historyLimit`: continue as new after so many events instead of where the server suggests it; set by tests only. */
interface TestOnly {
  historyLimit?: number
}

/** What became of something a person asked for. A refusal is a value with a sentence for that person. */
export type Acted = Done<object>
/** Something changed in the rows: look again. Carries nothing, so that nothing can be lost or doubled in it. */
export const look = defineSignal('look')

// ---- distribution

export type Approve = { by: By; listHash: string }
export type WithReason = { by: By; reason: string }
export type ByOnly = { by: By }
export type PayFirst = { by: By; count: number | null }
/** `short`: why it is started although too little is there */
export type Start = { by: By; short?: string }

export const approve = defineUpdate<Acted, [Approve]>('approve')
export const reject = defineUpdate<Acted, [WithReason]>('reject')
export const start = defineUpdate<Acted, [Start]>('start')
export const pause = defineUpdate<Acted, [WithReason]>('pause')
export const resume = defineUpdate<Acted, [ByOnly]>('resume')
export const cancel = defineUpdate<Acted, [WithReason]>('cancel')
export const payFirst = defineUpdate<Acted, [PayFirst]>('payFirst')

/** What a distribution says of itself: `says` is the sentence of its current details. Counts of payouts. */
export interface DistributionTold {
  state: string
  says: string
  payouts: number
  paid: number
  refused: number
  unknown: number
  pauseReason?: string
}
export const distributionTold = defineQuery<DistributionTold | null>('standing')

// ---- payoutBatch

export interface BatchTold {
  says: string
  total: number
  prepared: number
  heldBack: number
  sending: number
  inFlight: number
  unknown: number
  /** refused for a reason that time mends, and tried again by this batch */
  again: number
  open: number
  final: number
}
export const batchTold = defineQuery<BatchTold | null>('standing')

// ---- voucher

export interface VoucherTold {
  state: string
  says: string
}
export const voucherTold = defineQuery<VoucherTold | null>('standing')

// ---- beneficiary

export type Correct = { by: By; destinationId: string }
export type DecideCorrection = { by: By; destinationId: string; approve: boolean; reason?: string }
export type Retry = { by: By; payoutId: string }
export type GiveUp = { by: By; payoutId: string; reason: string }
/** the proposal (outcome, reason, evidence) is stored first; its id travels */
export type EndUnknown = { by: By; unknownEndId: string }
export type DecideEnd = { by: By; unknownEndId: string; confirm: boolean }

export const correct = defineUpdate<Acted, [Correct]>('correct')
export const decideCorrection = defineUpdate<Acted, [DecideCorrection]>('decideCorrection')
export const retry = defineUpdate<Acted, [Retry]>('retry')
export const giveUp = defineUpdate<Acted, [GiveUp]>('giveUp')
export const hold = defineUpdate<Acted, [WithReason]>('hold')
export const release = defineUpdate<Acted, [ByOnly]>('release')
export const endUnknown = defineUpdate<Acted, [EndUnknown]>('endUnknown')
export const decideEnd = defineUpdate<Acted, [DecideEnd]>('decideEnd')

/** One person’s matters, without name or number: `at` is ISO 8601. */
export interface PersonTold {
  says: string
  lines: readonly { at: string; says: string }[]
  waits: readonly { says: string; owner: string; until: string }[]
}
export const personTold = defineQuery<PersonTold | null>('story')

// ---- found by

/** At most ten Keyword attributes exist on SQL visibility (facts 0.11). None is encoded: no name, no phone number. */
export const searchKeys = {
  programmeId: defineSearchAttributeKey('ProgrammeId', SearchAttributeType.KEYWORD),
  distributionId: defineSearchAttributeKey('DistributionId', SearchAttributeType.KEYWORD),
  fspName: defineSearchAttributeKey('FspName', SearchAttributeType.KEYWORD),
  lifeState: defineSearchAttributeKey('LifeState', SearchAttributeType.KEYWORD),
  /** the programme’s number of a person, like `ISI-0042` */
  beneficiaryRef: defineSearchAttributeKey('BeneficiaryRef', SearchAttributeType.KEYWORD),
} as const
