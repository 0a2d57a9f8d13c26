/**
 * What the house writes when it ends a case (`resolution` of its API), and under which name its words are. The same as
 * domain/caseEnds.ts, which a test says.
 */
export const ends = {
  'a new attempt was opened': 'new_attempt',
  paid: 'paid',
  'paid once more': 'paid_again',
  'the FSP refused': 'refused',
  'The deadline for a correction has passed; the money went back to the budget.': 'deadline',
  'The person moved to another FSP account.': 'moved',
  'Its distribution was cancelled.': 'list_cancelled',
  'The approval of its part of the list was dropped.': 'part_dropped',
  'The person was paid by the list before after all.': 'paid_before',
  resumed: 'resumed',
  'The number can receive.': 'can_receive',
  'A corrected number was approved.': 'corrected',
  'The new number was not taken; the old one can receive.': 'old_can_receive',
  'One of the two was declined.': 'one_declined',
  'The person was declined.': 'declined',
  'They are different people.': 'different',
  'Callbacks come again.': 'callbacks_again',
  'What it is has become known since.': 'known_since',
  'A later statement has it.': 'later_statement',
  'It does not count as paid any more.': 'not_paid',
  'Somebody acted.': 'acted',
  'The account sends again.': 'sends_again',
  'Everything was read out or handed over.': 'read_out',
  'Of every message it is known by now whether it arrived, or staff have asked.': 'known_whether',
  'the FSP took the voucher back': 'voucher_taken_back',
  'the voucher is with its person': 'voucher_with_person',
  'What came back was booked by two people.': 'voucher_booked',
  'The person did not want the voucher.': 'voucher_declined',
  'Nobody answered the question about the voucher until its deadline.': 'voucher_unanswered',
  'The question about the voucher reached nobody until its deadline: correct the number, then give it again.':
    'voucher_not_reached',
  'The voucher was cancelled.': 'voucher_cancelled',
} as const
