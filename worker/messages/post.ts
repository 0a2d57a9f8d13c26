/** What every round of messages works with. */
import type { Hooks } from '../../activities/hooks.js'
import type { Log } from '../../activities/log.js'
import type { House } from '../../db/database.js'
import type { Carriers } from './carriers.js'
import type { Lanes } from './lanes.js'
import type { Writer } from './write.js'

export interface MessagePost {
  readonly house: House
  readonly carriers: Carriers
  readonly writer: Writer
  readonly log: Log
  readonly hooks: Hooks
  /** where carriers report how far a message is; null: nothing of ours can be reached from outside */
  readonly publicUrl: string | null
  /** nothing more is stored, and what is stored is sent and recorded */
  readonly stopping: AbortSignal
  /** what is on its way, by account */
  readonly lanes: Lanes
}
