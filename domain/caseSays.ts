/**
 * What a case says happened: one closed table. A row keeps the code and its values, so that every reader has it in their
 * own language (web/portal/words, `caseSays`), and the English sentence, for whatever reads nothing else.
 *
 * Values are counts, amounts and codes. Nothing in them says who somebody is.
 */
import { lasting } from './callbackHealth.js'
import { doubts, type Doubt } from './duplicates.js'
import { messageReasons, type MessageReason } from './message.js'
import { isCurrency, money, toText } from './money.js'
import { reasons, type Reason } from './reason.js'
import { lineResults, type LineResult } from './statement.js'
import { keptBecause } from './voucherReplacing.js'

export const caseSentences = {
  // a payout and its attempts
  refused: '{reason}',
  tried_out: 'Tried again and again and refused each time: {reason}',
  not_tried_again: 'It was refused for a reason that time mends, and can not be tried again by itself: {why}',
  refusal_unconfirmed: 'The FSP does not confirm its refusal when asked: look at its statement; two people may end it.',
  no_outcome: 'The FSP was asked many times and gave no outcome: look at its statement; two people may end it.',
  came_back: 'A transfer came back, or was never made: decide whether to pay again or to release the money.',
  paid_twice: 'Paid more than once for the same round.',
  paid_by_two_transactions: 'The FSP paid one attempt under two transactions.',
  paid_while_under_way: 'Paid, while a later attempt is still under way.',
  contradiction: 'The FSP’s word contradicts ours: {why}.',
  contradiction_refused: 'The FSP’s word contradicts ours: a refusal was reported for an attempt that is {state}.',
  contradiction_reversed: 'The FSP’s word contradicts ours: a reversal was reported for an attempt that is {state}.',
  odd_words: 'Something in the FSP’s words needs a look: {why}.',
  fee_differs: 'The FSP’s fee differs from what it said before.',
  // callbacks
  callback_denied: 'A callback claimed a success; the FSP, asked about it, says that the transfer failed.',
  callback_unconfirmed: 'A callback claims a transaction that the FSP does not confirm.',
  callback_unmatched: 'A callback matches nothing of ours: {why}.',
  callbacks_silent:
    'No callback has come for {silentMs} and more, nor for any of the last {due} transfers that should have been told of. Test the callback address of the account, then look at which addresses are entered at the FSP.',
  callbacks_silent_some_ended:
    'No callback has come for {silentMs} and more, nor for any of the last {due} transfers that should have been told of. {ended} of them have ended, as the FSP said when asked. Test the callback address of the account, then look at which addresses are entered at the FSP.',
  // lists and accounts
  list_waits_for_approval: 'The distribution has waited two days for its approval.',
  list_waits_for_start: 'The distribution has waited two days for its start.',
  approval_dropped:
    'Part of the list is no longer what was approved, so nothing more of that part is paid and its money is back in the budget. Find out who changed it, check its people and their numbers, and make a new list for them.',
  float_short:
    'The account at the FSP has too little money: {missing} is missing: {held} is there, {needed} is needed with the highest fees. Top it up; the distribution goes on by itself.',
  float_short_with_others:
    'The account at the FSP has too little money: {missing} is missing: {held} is there, {needed} is needed with the highest fees, {before} of it by those approved before. Top it up; the distribution goes on by itself.',
  float_refused:
    'The account at the FSP has too little money: the FSP refuses for want of it. Top it up; the distribution goes on by itself.',
  account_stopped: 'Nothing leaves through this FSP account: mend what is wrong there, then resume it.',
  // people and their numbers
  number_unclear: 'The number could not be checked clearly. {reason}',
  new_number_unclear: 'The new number could not be checked clearly. {reason}',
  number_can_not_receive: 'The number can not receive money. {reason}',
  new_number_can_not_receive: 'The new number can not receive money. {reason}',
  possible_duplicate: 'Two people may be one: {doubts}. Neither is paid before somebody decides.',
  // messages
  message_not_arrived: 'A message did not reach this person: tell them in another way, and see what to correct.',
  message_no_way:
    'A message reached this person on none of the ways: tell them in another way, and see what to correct.',
  voucher_question_not_arrived:
    'The question about a voucher did not reach this person: correct the number, and it is asked anew. Otherwise the voucher is taken back at its deadline.',
  message_not_read_out:
    'A message has waited for a week to be read out to this person: have it read out, or say how they were told.',
  messages_without_word:
    'A carrier took messages and has not told for a day whether they arrived: see whose they are, and ask these people where it matters. Where it is all of them, its delivery reports do not reach us.',
  messages_unread:
    'Something that people wrote to this carrier account could not be taken in and stands in no inbox: read it at the carrier, and have the error in the log of the worker looked at.',
  carrier_stopped:
    'Messages through a carrier account are stopped. {messageReason} Put it right and resume the account.',
  // statements
  statement_line: 'A line of the FSP’s statement: {result}',
  statement_missing: 'Only a callback has said that this was paid, and the statement of that time does not have it.',
  statement_too_much:
    'A statement of this account has more than {most} differences that need a person: look through them.',
  statement_given_up:
    'A statement of this account was given up after hours of trying: tell whoever runs Mkono, then give it again.',
  // vouchers
  vouchers_in_part:
    '{given} of {all} vouchers of this payout are with their person; what the others were worth is available again: decide what they still get.',
  voucher_nobody_asked:
    'Nobody can be asked about their vouchers: set up the messages of this programme, or let it give vouchers unasked.',
  voucher_not_sent: 'A voucher can not be sent: set up the messages of this programme, or hand it over on paper.',
  voucher_not_arrived: 'A voucher did not reach its person: send it again, hand it over on paper, or cancel it.',
  voucher_odd_card: 'The FSP issued a card that can not be given to anybody ({why}); it is being taken back.',
  voucher_order_lost: 'An order of a voucher was lost, and what it made can not be taken back yet.',
  voucher_not_cancelled: 'A voucher can not be cancelled at the FSP; it is tried again from time to time.',
  voucher_used_before:
    'A voucher was to be cancelled, and the FSP says that it has been used: it counts as given. Find out by whom.',
  voucher_given_back_in_part: 'The FSP gave back {back} of {amount} when a voucher was cancelled.',
  voucher_expired_early:
    'A voucher has expired while its payout was not settled; {back} of it returns by contract and is not booked: once the payout is settled, say on the page of its vouchers what came back; a second person decides.',
  voucher_expired_untold:
    'A voucher has expired, what it held returns by contract, and the FSP never told how much that is: find out, and say it on the page of its vouchers; a second person decides.',
  lost_voucher_reversed: 'A lost voucher is dead, and its payout was reversed meanwhile: no other is given.',
  lost_voucher_empty: 'A lost voucher was blocked and nothing was left on it: there is none to give.',
  lost_voucher_kept: 'A lost voucher was not replaced, because {why}.',
  lost_voucher_kept_ask_desk:
    'A lost voucher was not replaced, because {why}. Have the FSP’s desk block it and say what is left, and propose it anew with that statement.',
  lost_voucher_not_cancelled:
    'A lost voucher can not be cancelled at the FSP, so no other is given yet. It is tried again from time to time; its desk may block it.',
  lost_voucher_unconfirmed:
    'A lost voucher is said to be blocked by the FSP’s desk, and the FSP does not confirm it yet: ask its desk. It is asked again from time to time.',
  lost_voucher_not_given:
    'The voucher for a lost one was not given; {amount} is available again. Propose another, or decide what the person still gets.',
} as const

