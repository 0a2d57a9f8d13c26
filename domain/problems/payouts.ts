/** Payouts and their attempts. Told by domain/problemSays.ts. */
export const payouts = {
  paid_already: 'This person is paid for this round.',
  being_asked: 'The FSP has not yet confirmed what became of it; it is being asked.',
  contradicted: 'The FSP’s words contradict each other; close that case first.',
  part_dropped: 'The approval of this part of the list was dropped: it is no longer what was approved.',
  nothing_reserved: 'No money is reserved for this payout any more.',
  payout_state_no_retry: 'A payout that is {payoutState} can not be tried again.',
  payout_state_no_give_up: 'A payout that is {payoutState} can not be given up.',
  list_cancelled: 'The distribution was cancelled.',
  not_started: 'The distribution has not been started.',
  payout_on_its_way: 'The payout is on its way to the FSP.',
  approval_of_other_number: 'Its approval is not for this number.',
  approval_of_other_destination: 'The approval does not belong to this person’s destination.',
  only_unknown_ends: 'Only an unknown is ended by hand; no attempt of this payout is one.',
  only_unknown_ends_attempt: 'Only an unknown is ended by hand; this attempt is {attemptState}.',
  still_processing: 'The FSP may still be processing it; wait for its longest processing time.',
  not_asked_yet: 'The FSP has not been asked yet; it will be, within moments.',
} as const
