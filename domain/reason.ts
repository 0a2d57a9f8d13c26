/**
 * Why money did not move: one closed list, each with who acts. Connectors translate an FSP's codes and words into these
 * (every connector has its table, tested row by row); screens and work lists speak only these.
 */
export const reasons = {
  // the person's side: correct the destination or the person
  not_registered: { acts: 'correct', says: 'The number is not registered for mobile money.' },
  wrong_operator: { acts: 'correct', says: 'The number belongs to another operator.' },
  invalid_number: { acts: 'correct', says: 'The number is not valid.' },
  recipient_limit: { acts: 'retry_later', says: 'The recipient reached a limit of the account.' },
  recipient_blocked: { acts: 'correct', says: 'The recipient’s account is blocked.' },
  amount_not_allowed: { acts: 'human', says: 'The amount is below or above what the FSP transfers.' },
  // our side: pause
  insufficient_funds: { acts: 'pause_account', says: 'The account at the FSP has too little money.' },
  credentials: { acts: 'pause_account', says: 'The FSP does not accept our credentials.' },
  not_permitted: { acts: 'pause_account', says: 'The FSP account is not set up for this.' },
  // the way there: nothing was taken
  throttled: { acts: 'retry_later', says: 'The FSP asked to slow down.' },
  not_reached: { acts: 'retry_later', says: 'The FSP could not be reached; nothing was sent.' },
  too_late: { acts: 'retry_later', says: 'The sender came too late and sent nothing.' },
  not_taken: { acts: 'retry_later', says: 'The FSP did not get our yes to its validation, so it took nothing.' },
  bad_request: { acts: 'human', says: 'The FSP did not understand the request.' },
  // no evidence yet
  no_answer: { acts: 'ask', says: 'The FSP’s answer was lost.' },
  unclear_answer: { acts: 'ask', says: 'The FSP’s answer can not be understood.' },
  entry_missing: { acts: 'ask', says: 'The FSP’s answer does not speak of this payout.' },
  already_submitted: { acts: 'ask', says: 'The FSP says it has seen this request before.' },
  silent: { acts: 'human', says: 'The FSP was asked for the last time and gave no outcome.' },
  refused_unlisted: { acts: 'human', says: 'The FSP refused with words we do not know.' },
  // vouchers
  voucher_declined: { acts: 'release', says: 'The person did not want the voucher.' },
  voucher_unanswered: { acts: 'release', says: 'Nobody answered the question about the voucher until its deadline.' },
  voucher_not_reached: {
    acts: 'release',
    says: 'The question about the voucher reached nobody until its deadline: correct the number, then give it again.',
  },
  voucher_cancelled: { acts: 'release', says: 'The voucher was cancelled.' },
  // people
  ended_by_people: { acts: 'human', says: 'Two people ended it with a reason.' },
} as const satisfies Record<string, { acts: WhoActs; says: string }>

/** retry_later: a timer · pause_account: pause and tell finance · correct: the person’s work list · ask: query the FSP · human: a decision · release: it is over, and its money goes back at once */
export const whoActs = ['retry_later', 'pause_account', 'correct', 'ask', 'human', 'release'] as const
export type WhoActs = (typeof whoActs)[number]
export type Reason = keyof typeof reasons

export const isReason = (text: string): text is Reason => Object.hasOwn(reasons, text)