/** Why, where it stands within a sentence and other rooms say it too; whatever else a provider or a file says stays as it is. */
export const caseWhys = {
  other_transaction: 'its transaction id belongs to another attempt',
  other_amount: 'another amount',
  other_currency: 'another currency',
  other_number: 'another number',
  success_of_reversed: 'a success was reported for a reversed transfer',
  reversal_by_callback: 'a callback alone never reverses a success',
  incoming: 'an incoming payment',
  no_attempt: 'it names no attempt of ours',
  other_account: 'the attempt went to another FSP account',
  not_applied: 'it could not be applied',
  not_read: 'it could not be read',
  paid_already: 'This person is paid for this round.',
  being_asked: 'The FSP has not yet confirmed what became of it; it is being asked.',
  contradicted: 'The FSP’s words contradict each other; close that case first.',
  nothing_reserved: 'No money is reserved for this payout any more.',
  list_cancelled: 'The distribution was cancelled.',
  part_dropped: 'The approval of this part of the list was dropped: it is no longer what was approved.',
  not_started: 'The distribution has not been started.',
  approval_of_other_number: 'Its approval is not for this number.',
  due_date_missing: 'due_date_missing',
  due_date_past: 'due_date_past',
  ...keptBecause,
} as const

export type CaseCode = keyof typeof caseSentences
export type CaseWhy = keyof typeof caseWhys

