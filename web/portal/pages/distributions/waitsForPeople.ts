/**
 * Whether a list that is being paid still pays. Its state stays `paying` until everybody is paid or given up, which may be
 * weeks: once nothing of it is on its way and what is left takes somebody, it waits for people, and that is told.
 */
import type { Progress } from '../../api/shapes.ts'

type Counted = Pick<Progress, 'state' | 'byStateAndReason' | 'openCases'>

/** Something of these may still leave, arrive or be answered without anybody. */
const onItsWay: ReadonlySet<string> = new Set(['listed', 'ready', 'in_progress'])
const unfinished: ReadonlySet<string> = new Set(['refused', 'unknown', 'to_decide'])
/** The provider is asked again, or it is tried again, by itself; until that was done often enough, and it is a case. */
const byItself: ReadonlySet<string> = new Set(['ask', 'retry_later'])
/** The kinds of cases of such a payout. A difference in a fee holds up nobody. */
const holdUp: ReadonlySet<string> = new Set(['correction', 'unknown', 'decision', 'contradiction', 'account_check'])

/** How many payouts wait for somebody; 0 while anything of the list is on its way. */
export function waitsForPeople({ state, byStateAndReason, openCases }: Counted): number {
  const counts = (is: (group: Counted['byStateAndReason'][number]) => boolean) =>
    byStateAndReason.reduce((sum, group) => (is(group) ? sum + group.count : sum), 0)
  if (state !== 'paying' || counts(group => onItsWay.has(group.state)) > 0) return 0
  const still = counts(group => unfinished.has(group.state) && byItself.has(group.acts ?? ''))
  const theirs = counts(group => unfinished.has(group.state)) - still
  const cases = openCases.reduce((sum, { kind, count }) => (holdUp.has(kind) ? sum + count : sum), 0)
  return theirs + Math.min(still, Math.max(0, cases - theirs))
}
