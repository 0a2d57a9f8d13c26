/** The kinds of work that wait for a person, what each of them waits for, and what its deadline does. */
import type { Permission } from './permissions.js'

export const caseKinds = [
  'correction',
  'unknown',
  'contradiction',
  'unmatched_notice',
  'overpaid',
  'fee',
  'float_short',
  'account_check',
  'decision',
  'approval_dropped',
  'statement',
  'possible_duplicate',
  'callbacks_silent',
  'message_failed',
  'carrier_paused',
  'voucher',
] as const
export type CaseKind = (typeof caseKinds)[number]

/** What a deadline that passes does to a case. */
export type AtDeadline = 'close_payout' | 'escalate'

export const deadlineWords: Readonly<Record<AtDeadline, string>> = {
  close_payout: 'The payout is closed unpaid and its money goes back to the budget.',
  escalate: 'It is raised once more, with a week for it. It never ends by itself.',
}

/** What a case is about, by what the path of an act names it. */
export interface CaseThings {
  readonly caseId: string
  readonly programmeId: string | null
  readonly beneficiaryId: string | null
  readonly payoutId: string | null
  readonly distributionId: string | null
  readonly fspAccountId: string | null
  readonly carrierAccountId: string | null
  readonly pairId: string | null
  /** the corrected number of its person that waits for a decision */
  readonly correction: Waiting | null
  /** the proposed end of its unknown that waits for a second person */
  readonly end: Waiting | null
}
export interface Waiting {
  readonly id: string
  readonly proposedBy: string
  readonly proposedAt: Date
}

type Thing =
  'case' | 'programme' | 'person' | 'payout' | 'pair' | 'distribution' | 'fspAccount' | 'carrier' | 'correction' | 'end'

export interface CaseAct {
  /** the route, as the API declares it */
  readonly path: `/${string}`
  /** what `{id}` in it is the id of */
  readonly of: Thing
  readonly permission: Permission
  readonly does: string
}

const proposeNumber = {
  path: '/beneficiaries/{id}/corrections',
  of: 'person',
  permission: 'corrections.propose',
  does: 'Propose a corrected number; somebody else approves it',
} as const
const approveNumber = {
  path: '/corrections/{id}/approve',
  of: 'correction',
  permission: 'corrections.decide',
  does: 'Approve the number that was proposed',
} as const
const rejectNumber = {
  path: '/corrections/{id}/reject',
  of: 'correction',
  permission: 'corrections.decide',
  does: 'Reject the number that was proposed',
} as const
const checkNumbers = {
  path: '/programmes/{id}/account-checks',
  of: 'programme',
  permission: 'accountChecks.start',
  does: 'Have the number checked once more',
} as const
const retry = {
  path: '/payouts/{id}/retry',
  of: 'payout',
  permission: 'payouts.retry',
  does: 'Try the payout again, unchanged',
} as const
const giveUp = {
  path: '/payouts/{id}/give-up',
  of: 'payout',
  permission: 'payouts.giveUp',
  does: 'Give the payout up; its money goes back to the budget',
} as const
const proposeEnd = {
  path: '/payouts/{id}/ends',
  of: 'payout',
  permission: 'payouts.proposeEnd',
  does: 'Propose how the unknown ended, with evidence; a second person decides',
} as const
const decideEnd = {
  path: '/unknown-ends/{id}/decide',
  of: 'end',
  permission: 'payouts.decideEnd',
  does: 'Confirm or reject the end that was proposed',
} as const
const look = {
  path: '/cases/{id}/close',
  of: 'case',
  permission: 'cases.close',
  does: 'Close it after looking, saying what it was',
} as const
const decidePair = {
  path: '/duplicates/{id}/decide',
  of: 'pair',
  permission: 'duplicates.decide',
  does: 'Decide whether the two are one household',
} as const
const resumeDistribution = {
  path: '/distributions/{id}/resume',
  of: 'distribution',
  permission: 'distributions.resume',
  does: 'Go on paying once the account is topped up',
} as const
const approveList = {
  path: '/distributions/{id}/approve',
  of: 'distribution',
  permission: 'distributions.approve',
  does: 'Approve the list that waits',
} as const
const rejectList = {
  path: '/distributions/{id}/reject',
  of: 'distribution',
  permission: 'distributions.approve',
  does: 'Reject the list that waits',
} as const
const startList = {
  path: '/distributions/{id}/start',
  of: 'distribution',
  permission: 'distributions.start',
  does: 'Start paying the approved list',
} as const
const resumeAccount = {
  path: '/fsp-accounts/{id}/resume',
  of: 'fspAccount',
  permission: 'fspAccounts.resume',
  does: 'Let the FSP account pay again once it is mended',
} as const

const testCallbacks = {
  path: '/fsp-accounts/{id}/callback-test',
  of: 'fspAccount',
  permission: 'fspAccounts.callbackUrls',
  does: 'Test whether the callback address is reached and ours; the case ends when callbacks come again',
} as const

