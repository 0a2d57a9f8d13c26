/** What a line of a statement can come to. Those that agree are no difference. */
export const results = [
  'missing_at_ours',
  'missing_at_theirs',
  'other_amount',
  'other_number',
  'fee',
  'twice',
  'ambiguous',
  'likely',
  'contradicts',
  'reversed',
  'matched',
  'other',
] as const
export type Result = (typeof results)[number]
export const agrees = (result: Result): boolean => result === 'matched' || result === 'other'

/** @param counts of a statement: how many lines came to what */
export const differing = (counts: Readonly<Record<string, number>>): number =>
  results.filter(each => !agrees(each)).reduce((sum, each) => sum + (counts[each] ?? 0), 0)
