import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { RoundActivities, RoundFound } from '../activities/roundContract.js'
import { answered, attention, patience, timeToContinue, type Attention } from './attention.js'
import type { ProgrammeRoundInput } from './contracts.js'
import { paced } from './pace.js'
import { neverMended } from './policies.js'
import { taskQueues } from './contracts.js'

const { openRound, lookAtRound, stepRound, completeAfterRound } = proxyActivities<RoundActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '2 minutes',
    retry: {
      initialInterval: '500 milliseconds',
      backoffCoefficient: 2,
      maximumInterval: '30 seconds',
      nonRetryableErrorTypes: neverMended,
    },
  }),
)

const minute = 60_000
const hour = 60 * minute

export interface ProgrammeRoundEnd {
  state: 'done' | 'skipped' | 'missed' | 'nothing'
  says: string
}

/**
 * One round of a programme that runs by itself: it is opened, its list is made and goes its way as a distribution, waits for
 * people or goes by what was approved ahead, and once it is paid whoever had their last round completes. The Schedule of the
 * programme begins it at its nominal time; the rows say whether that is a round at all.
 */
export async function programmeRound(input: ProgrammeRoundInput): Promise<ProgrammeRoundEnd> {
  const { programmeId } = input
  const nominalAt = input.nominalAt ?? scheduledFor()
  const care = attention()
  const { cycleId, says } = await openRound({ programmeId, nominalAt })
  if (cycleId === null) return end(care, { state: 'nothing', says })
  const pace = patience(2_000, 10 * minute)
  let before = ''
  while (!(await timeToContinue(input.historyLimit))) {
    care.attend()
    const found = await lookAtRound({ cycleId })
    if (!found) return end(care, { state: 'nothing', says: 'There is no such round.' })
    if (found.state === 'done') {
      await completeAfterRound({ programmeId })
      return end(care, { state: 'done', says: found.says })
    }
    if (found.state === 'skipped' || found.state === 'missed')
      return end(care, { state: found.state, says: found.says })
    if (found.state !== before) pace.reset()
    before = found.state
    care.state(found.state)
    await goOn(care, found, pace.next())
  }
  return continueAsNew<typeof programmeRound>({ ...input, nominalAt })
}

/** Does what is due, and waits: for its place, for whatever hinders its list, for people, for the money to arrive. */
async function goOn(care: Attention, { cycleId, due, says }: RoundFound, waitMs: number): Promise<void> {
  care.say(says)
  if (!due) {
    await care.wait(waitMs, 'Looks how far the round is')
    return
  }
  const stepped = await stepRound({ cycleId })
  if (stepped.ok) return
  care.say(`${says} ${stepped.why}`)
  await care.wait(Math.min(waitMs, hour), 'Until it is tried again')
}

async function end(care: Attention, told: ProgrammeRoundEnd): Promise<ProgrammeRoundEnd> {
  care.say(told.says)
  await answered()
  return told
}

/** The nominal time, as the server tells a run that a Schedule began: later retries and late starts do not change it. */
function scheduledFor(): string {
  const [at] = workflowInfo().searchAttributes['TemporalScheduledStartTime'] ?? []
  const time = at instanceof Date ? at : workflowInfo().startTime
  return time.toISOString()
}
