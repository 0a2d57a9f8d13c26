import { ActivityFailure, isCancellation, proxyActivities, setCurrentDetails } from '@temporalio/workflow'
import type { ListActivities, ListTold } from '../activities/lists.js'
import { taskQueues, type IssuedListInput } from './contracts.js'
import { paced } from './pace.js'

/** A document is made whole or not at all: a retry begins again, from the rows as they stand then. */
const { makeList } = proxyActivities<ListActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '20 minutes',
    scheduleToCloseTimeout: '1 hour',
    heartbeatTimeout: '2 minutes',
    retry: {
      initialInterval: '2 seconds',
      backoffCoefficient: 2,
      maximumInterval: '1 minute',
      nonRetryableErrorTypes: ['NoSuchRow', 'SealBroken'],
    },
  }),
)
const { giveUpList } = proxyActivities<ListActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '30 seconds',
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumInterval: '1 minute',
      nonRetryableErrorTypes: ['NoSuchRow'],
    },
  }),
)

/** One list or report that somebody asked for, from asked to made. */
export async function issuedList({ listId }: IssuedListInput): Promise<ListTold> {
  setCurrentDetails('Makes a list or a report of a distribution.')
  const told = await makeOrGiveUp(listId)
  setCurrentDetails(told.state === 'made' ? `Made: ${told.bytes} bytes.` : 'Given up: whoever asked is told why.')
  return told
}

async function makeOrGiveUp(listId: string): Promise<ListTold> {
  try {
    return await makeList({ listId })
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
    return giveUpList({ listId })
  }
}
