/** When a list is told in full, so that nobody needs to ask again: it is over, and nothing of it waits for anybody. */
import type { DistributionState, PayoutState } from '../../api/shapes.ts'

/** Nothing that is told of the list itself changes any more. */
export const isOver = (state: DistributionState): boolean =>
  state === 'closed' || state === 'rejected' || state === 'cancelled'

/** Of a closed list one that was refused is still corrected and tried again, and an unknown one ends one day. */
const isEnded = (state: PayoutState): boolean => state === 'paid' || state === 'cancelled' || state === 'closed'

/** @param states of its payouts */
export const isTold = (of: DistributionState, states: readonly PayoutState[]): boolean =>
  isOver(of) && states.every(state => isEnded(state) || (of !== 'closed' && state === 'listed'))