const sayTold = {
  path: '/cases/{id}/told',
  of: 'case',
  permission: 'messages.answer',
  does: 'Say how the person was told otherwise, or why not',
} as const
const sendVouchers = {
  path: '/payouts/{id}/vouchers/send',
  of: 'payout',
  permission: 'vouchers.send',
  does: 'Send the vouchers to their person again',
} as const
const handVouchersOver = {
  path: '/payouts/{id}/vouchers/handed-over',
  of: 'payout',
  permission: 'vouchers.send',
  does: 'Say that the vouchers were handed over on paper',
} as const
const cancelVouchers = {
  path: '/payouts/{id}/vouchers/cancel',
  of: 'payout',
  permission: 'vouchers.cancel',
  does: 'Cancel the vouchers at the FSP; the money goes back to the budget',
} as const
const replaceVouchers = {
  path: '/payouts/{id}/vouchers/replace',
  of: 'payout',
  permission: 'vouchers.replace',
  does: 'Propose that lost vouchers be replaced; somebody else decides it',
} as const
const resumeCarrier = {
  path: '/carrier-accounts/{id}/resume',
  of: 'carrier',
  permission: 'carriers.manage',
  does: 'Let the carrier account send again once it is mended',
} as const

/** What ends a case of each kind, and nothing else does. */
export const caseActs: Readonly<Record<CaseKind, readonly CaseAct[]>> = {
  correction: [proposeNumber, approveNumber, rejectNumber, retry, giveUp],
  unknown: [proposeEnd, decideEnd],
  contradiction: [look],
  unmatched_notice: [look],
  overpaid: [look],
  fee: [look],
  float_short: [resumeDistribution],
  account_check: [checkNumbers, proposeNumber, approveNumber, rejectNumber],
  decision: [retry, giveUp, proposeEnd, decideEnd, approveList, rejectList, startList, resumeAccount],
  approval_dropped: [look],
  // What only looks like a payout of ours is ended as two people say; everything else of it by looking.
  statement: [proposeEnd, decideEnd, look],
  possible_duplicate: [decidePair],
  callbacks_silent: [testCallbacks],
  message_failed: [sayTold],
  carrier_paused: [resumeCarrier],
  voucher: [sendVouchers, handVouchersOver, replaceVouchers, cancelVouchers, look],
}

/** Nothing but a person’s look ends these; every other kind ends by what it waits for. */
export const endsByLooking = (kind: CaseKind): boolean => caseActs[kind].includes(look)

/**
 * The acts that somebody may do now to end a case, each with the id that its path takes.
 * @param may does one of their roles give them this, for whom or what the case is about?
 */
export function actsOn(
  kind: CaseKind,
  things: CaseThings,
  { person, may }: { person: string; may: (permission: Permission) => boolean },
): (CaseAct & { id: string })[] {
  return caseActs[kind].flatMap(act => {
    const id = idFor(act.of, things)
    const waiting = act.of === 'correction' ? things.correction : act.of === 'end' ? things.end : null
    return id === null || waiting?.proposedBy === person || !may(act.permission) ? [] : [{ ...act, id }]
  })
}

/** A case of a payout also knows its distribution: what is done with the list is not how the payout’s case ends. */
function idFor(of: Thing, things: CaseThings): string | null {
  const ofPayout = things.payoutId !== null
  switch (of) {
    case 'case':
      return things.caseId
    case 'programme':
      return things.programmeId
    case 'person':
      return things.beneficiaryId
    case 'payout':
      return things.payoutId
    case 'pair':
      return things.pairId
    case 'distribution':
      return ofPayout ? null : things.distributionId
    case 'fspAccount':
      return ofPayout || things.distributionId !== null ? null : things.fspAccountId
    case 'carrier':
      return things.carrierAccountId
    case 'correction':
      return things.correction?.id ?? null
    case 'end':
      return things.end?.id ?? null
  }
}

/** Where what happened can be looked at: paths of the API. What they show is masked for whoever may not see it. */
export function evidenceOf(
  things: Omit<CaseThings, 'correction' | 'end'> & { readonly noticeId: string | null },
): { what: 'payout' | 'notice' | 'pair' | 'person'; path: string }[] {
  const { caseId, programmeId, beneficiaryId, payoutId, noticeId, pairId } = things
  const pairs = `/programmes/${programmeId ?? ''}/duplicates?beneficiaryId=${beneficiaryId ?? ''}`
  return [
    ...(payoutId === null ? [] : [{ what: 'payout' as const, path: `/payouts/${payoutId}/evidence` }]),
    ...(noticeId === null ? [] : [{ what: 'notice' as const, path: `/cases/${caseId}/notice` }]),
    ...(pairId === null ? [] : [{ what: 'pair' as const, path: pairs }]),
    ...(beneficiaryId === null ? [] : [{ what: 'person' as const, path: `/beneficiaries/${beneficiaryId}` }]),
  ]
}

/** How somebody was contacted about a case, and what came of it. */
export const contactHows = ['called', 'visited', 'message', 'other'] as const
export type ContactHow = (typeof contactHows)[number]
export const contactResults = ['reached', 'no_answer', 'wrong_person', 'promised', 'moved', 'other'] as const
export type ContactResult = (typeof contactResults)[number]
