/** Accounts at FSPs, trial payments. Told by domain/problemSays.ts. */
export const accounts = {
  nothing_to_change: 'Nothing was given to change.',
  account_maker_can_not_confirm: 'Whoever created the account can not confirm it: ask somebody else.',
  address_tested_just_now: 'This address was tested a moment ago. Wait a few seconds.',
  tells_no_balance: 'This FSP does not tell balances.',
  balance_not_told: 'The FSP did not tell the balance. Try again later.',
  account_paused_resume: 'The account is paused: resume it first.',
  trial_before_open: 'The trial payment before has not ended yet: look at its report.',
  trial_other_open: 'Another trial payment has not ended yet.',
  trial_account_changed: 'The account pays or costs otherwise than when this was proposed: propose it anew.',
  trial_smallest: 'The smallest amount that this account pays is {amount}.',
  trial_most: 'A trial payment is at most {amount}.',
  trial_steps: 'This account pays in steps of {amount}: choose another amount.',
} as const
