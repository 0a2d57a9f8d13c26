/**
 * What takes two people. One proposes, another one decides, and the house does it in the transaction of the decision. Every
 * such matter is judged here, whatever it is about; lists of payouts, which may take more than two, have their own steps
 * (domain/approval.ts).
 */
import { byWhom, refused, type Refused } from './done.js'
import type { Permission } from './permissions.js'

/** Corrected numbers are versions of destinations, stand there, and are judged here; all others are rows of `proposal`. */
export type MatterKind =
  | 'unknown_end'
  | 'fsp_account'
  | 'staff_roles'
  | 'own_role'
  | 'two_people'
  | 'export'
  | 'trial_payment'
  | 'standing_approval'
  | 'voucher_replacement'

export type ProposalState = 'proposed' | 'approved' | 'rejected' | 'withdrawn' | 'over'

export const matterNames = [
  'end of an unknown',
  'change of an FSP account',
  'change of roles',
  'change of a role',
  'change of what takes two people',
  'export',
  'trial payment',
  'standing approval',
  'replacement of a lost voucher',
] as const
export type MatterName = (typeof matterNames)[number]

interface Rule {
  /** as people and the record call it */
  readonly words: MatterName
  /** by any of these */
  readonly proposes: readonly Permission[]
  readonly decides: Permission
  /** after so many days it is proposed anew, by somebody who has looked again; null: it stands until decided */
  readonly goodForDays: number | null
}

export const matters: Readonly<Record<MatterKind, Rule>> = {
  unknown_end: {
    words: 'end of an unknown',
    proposes: ['payouts.proposeEnd'],
    decides: 'payouts.decideEnd',
    goodForDays: null,
  },
  fsp_account: {
    words: 'change of an FSP account',
    proposes: ['fspAccounts.change', 'fspAccounts.create'],
    decides: 'fspAccounts.decide',
    goodForDays: 14,
  },
  staff_roles: {
    words: 'change of roles',
    proposes: ['staff.manage'],
    decides: 'staff.manage',
    goodForDays: 14,
  },
  own_role: {
    words: 'change of a role',
    proposes: ['roles.manage'],
    decides: 'roles.manage',
    goodForDays: 14,
  },
  two_people: {
    words: 'change of what takes two people',
    proposes: ['programmes.approvalSteps'],
    decides: 'programmes.approvalSteps',
    goodForDays: 14,
  },
  export: {
    words: 'export',
    proposes: ['people.export', 'imports.refusedRows'],
    decides: 'people.decideExport',
    goodForDays: 14,
  },
  trial_payment: {
    words: 'trial payment',
    proposes: ['trials.propose'],
    decides: 'trials.decide',
    goodForDays: 7,
  },
  standing_approval: {
    words: 'standing approval',
    proposes: ['distributions.make'],
    decides: 'distributions.approve',
    goodForDays: 14,
  },
  voucher_replacement: {
    words: 'replacement of a lost voucher',
    proposes: ['vouchers.replace'],
    decides: 'vouchers.decideReplacement',
    goodForDays: 14,
  },
}

export interface Pending {
  readonly proposedBy: string
  readonly state: string
  readonly goodUntil: Date | null
  /** who decided it, and when; where that is known the second one is told */
  readonly decidedBy?: string | null
  readonly decidedAt?: Date | null
}

export interface Deciding {
  readonly person: string
  readonly approve: boolean
  readonly now: Date
}

/**
 * - `decide`: this person may decide it so
 * - `withdraw`: they proposed it themselves and take it back
 * - `already`: it was decided so before; asked again it is a quiet yes
 */
export type Verdict = { readonly is: 'decide' | 'withdraw' | 'already' } | Refused

export function judge(
  { proposedBy, state, goodUntil, decidedBy, decidedAt }: Pending,
  { person, approve, now }: Deciding,
): Verdict {
  if (state === (approve ? 'approved' : 'rejected')) return { is: 'already' }
  if (state !== 'proposed') return refused('state', `It is ${state} already${byWhom(decidedBy, decidedAt)}.`)
  if (proposedBy === person)
    return approve
      ? refused('four_eyes', 'Whoever proposed it can not decide it: ask somebody else.')
      : { is: 'withdraw' }
  if (approve && goodUntil !== null && goodUntil <= now)
    return refused('state', 'It was proposed too long ago: look again and propose it anew.')
  return { is: 'decide' }
}
