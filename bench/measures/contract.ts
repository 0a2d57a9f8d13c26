/** One further thing that the bench measures, with its own goals. */
import type { Screen } from '../../cli/demo/screen.js'
import type { Goal } from '../figures.js'
import type { GroundOptions } from '../ground.js'

export interface Measured {
  readonly goals: readonly Goal[]
  readonly figures: Readonly<Record<string, unknown>>
  /** why nothing could be measured */
  readonly skipped?: string
}

export interface Measure {
  readonly name: string
  /** one sentence for the person who chooses */
  readonly says: string
  /** how many payouts, people, rows or callbacks its goal is meant for */
  readonly size: number
  run(screen: Screen, options: GroundOptions, size: number): Promise<Measured>
}
