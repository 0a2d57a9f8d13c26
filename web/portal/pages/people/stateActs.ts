/** How people are moved from one status to another: which acts there are, and from where each begins. */
import type { PersonState } from '../../api/shapes.ts'

export const stateActs = ['validate', 'include', 'decline', 'pause', 'resume'] as const
export type StateAct = (typeof stateActs)[number]

/** Said by the API too (`GET /beneficiary-states`), which judges; this only spares offering what it refuses. */
const from: Record<StateAct, readonly PersonState[]> = {
  validate: ['registered'],
  include: ['validated'],
  decline: ['registered', 'validated', 'included', 'paused'],
  pause: ['registered', 'validated', 'included'],
  resume: ['paused'],
}
const withReason: readonly StateAct[] = ['decline', 'pause']

export const actsFrom = (state: PersonState): readonly StateAct[] => stateActs.filter(act => from[act].includes(state))
export const needsReason = (act: StateAct): boolean => withReason.includes(act)
