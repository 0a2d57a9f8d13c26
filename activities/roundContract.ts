/** What the life of a programme’s round asks of the world. Kept apart from contract.ts, which is as long as files get. */
import type { Acted } from '../workflows/contracts.js'

export interface RoundFound {
  cycleId: string
  /** `waiting`: its list waits for people · `paying`: approved, until nothing of it is left to be sent or on its way */
  state: 'queued' | 'opening' | 'waiting' | 'paying' | 'done' | 'skipped' | 'missed'
  /** something can be done for it now */
  due: boolean
  says: string
}

export interface RoundActivities {
  /** Deals with every round of the programme that is due by now. `cycleId` null: no round has this time; `says` why. */
  openRound(of: { programmeId: string; nominalAt: string }): Promise<{ cycleId: string | null; says: string }>
  /** null: there is no such round */
  lookAtRound(of: { cycleId: string }): Promise<RoundFound | null>
  /** Takes it one step further: out of the queue, to a list, past its approval; refused with what hinders it. */
  stepRound(of: { cycleId: string }): Promise<Acted>
  /** completes who had their last round; tells them */
  completeAfterRound(of: { programmeId: string }): Promise<{ completed: number }>
}
