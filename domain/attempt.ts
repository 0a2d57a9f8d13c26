/**
 * The life of one attempt, as one pure table (design section 6). Everything that moves an attempt asks `move`; the
 * database refuses every other change (trigger `attempt_transition`, made from `transitions`).
 */
export const attemptStates = [
  'prepared',
  'sending',
  'accepted',
  'unknown',
  'refused',
  'withdrawn',
  'paid',
  'paid_extra',
  'reversed',
] as const
export type AttemptState = (typeof attemptStates)[number]

/** While one attempt of a payout is open no other can be opened. */
export const openStates = ['prepared', 'sending', 'accepted', 'unknown'] as const satisfies readonly AttemptState[]

/** Money may have left for these: what can still turn out to be a success. */
export const inTransitStates = ['sending', 'accepted', 'unknown'] as const satisfies readonly AttemptState[]

/** Every change of state that exists. A success is believed from anywhere, however late; nothing lowers a success. */
export const transitions: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  prepared: ['sending', 'withdrawn', 'paid', 'paid_extra'],
  sending: ['prepared', 'accepted', 'paid', 'refused', 'unknown', 'paid_extra'],
  accepted: ['paid', 'refused', 'unknown', 'paid_extra'],
  unknown: ['accepted', 'paid', 'refused', 'paid_extra'],
  refused: ['paid', 'paid_extra'],
  withdrawn: ['paid', 'paid_extra'],
  paid: ['reversed'],
  paid_extra: ['reversed', 'paid'],
  reversed: [],
}

export const mayMove = (from: AttemptState, to: AttemptState): boolean => transitions[from].includes(to)

/** What somebody says about an attempt. `notTaken`: proof that the FSP took nothing (before any first byte, or tabled). */
export type Said = 'accepted' | 'paid' | 'refused' | 'notTaken' | 'unknown' | 'reversed'

/** How far a word can be trusted, by who says it. */
export type Source =
  /** our own call's answer */
  | 'answer'
  /** a callback: unsigned, believed only as far as stored transaction id, number, amount and currency agree */
  | 'notice'
  /** the FSP's answer to a question about this very transaction */
  | 'query'
  /** the guard of a fail-closed account: nothing was validated, so nothing was taken */
  | 'validation'
  | 'statement'
  /** two different people with a reason */
  | 'people'

/**
 * What a word does to an attempt.
 * - `move`: change the state
 * - `stay`: nothing new (a repetition, or a word that would lower a state)
 * - `contradiction`: it denies what we hold as final; a person decides, the state stays
 */
export type Move = { do: 'move'; to: AttemptState } | { do: 'stay' } | { do: 'contradiction'; why: string }

const stay: Move = { do: 'stay' }

/**
 * Decides what `said` does to an attempt in `state`.
 * @param siblingPaid another success exists for the same (beneficiary, round, purpose): this one is extra
 */
export function move(state: AttemptState, said: Said, source: Source, siblingPaid: boolean): Move {
  switch (said) {
    case 'paid':
      if (state === 'paid' || state === 'paid_extra') return stay
      if (state === 'reversed') return { do: 'contradiction', why: 'a success was reported for a reversed transfer' }
      return { do: 'move', to: siblingPaid ? 'paid_extra' : 'paid' }
    case 'refused':
      if (state === 'sending' || state === 'accepted' || state === 'unknown') return { do: 'move', to: 'refused' }
      if (state === 'refused') return stay
      return { do: 'contradiction', why: `a refusal was reported for an attempt that is ${state}` }
    case 'accepted':
      return state === 'sending' || state === 'unknown' ? { do: 'move', to: 'accepted' } : stay
    case 'unknown':
      return state === 'sending' || state === 'accepted' ? { do: 'move', to: 'unknown' } : stay
    case 'notTaken':
      // Proof from the sender itself gives the attempt back for a new call; once it was called unknown, it ends it.
      if (state === 'sending' && source === 'answer') return { do: 'move', to: 'prepared' }
      if (state === 'sending' || state === 'unknown') return { do: 'move', to: 'refused' }
      return stay
    case 'reversed':
      if (source === 'notice') return { do: 'contradiction', why: 'a callback alone never reverses a success' }
      if (state === 'paid' || state === 'paid_extra') return { do: 'move', to: 'reversed' }
      return state === 'reversed'
        ? stay
        : { do: 'contradiction', why: `a reversal was reported for an attempt that is ${state}` }
  }
}
