/** A payout: one beneficiary's transfer in one distribution, and where its money stands. */
export const payoutStates = [
  /** on the list, not yet approved */
  'listed',
  /** approved and its money reserved; no attempt has been opened, or all were withdrawn */
  'ready',
  /** an attempt is prepared, sending or accepted */
  'in_progress',
  /** the outcome of an attempt is unknown: only evidence or two people end it */
  'unknown',
  /** the FSP refused; waits for a correction or a retry until its deadline */
  'refused',
  'paid',
  /** paid more than once; a case is open */
  'overpaid',
  /** was paid and reversed: to be decided */
  'to_decide',
  /** taken off before anything was sent */
  'cancelled',
  /** not corrected by its deadline, or given up: the money went back */
  'closed',
] as const
export type PayoutState = (typeof payoutStates)[number]

/** Nothing more happens to these by themselves. */
export const finalPayoutStates = ['paid', 'overpaid', 'cancelled', 'closed'] as const satisfies readonly PayoutState[]

/** Which ledger account holds what is set aside for the payout. */
export const moneyStands = ['none', 'reserved', 'in_transit', 'disbursed', 'returned'] as const
export type MoneyStands = (typeof moneyStands)[number]

export const distributionStates = [
  'freezing',
  'awaiting_approval',
  'approved',
  'paying',
  'paused',
  'closed',
  'rejected',
  'cancelled',
] as const
export type DistributionState = (typeof distributionStates)[number]

export const beneficiaryStates = ['registered', 'validated', 'included', 'declined', 'paused', 'completed'] as const
export type BeneficiaryState = (typeof beneficiaryStates)[number]

export const ledgerAccounts = [
  'funding',
  'available',
  'reserved',
  'in_transit',
  'disbursed',
  'fees',
  'returned',
  'overpaid',
] as const
export type LedgerAccount = (typeof ledgerAccounts)[number]
