/** Statements of FSPs, read and matched in the background: thin over db/statements/, whose rows are the checkpoint. */
import { Context } from '@temporalio/activity'
import type { House } from '../db/database.js'
import { findStatement, giveUpStatement, waitsForEarlier, type StatementStanding } from '../db/statements/files.js'
import { matchStatement } from '../db/statements/matching.js'
import { readStatement } from '../db/statements/reading.js'
import type { StatementId } from '../domain/ids.js'
import type { Waker } from './waker.js'

/** Where a statement stands, as a workflow may know it: counts and nothing of its lines. */
export interface StatementTold {
  fspAccountId: string
  state: StatementStanding['state']
  rowsRead: number
  lines: number
  rowsUnread: number
  /** of one that is done: how many came to what */
  counts: Record<string, number>
  /** an earlier statement of the same account goes first */
  waits: boolean
}

export interface StatementActivities {
  /** Heartbeats. Reads and matches until it is done, failed, or this worker has to stop. Null: no such statement. */
  reconcileStatement(of: { statementId: string }): Promise<StatementTold | null>
  /** Hours were not enough: it ends as failed with a case, so that later ones of its account go on. */
  giveUpStatement(of: { statementId: string }): Promise<StatementTold | null>
}

export function statementActivities({
  house,
  waker,
}: {
  house: House
  waker: Pick<Waker, 'wake'>
}): StatementActivities {
  return {
    async reconcileStatement({ statementId }) {
      const id = statementId as StatementId
      const standing = await findStatement(house, id)
      if (standing === null) return null
      if (await waitsForEarlier(house, standing)) return tell(standing, true)
      const { cancellationSignal, heartbeat } = Context.current()
      const working = {
        beat: (done: number) => heartbeat(done),
        stops: () => cancellationSignal.aborted,
        wake: waker.wake,
      }
      await readStatement(house, id, working)
      await matchStatement(house, id, working)
      const now = await findStatement(house, id)
      return now && tell(now, false)
    },
    async giveUpStatement({ statementId }) {
      const id = statementId as StatementId
      await giveUpStatement(house, id)
      const now = await findStatement(house, id)
      return now && tell(now, false)
    },
  }
}

const tell = (
  { fspAccountId, state, rowsRead, lines, rowsUnread, counts }: StatementStanding,
  waits: boolean,
): StatementTold => ({ fspAccountId, state, rowsRead, lines, rowsUnread, counts: { ...counts }, waits })
