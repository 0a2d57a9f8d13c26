/**
 * The clockwork every life shares. A life looks at its rows, does what is due, and then waits: for a signal, an act of a
 * person, or the next timer, whichever comes first. There is no wait without a timer.
 */
import {
  allHandlersFinished,
  condition,
  proxySinks,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { Sinks } from '@temporalio/workflow'
import { look, searchKeys } from './contracts.js'
import { pace } from './pace.js'

export interface Attention {
  /** something changed: the next wait ends at once */
  wake(): void
  /** something changed since the rows were read: do not end yet */
  woken(): boolean
  /** call it before the rows are read: what happens from now on is not in them */
  attend(): void
  /** at least a second, at most `longest`; `summary` is what the timer is called on screens. True: woken before time */
  wait(ms: number, summary: string): Promise<boolean>
  /** the sentence on the life’s page; costs no event */
  say(words: string): void
  /** the search attribute LifeState, written only when it changes */
  state(name: string): void
}

const shortestMs = 1_000
/** A life that waits for a month still looks once a day. */
const longestMs = 24 * 3_600_000

export function attention(): Attention {
  let woken = false
  let state = ''
  setHandler(look, () => {
    woken = true
  })
  return {
    wake: () => {
      woken = true
    },
    woken: () => woken,
    attend: () => {
      woken = false
    },
    wait: (ms, summary) => condition(() => woken, Math.min(Math.max(ms, shortestMs), longestMs), { summary }),
    say: setCurrentDetails,
    state: name => {
      if (name === state) return
      state = name
      upsertSearchAttributes([{ key: searchKeys.lifeState, value: name }])
    },
  }
}

/** Milliseconds from now until a moment the rows name; `without` when they name none. */
export const msUntil = (iso: string | undefined, without: number): number =>
  iso === undefined ? without : Date.parse(iso) - Date.now()

/** Heard only where a test listens (db/hooks.ts); to everybody else it is nothing. */
export interface MomentSinks extends Sinks {
  moments: { at(moment: 'continuing'): void }
}
const { moments: watched } = proxySinks<MomentSinks>()

/** True when the history has grown enough to begin a new run; then every act that was taken is answered first. */
export async function timeToContinue(historyLimit: number | undefined): Promise<boolean> {
  const { continueAsNewSuggested, historyLength } = workflowInfo()
  const limit = historyLimit ?? pace.historyLimit
  if (!(limit === undefined ? continueAsNewSuggested : historyLength >= limit)) return false
  await condition(allHandlersFinished)
  watched.at('continuing')
  return true
}

/** A life ends only when every act that it took has its answer. */
export const answered = (): Promise<void> => condition(allHandlersFinished)

/** A wait that grows while nothing happens and begins again when something does. */
export function patience(firstMs: number, mostMs: number): { next(): number; reset(): void } {
  let ms = firstMs
  return {
    next: () => {
      const now = ms
      ms = Math.min(ms * 2, mostMs)
      return now
    },
    reset: () => {
      ms = firstMs
    },
  }
}
