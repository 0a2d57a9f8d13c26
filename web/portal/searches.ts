/** What stands behind the ? of an address: filters and sorting, so that a link shows the same. Never anything personal. */
import type { CaseKind, DistributionState, Invitation, PersonState, Voucher } from './api/shapes.ts'

/** Every word of a closed list of the API, in the order in which it is offered: one that is missing here does not compile. */
const every =
  <Word extends string>() =>
  <const Words extends readonly Word[]>(
    words: Words & ([Exclude<Word, Words[number]>] extends [never] ? unknown : never),
  ): Words =>
    words

export const personStates = every<PersonState>()([
  'registered',
  'validated',
  'included',
  'declined',
  'paused',
  'completed',
])
export const accountChecks = ['unchecked', 'pending', 'ok', 'cannot_receive', 'unclear'] as const
export const personSorts = ['number', 'place', 'householdSize', 'state', 'accountCheck'] as const
export const distributionStates = every<DistributionState>()([
  'freezing',
  'awaiting_approval',
  'approved',
  'paying',
  'paused',
  'closed',
  'rejected',
  'cancelled',
])

export interface PeopleSearch {
  readonly state?: PersonState
  readonly check?: (typeof accountChecks)[number]
  readonly place?: string
  readonly held?: true
  readonly alike?: true
  readonly language?: string
  /** the list of people that brought them, by its id */
  readonly list?: string
  /** one of the programme’s own fields, by its key, and what is answered there; both or neither */
  readonly field?: string
  readonly value?: string
  readonly sort?: (typeof personSorts)[number]
  readonly down?: true
}

type Given = Readonly<Record<string, unknown>>
const isId = (given: unknown): given is string => typeof given === 'string' && /^[0-9a-f-]{36}$/.test(given)
const text = (given: unknown): string | undefined => (typeof given === 'string' && given !== '' ? given : undefined)
const oneOf = <Word extends string>(words: readonly Word[], given: unknown): Word | undefined =>
  words.find(word => word === given)

const defined = <T extends object>(given: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T

export const readPeopleSearch = (given: Given): PeopleSearch =>
  defined<PeopleSearch>({
    state: oneOf(personStates, given['state']),
    check: oneOf(accountChecks, given['check']),
    place: typeof given['place'] === 'string' && given['place'] !== '' ? given['place'].slice(0, 200) : undefined,
    held: given['held'] === true ? true : undefined,
    alike: given['alike'] === true ? true : undefined,
    language: text(given['language'])?.slice(0, 20),
    list: isId(given['list']) ? given['list'] : undefined,
    ...ownFieldIn(given),
    sort: oneOf(personSorts, given['sort']),
    down: given['down'] === true ? true : undefined,
  } as never)

/** An address makes numbers of what looks like one. */
const answerIn = (given: unknown): string | undefined => text(typeof given === 'number' ? String(given) : given)

function ownFieldIn(given: Given): { field?: string; value?: string } {
  const field = text(given['field'])
  const value = answerIn(given['value'])
  return field !== undefined && value !== undefined && /^[a-z][a-z0-9_]{0,39}$/.test(field)
    ? { field, value: value.slice(0, 200) }
    : {}
}

export interface DistributionSearch {
  readonly state?: DistributionState
}

export const readDistributionSearch = (given: Given): DistributionSearch =>
  defined<DistributionSearch>({ state: oneOf(distributionStates, given['state']) } as never)

export const caseKinds = every<CaseKind>()([
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
])
/** Whose a case is before it is somebody’s; `me` is whoever looks. Other people are not named in an address. */
export const caseOwners = ['me', 'programme staff', 'finance', 'approver', 'operator'] as const
/** open for so many days at least */
export const caseAges = [1, 3, 7, 14, 30] as const

export interface WorkSearch {
  readonly programme?: string
  readonly kind?: CaseKind
  readonly owner?: (typeof caseOwners)[number]
  readonly place?: string
  readonly state?: 'closed'
  readonly overdue?: true
  readonly escalated?: true
  readonly days?: (typeof caseAges)[number]
  /** of one distribution, or of one payout: an id each, from the page of the distribution */
  readonly distribution?: string
  readonly payout?: string
}

export const readWorkSearch = (given: Given): WorkSearch =>
  defined<WorkSearch>({
    programme: isId(given['programme']) ? given['programme'] : undefined,
    kind: oneOf(caseKinds, given['kind']),
    owner: oneOf(caseOwners, given['owner']),
    place: typeof given['place'] === 'string' && given['place'] !== '' ? given['place'].slice(0, 200) : undefined,
    state: given['state'] === 'closed' ? 'closed' : undefined,
    overdue: given['overdue'] === true ? true : undefined,
    escalated: given['escalated'] === true ? true : undefined,
    days: caseAges.find(days => days === given['days']),
    distribution: isId(given['distribution']) ? given['distribution'] : undefined,
    payout: isId(given['payout']) ? given['payout'] : undefined,
  } as never)

export interface ReconcilingSearch {
  readonly account?: string
}

export const readReconcilingSearch = (given: Given): ReconcilingSearch =>
  defined<ReconcilingSearch>({ account: isId(given['account']) ? given['account'] : undefined } as never)
export const voucherStates = every<Voucher['state']>()([
  'to_issue',
  'issuing',
  'unsettled',
  'lost',
  'waiting',
  'agreed',
  'delivered',
  'cancelling',
  'cancelled',
  'refused',
  'void',
  'expired',
])
export type VoucherStateName = (typeof voucherStates)[number]

export interface VoucherSearch {
  readonly state?: VoucherStateName
}

export const readVoucherSearch = (given: Given): VoucherSearch =>
  defined<VoucherSearch>({ state: oneOf(voucherStates, given['state']) } as never)

export const messageParts = ['inbox', 'broadcasts', 'texts', 'words', 'totals', 'print', 'unheard', 'settings'] as const
export type MessagePart = (typeof messageParts)[number]

export interface MessageSearch {
  readonly part?: MessagePart
}

export const readMessageSearch = (given: Given): MessageSearch =>
  defined<MessageSearch>({ part: oneOf(messageParts, given['part']) } as never)

export const invitationStates = [
  'waiting',
  'sent',
  'not_sent',
  'opened',
  'registered',
  'declined',
  'expired',
  'revoked',
] as const satisfies readonly Invitation['state'][]

export interface InvitationSearch {
  readonly state?: Invitation['state']
  readonly partner?: string
}

export const readInvitationSearch = (given: Given): InvitationSearch =>
  defined<InvitationSearch>({
    state: oneOf(invitationStates, given['state']),
    partner:
      typeof given['partner'] === 'string' && given['partner'] !== '' ? given['partner'].slice(0, 200) : undefined,
  } as never)
