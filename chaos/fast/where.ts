/** Whose code is running: which process of the play, which life, which activity. Follows every await and timer. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Execution, Run } from './engine.js'
import type { Process } from './process.js'

export interface Where {
  process?: Process
  run?: Run
  execution?: Execution
}

const storage = new AsyncLocalStorage<Where>()

export const where = (): Where => storage.getStore() ?? {}
export const within = <T>(place: Where, work: () => T): T => storage.run(place, work)