/** An amount as a row keeps it: minor units as decimal text. */
export interface CaseAmount {
  readonly minor: string
  readonly currency: string
}
export type CaseValue = number | string | null | string[] | CaseAmount

interface Amount {
  readonly minor: bigint
  readonly currency: string
}

/** What each gap of a sentence is filled with. */
interface Gaps {
  readonly reason: Reason | null
  readonly messageReason: MessageReason
  readonly result: LineResult
  readonly doubts: readonly Doubt[]
  /** the words of one of `caseWhys`, or words of ours about what a provider answered */
  readonly why: string
  /** of an attempt */
  readonly state: string
  readonly silentMs: number
  readonly due: number
  readonly ended: number
  readonly most: number
  readonly given: number
  readonly all: number
  readonly missing: Amount
  readonly held: Amount
  readonly needed: Amount
  readonly before: Amount
  readonly back: Amount
  readonly amount: Amount
}

type GapsOf<Text extends string> = Text extends `${string}{${infer Gap}}${infer Rest}`
  ? (Gap extends keyof Gaps ? Gap : never) | GapsOf<Rest>
  : never
export type ValuesOf<Code extends CaseCode> = Pick<Gaps, GapsOf<(typeof caseSentences)[Code]>>

export interface CaseSays {
  readonly code: CaseCode
  readonly values: Readonly<Record<string, CaseValue>>
}

/** @example said('statement_too_much', { most: 300 }) */
export function said<Code extends CaseCode>(
  code: Code,
  ...[values]: keyof ValuesOf<Code> extends never ? [] : [ValuesOf<Code>]
): CaseSays {
  const given = Object.entries<Gaps[keyof Gaps]>({ ...values })
  return {
    code,
    values: Object.fromEntries(given.map(([gap, value]) => [gap, gap === 'why' ? whyOf(value) : kept(value)])),
  }
}

function kept(value: Gaps[keyof Gaps]): CaseValue {
  if (typeof value !== 'object' || value === null) return value
  return 'minor' in value ? { minor: value.minor.toString(), currency: value.currency } : [...value]
}

/** Known ones by their code, so that they are told in every language. */
export const whyOf = (words: Gaps[keyof Gaps]): string =>
  Object.entries(caseWhys).find(([, text]) => text === words)?.[0] ?? String(words)

/** The English sentence, as the row keeps it beside the code. */
export const inEnglish = ({ code, values }: CaseSays): string =>
  caseSentences[code].replace(/\{(\w+)\}/g, (_, gap: string) => shown(gap, values[gap] ?? null)).trim()

function shown(gap: string, value: CaseValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return gap === 'silentMs' ? lasting(value) : value.toString()
  if (typeof value === 'string') return inWords(gap, value)
  if ('minor' in value) {
    const { minor, currency } = value
    return isCurrency(currency) ? toText(money(BigInt(minor), currency)) : `${minor} ${currency}`
  }
  return value.map(each => inWords(gap, each)).join(', ')
}

/** By which table the code in a gap is told. */
function inWords(gap: string, code: string): string {
  switch (gap) {
    case 'reason':
      return reasons[code as Reason].says
    case 'messageReason':
      return messageReasons[code as MessageReason].says
    case 'result':
      return lineResults[code as LineResult]
    case 'doubts':
      return doubts[code as Doubt]
    case 'why':
      return Object.hasOwn(caseWhys, code) ? caseWhys[code as CaseWhy] : code
    default:
      return code
  }
}
