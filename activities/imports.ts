/** Lists of people, stored in the background: thin over db/imports.ts, whose rows are the checkpoint. */
import { Context } from '@temporalio/activity'
import type { House } from '../db/database.js'
import { failImport, findImport, openImport, storeNextRows, type ImportStanding } from '../db/imports.js'
import type { ImportId } from '../domain/ids.js'
import type { Lives } from '../temporal/client.js'

/** Where an import stands, as a workflow may know it: counts and nothing of the list. */
export interface ImportTold {
  programmeId: string
  state: 'stored' | 'running' | 'done' | 'failed'
  read: number
  imported: number
  known: number
  refused: number
}

export interface ImportActivities {
  /** Heartbeats. Stores rows for a while and tells; call it again until the state is `done`. Null: no such import. */
  storeRows(of: { importId: string }): Promise<ImportTold | null>
  /** gives the list up; what was stored stays */
  giveUpImport(of: { importId: string }): Promise<ImportTold | null>
}

/** Then the workflow tells how far it is. */
const aWhileMs = 10_000

export interface ImportNeeds {
  house: House
  /** begins to compare the people who came in; without it the caretaker does */
  lives?: Pick<Lives, 'beginDuplicateSearch'>
}

export function importActivities({ house, lives }: ImportNeeds): ImportActivities {
  return {
    async storeRows({ importId }) {
      const id = importId as ImportId
      const list = await openImport(house, id)
      if (!list) return tell(await findImport(house, id))
      const { cancellationSignal, heartbeat } = Context.current()
      const until = Date.now() + aWhileMs
      for (;;) {
        const standing = await storeNextRows(house, list)
        heartbeat(standing.rowsRead)
        const goesOn = standing.state === 'stored' || standing.state === 'running'
        // A worker that is asked to stop hands over between two transactions.
        // Where Temporal is not reached now, the caretaker begins it.
        if (standing.state === 'done') await lives?.beginDuplicateSearch(standing.programmeId).catch(() => undefined)
        if (!goesOn || cancellationSignal.aborted || Date.now() > until) return tell(standing)
      }
    },
    async giveUpImport({ importId }) {
      await failImport(house, importId as ImportId)
      return tell(await findImport(house, importId as ImportId))
    },
  }
}

const tell = (standing: ImportStanding | null): ImportTold | null =>
  standing && {
    programmeId: standing.programmeId,
    state: standing.state,
    read: standing.rowsRead,
    imported: standing.imported,
    known: standing.known,
    refused: standing.refused,
  }
