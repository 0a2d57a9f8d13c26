import {
  ActivityFailure,
  continueAsNew,
  defineQuery,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import type { StatementActivities, StatementTold } from '../activities/statements.js'
import { taskQueues, type StatementReconcileInput } from './contracts.js'
import { paced } from './pace.js'

export const statementTold = defineQuery<StatementTold | null>('standing')

/**
 * Chunks of lines are transactions of their own, so a retry goes on where the last one stopped. What is wrong with a file
 * ends it as failed at once; anything else is ours to mend, and after hours of trying the file makes room for later ones.
 */
const { reconcileStatement } = proxyActivities<StatementActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '2 hours',
    scheduleToCloseTimeout: '6 hours',
    heartbeatTimeout: '2 minutes',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  }),
)

const { giveUpStatement } = proxyActivities<StatementActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  }),
)

async function readOrGiveUp(statementId: string): Promise<StatementTold | null> {
  try {
    return await reconcileStatement({ statementId })
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
    return giveUpStatement({ statementId })
  }
}

/** One statement of an FSP account, from stored to matched. The rows say how far it is: begun again, it goes on there. */
export async function statementReconcile({ statementId }: StatementReconcileInput): Promise<StatementTold | null> {
  let told: StatementTold | null = null
  setHandler(statementTold, () => told)
  setCurrentDetails('Reads a statement and matches it.')
  for (;;) {
    told = await readOrGiveUp(statementId)
    setCurrentDetails(told === null ? 'There is no such statement.' : inWords(told))
    if (told === null || told.state === 'done' || told.state === 'failed') return told
    // Statements of one account go one after the other.
    if (told.waits) await sleep('5 seconds')
    // However long the one before takes, its history stays short.
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof statementReconcile>({ v: 1, statementId })
  }
}

const inWords = (told: StatementTold): string => {
  const { state, lines, rowsUnread, counts } = told
  if (state === 'failed') return 'Given up: its page says why.'
  if (told.waits) return 'Waits for an earlier statement of this account.'
  if (state !== 'done') return `${lines} lines are stored.`
  const found = Object.entries(counts).map(([result, count]) => `${count} ${result.replaceAll('_', ' ')}`)
  return `Done: ${lines} lines, ${rowsUnread} rows not read. In its time: ${found.join(', ')}.`
}
