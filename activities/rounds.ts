/** What the life of a programme’s round asks of the house. The rows decide under lock; these carry questions and acts. */
import {
  closeCycle,
  cycleAt,
  findCycle,
  lookAgainAtCycle,
  nextInQueue,
  openDueRounds,
  stepCycle,
  type CycleFound,
} from '../db/cycles.js'
import { completePeople } from '../db/personRounds.js'
import { goByStanding } from '../db/standingApprovals.js'
import { done, refused } from '../domain/done.js'
import type { CycleId, ProgrammeId } from '../domain/ids.js'
import type { RoundActivities, RoundFound } from './roundContract.js'
import type { World } from './world.js'

const minute = 60_000
/** A little longer than the life’s longest wait: only one that is gone is overdue. */
const overdueAfterMs = 15 * minute
const completedAtOnce = 10_000

export function roundActivities({ house, lives }: World): RoundActivities {
  /** Whose turn it is begins now and not at its next look; that comes by itself where this is lost. */
  const wakeNext = async (programmeId: ProgrammeId): Promise<void> => {
    const next = await nextInQueue(house, programmeId)
    if (next) await lives.programmeRound(programmeId, next.nominalAt.toISOString()).wake()
  }
  return {
    openRound: async ({ programmeId, nominalAt }) => {
      const programme = programmeId as ProgrammeId
      const live = await openDueRounds(house, { programmeId: programme })
      const cycleId = await cycleAt(house, programme, new Date(nominalAt))
      for (const other of live) {
        if (other.cycleId !== cycleId) await lives.programmeRound(programmeId, other.nominalAt.toISOString()).wake()
      }
      const says = live.length > 0 ? 'Saw to the rounds that are due; this time is none.' : 'No round is due now.'
      return { cycleId, says: cycleId === null ? says : '' }
    },

    lookAtRound: async ({ cycleId }) => {
      const id = cycleId as CycleId
      await closeCycle(house, id)
      const found = await findCycle(house, id)
      if (!found) return null
      if (found.state === 'done') await wakeNext(found.programmeId)
      await lookAgainAtCycle(house, id, overdueAfterMs)
      return told(found)
    },

    stepRound: async ({ cycleId }) => {
      const before = await findCycle(house, cycleId as CycleId)
      if (!before) return refused('not_found', 'There is no such round.')
      if (before.state === 'open' && before.distributionId !== null) {
        const went = await goByStanding(house, before.distributionId)
        if (went.ok) await lives.distribution(before.distributionId).wake()
        return went
      }
      const stepped = await stepCycle(house, cycleId as CycleId)
      if (!stepped.ok) return stepped
      const { distributionId, fspName } = stepped
      if (distributionId !== null && fspName !== null)
        await lives.distribution(distributionId).begin({ programmeId: before.programmeId, fspName })
      return done()
    },

    completeAfterRound: async ({ programmeId }) => ({
      completed: await completePeople(house, { programmeId: programmeId as ProgrammeId, limit: completedAtOnce }),
    }),
  }
}

function told(found: CycleFound): RoundFound {
  const { cycleId, state, plannedDate, why, unsettled } = found
  const named = `Round of ${plannedDate}`
  switch (state) {
    case 'queued':
      return { cycleId, state, due: true, says: `${named}: waits for the one before.` }
    case 'opening':
      return { cycleId, state, due: true, says: `${named}: its list is made.` }
    case 'open':
      return listTold(found, named)
    case 'done':
      return {
        cycleId,
        state,
        due: false,
        says: `${named}: done${why === null ? '' : ` (${why})`}; ${unsettled} on their way.`,
      }
    case 'skipped':
    case 'missed':
      return { cycleId, state, due: false, says: `${named}: ${state}${why === null ? '' : `. ${why}`}` }
  }
}

function listTold({ cycleId, distributionState, approvedAhead, unsettled }: CycleFound, named: string): RoundFound {
  switch (distributionState) {
    case 'freezing':
    case null:
      return { cycleId, state: 'opening', due: false, says: `${named}: its list is frozen.` }
    case 'awaiting_approval':
      return { cycleId, state: 'waiting', due: approvedAhead, says: `${named}: its list waits for approval.` }
    case 'approved':
      return { cycleId, state: 'waiting', due: approvedAhead, says: `${named}: its list waits for its start.` }
    default:
      return {
        cycleId,
        state: 'paying',
        due: false,
        says: `${named}: ${unsettled} payouts are still to come to an end.`,
      }
  }
}
