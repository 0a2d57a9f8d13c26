/** What every activity is given: the house, the ways to the FSPs, the lives it may wake. */
import type { AnsweredCall } from '../db/answers.js'
import type { House } from '../db/database.js'
import type { Touched } from '../db/touched.js'
import type { Lives } from '../temporal/client.js'
import type { Connectors } from './connectors.js'
import type { Hooks } from './hooks.js'
import type { Log } from './log.js'
import type { Traffic } from './traffic.js'
import type { Waker } from './waker.js'

export interface World {
  house: House
  /** records what came back from a call; calls that are answered at one moment are recorded together */
  record(answered: AnsweredCall): Promise<Touched[]>
  connectors: Connectors
  lives: Lives
  waker: Waker
  /** how much money this process moves just now */
  traffic: Traffic
  log: Log
  hooks: Hooks
  /** how long after the commit of a call its first byte may still leave (design section 6: 30 s) */
  sendByMs: number
  /** after how long the caretaker takes what nobody does for forgotten */
  idleMs: number
  /** the worker is shutting down: finish what is under way, take nothing new */
  stopping: AbortSignal
}

export const usualSendByMs = 30_000
