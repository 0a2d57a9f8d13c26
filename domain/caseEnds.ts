/**
 * By what the house ends a case, where nobody wrote how: its `resolution`, in English. What people write when they end one
 * is their own. Screens tell these in the reader’s words, by the sentence (web/portal/shown/caseEnds.ts).
 */
import { reasons } from './reason.js'

export const caseEnds = {
  // payouts
  new_attempt: 'a new attempt was opened',
  paid: 'paid',
  paid_again: 'paid once more',
  refused: 'the FSP refused',
  deadline: 'The deadline for a correction has passed; the money went back to the budget.',
  moved: 'The person moved to another FSP account.',
  list_cancelled: 'Its distribution was cancelled.',
  part_dropped: 'The approval of its part of the list was dropped.',
  paid_before: 'The person was paid by the list before after all.',
  resumed: 'resumed',
  // people and their numbers
  can_receive: 'The number can receive.',
  corrected: 'A corrected number was approved.',
  old_can_receive: 'The new number was not taken; the old one can receive.',
  one_declined: 'One of the two was declined.',
  declined: 'The person was declined.',
  different: 'They are different people.',
  // what arrives
  callbacks_again: 'Callbacks come again.',
  known_since: 'What it is has become known since.',
  later_statement: 'A later statement has it.',
  not_paid: 'It does not count as paid any more.',
  acted: 'Somebody acted.',
  // messages
  sends_again: 'The account sends again.',
  read_out: 'Everything was read out or handed over.',
  known_whether: 'Of every message it is known by now whether it arrived, or staff have asked.',
  // vouchers
  voucher_taken_back: 'the FSP took the voucher back',
  voucher_with_person: 'the voucher is with its person',
  voucher_booked: 'What came back was booked by two people.',
  voucher_declined: reasons.voucher_declined.says,
  voucher_unanswered: reasons.voucher_unanswered.says,
  voucher_not_reached: reasons.voucher_not_reached.says,
  voucher_cancelled: reasons.voucher_cancelled.says,
} as const satisfies Record<string, string>

export type CaseEnd = keyof typeof caseEnds
