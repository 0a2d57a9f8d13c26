/**
 * What the timeline of a payout says: each line is made of clauses, each a code with values, so that every reader has it in
 * their own language (web/portal/words, `timeline`), and the English line, for whatever reads nothing else.
 *
 * Values are counts, amounts, codes, handles and words of ours about what a provider answered. Nothing says who somebody is.
 */

/** A clause that goes on from the one before begins with its stop. */
export const timelineClauses = {
  frozen: 'frozen as no. {position} of a list of {all}',
  approved: 'the list is approved by {role}',
  on_behalf: ', on behalf of {handle}',
  started: 'the distribution is started',
  pay_again: 'paying again is approved',
  other_number: 'another number is approved',
  opened: 'opened, to version {version} of the number',
  stored: 'stored in a call of {attempts}, to leave by {leaveBy}',
  call_leaving: 'the call is leaving',
  call_answered: 'the call is answered',
  call_not_taken: 'the call is not taken',
  call_lost: 'the call is lost',
  call_handed_over: 'the call is handed over',
  http: ', HTTP {status}',
  why: ': {said}',
  asked_yes: 'the FSP asks whether to pay: yes',
  asked_no: 'the FSP asks whether to pay: no',
  fsp_accepted: 'the FSP says accepted',
  fsp_paid: 'the FSP says paid',
  fsp_refused: 'the FSP says refused',
  fsp_reversed: 'the FSP says reversed',
  confirmed: ', confirmed when asked',
  not_confirmed: ', not confirmed',
  denied: ', denied by a notice',
  notice_stored: '{channel} arrives: stored',
  notice_applied: '{channel} arrives: applied',
  notice_to_confirm: '{channel} arrives: to confirm',
  notice_unmatched: '{channel} arrives: unmatched',
  notice_contradiction: '{channel} arrives: contradiction',
  notice_failed: '{channel} arrives: failed',
  repeats: ', and {more} more of the same',
  is: 'is {attemptState}',
  reason: ': {reason}',
  after_one: ', after 1 question to the FSP',
  after: ', after {questions} questions to the FSP',
  refusal_confirmed: ', refusal confirmed',
  line_out: 'a statement has it, as {lineKind} {lineStatus}, {amount} out',
  line_in: 'a statement has it, as {lineKind} {lineStatus}, {amount} in',
  result: ' ({result})',
  was: '; it was {attemptState} until then',
  not_in_statement: 'a statement of its time does not have it',
  in_later_statement: '; a later one does',
  asked_again: 'the FSP is asked again',
  end_proposed: 'proposes to end it as {outcome}',
  end_proposed_now: 'the proposed end is proposed',
  end_approved: 'the proposed end is approved',
  end_rejected: 'the proposed end is rejected',
  end_withdrawn: 'the proposed end is withdrawn',
  end_over: 'the proposed end is over',
  case_opened: 'a case is opened for {owner}: {caseKind}',
  case_closed: 'the case is closed: {caseKind}',
  money: '{from} → {to}, {amount} ({entryKind})',
  act: '{act}',
  act_for: ': {request}',
  looked: 'looked at the evidence',
  times: ', {times} times',
} as const

export type TimelineCode = keyof typeof timelineClauses

export interface TimelineAmount {
  /** minor units as decimal text */
  readonly minor: string
  readonly currency: string
}
export type TimelineValue = number | string | TimelineAmount | null
export interface TimelineClause {
  readonly code: TimelineCode
  readonly values: Readonly<Record<string, TimelineValue>>
}

/** The English line. */
export const timelineInEnglish = (clauses: readonly TimelineClause[]): string =>
  clauses
    .map(({ code, values }) =>
      timelineClauses[code].replace(/\{(\w+)\}/g, (_, gap: string) => shown(gap, values[gap] ?? null)),
    )
    .join('')

function shown(gap: string, value: TimelineValue): string {
  if (value === null) return '?'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'object') return `${value.minor} minor units`
  // Handles, acts and what others said stay as they are; moments are ISO 8601, of which a call shows the time of day.
  if (gap === 'leaveBy') return value.slice(11, 19)
  return codes.has(gap) ? value.replaceAll('_', ' ') : value
}

const codes: ReadonlySet<string> = new Set([
  'attemptState',
  'reason',
  'result',
  'caseKind',
  'from',
  'to',
  'entryKind',
  'lineKind',
  'lineStatus',
])
