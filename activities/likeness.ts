/** People compared by likeness: thin over db/likenessSearch.ts, whose rows say who waits. */
import { Context } from '@temporalio/activity'
import { compareNext, likenessStanding, type Opened } from '../db/likenessSearch.js'
import type { House } from '../db/database.js'
import type { ProgrammeId } from '../domain/ids.js'

/** Where the comparing of a programme stands, as a workflow may know it: counts and nobody. */
export interface ComparisonTold {
  waiting: number
  tooCommon: number
}

export interface LikenessActivities {
  /** Heartbeats. Compares people for a while and tells; call it again until nobody waits. */
  comparePeople(of: { programmeId: string }): Promise<ComparisonTold>
}

const aWhileMs = 30_000
/** In one transaction: some hundred milliseconds. */
const peopleAtOnce = 1_000

export function likenessActivities({ house }: { house: House }): LikenessActivities {
  return {
    async comparePeople(of) {
      const programmeId = of.programmeId as ProgrammeId
      const { cancellationSignal, heartbeat } = Context.current()
      const until = Date.now() + aWhileMs
      const opened: Opened = new Map()
      let compared = 0
      const goOn = async (): Promise<void> => {
        while (!cancellationSignal.aborted && Date.now() < until) {
          const now = await compareNext(house, programmeId, { limit: peopleAtOnce, opened })
          if (now.compared === 0) return
          heartbeat((compared += now.compared))
        }
      }
      // Two: half of it is the processor’s work here, half PostgreSQL’s.
      await Promise.all([goOn(), goOn()])
      return likenessStanding(house, programmeId)
    },
  }
}
