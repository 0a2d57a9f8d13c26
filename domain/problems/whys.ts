/** Why, within another sentence. Told by domain/problemSays.ts. */
export const whys = {
  hindered_duplicate: 'possible duplicate, undecided',
  hindered_not_checked: 'number not checked yet',
  hindered_cannot_receive: 'number can not receive',
  hindered_unclear: 'account check unclear',
  hindered_payout: 'payout under way (hold the person instead)',
  hindered_no_rounds: 'no rounds left for who joins now',
  standing_registered: 'not validated',
  standing_validated: 'validated already',
  standing_included: 'included already',
  standing_paused: 'paused',
  standing_declined: 'declined',
  standing_completed: 'completed',
  standing_not_paused: 'not paused',
  not_now: 'not now',
} as const
