/**
 * Where a person can stand in a programme, and the one table of how they come from there to elsewhere: by which act, from
 * which states, with a reason or without, and what hinders it. What moves people (db/beneficiaryStates.ts), the guard in
 * the database and what the API tells are all made from it.
 */
import { beneficiaryStates, type BeneficiaryState } from './payout.js'

/** What hinders somebody beside the state they are in, in words for a count: “28 possible duplicate, undecided”. */
export const hindrances = {
  possible_duplicate: 'possible duplicate, undecided',
  not_checked: 'number not checked yet',
  cannot_receive: 'number can not receive',
  unclear: 'account check unclear',
  payout_under_way: 'payout under way (hold the person instead)',
  no_rounds_left: 'no rounds left for who joins now',
} as const
export type Hindrance = keyof typeof hindrances

interface StateRule {
  readonly from: readonly BeneficiaryState[]
  /** `before`: where they were when they were paused */
  readonly to: BeneficiaryState | 'before'
  /** somebody has to say why */
  readonly reason: boolean
  /** in the order in which they are told: the first one counts */
  readonly hindered: readonly Hindrance[]
  /** the act as done: “412 were validated” */
  readonly done: 'validated' | 'included' | 'declined' | 'paused' | 'resumed' | 'completed' | 'extended'
  readonly says: string
}

export const stateActs = {
  validate: {
    from: ['registered'],
    to: 'validated',
    reason: false,
    hindered: ['possible_duplicate', 'not_checked', 'cannot_receive', 'unclear'],
    done: 'validated',
    says: 'Validate: checked and real',
  },
  include: {
    from: ['validated'],
    to: 'included',
    reason: false,
    hindered: ['possible_duplicate', 'no_rounds_left'],
    done: 'included',
    says: 'Include: to be paid from the next distribution on',
  },
  decline: {
    from: ['registered', 'validated', 'included', 'paused'],
    to: 'declined',
    reason: true,
    hindered: ['payout_under_way'],
    done: 'declined',
    says: 'Decline, with a reason',
  },
  pause: {
    from: ['registered', 'validated', 'included'],
    to: 'paused',
    reason: true,
    hindered: [],
    done: 'paused',
    says: 'Pause, with a reason: on no list until resumed',
  },
  resume: {
    from: ['paused'],
    to: 'before',
    reason: false,
    hindered: [],
    done: 'resumed',
    says: 'Resume who was paused',
  },
  complete: {
    from: ['included'],
    to: 'completed',
    reason: false,
    hindered: ['payout_under_way'],
    done: 'completed',
    says: 'Complete: by itself, after somebody’s last round',
  },
  extend: {
    from: ['completed'],
    to: 'included',
    reason: true,
    hindered: ['possible_duplicate'],
    done: 'extended',
    says: 'Include again who had completed, for more rounds',
  },
} as const satisfies Record<string, StateRule>
export type StateAct = keyof typeof stateActs
export const stateActNames = Object.keys(stateActs) as readonly StateAct[]

/** What staff do to people directly. Completing happens by itself, extending comes with rounds (db/personRounds.ts). */
export type StaffStateAct = Exclude<StateAct, 'complete' | 'extend'>
export const staffStateActs = stateActNames.filter(
  (act): act is StaffStateAct => act !== 'complete' && act !== 'extend',
)

export const ruleOf = (act: StateAct): StateRule => stateActs[act]

/** What somebody is who is in none of the states that an act begins from: said of them instead of a hindrance. */
export const standings = {
  registered: 'not validated',
  validated: 'validated already',
  included: 'included already',
  paused: 'paused',
  declined: 'declined',
  completed: 'completed',
  not_paused: 'not paused',
} as const satisfies Record<BeneficiaryState | 'not_paused', string>

/** Where a person in this state can come to, and by which acts. */
export const movesFrom = (state: BeneficiaryState): { act: StateAct; to: readonly BeneficiaryState[] }[] =>
  stateActNames.flatMap(act => {
    const { from, to } = ruleOf(act)
    if (!from.includes(state)) return []
    return [{ act, to: to === 'before' ? ruleOf('pause').from : [to] }]
  })

/** Every way from one state to another that any act has: what the database lets through. */
export const stateMoves: readonly (readonly [BeneficiaryState, BeneficiaryState])[] = beneficiaryStates.flatMap(from =>
  movesFrom(from).flatMap(({ to }) => to.map(each => [from, each] as const)),
)
