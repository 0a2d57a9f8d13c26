import {
  ActivityFailure,
  defineQuery,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow'
import type { ImportActivities, ImportTold } from '../activities/imports.js'
import { taskQueues, type BeneficiaryImportInput } from './contracts.js'
import { paced } from './pace.js'

export const importTold = defineQuery<ImportTold | null>('standing')

/**
 * Rows are stored in chunks of one transaction, so a retry goes on where the last one stopped. It is tried for a day;
 * a list that can not be stored in that time is given up where it stands, and the page of the import says so.
 */
const { storeRows } = proxyActivities<ImportActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '5 minutes',
    scheduleToCloseTimeout: '1 day',
    heartbeatTimeout: '1 minute',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  }),
)
const { giveUpImport } = proxyActivities<ImportActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '30 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  }),
)

/** One list of people, from stored to done. The rows say how far it is: begun again, it goes on there. */
export async function beneficiaryImport({ importId }: BeneficiaryImportInput): Promise<ImportTold | null> {
  let told: ImportTold | null = null
  setHandler(importTold, () => told)
  setCurrentDetails('Takes a list of people in.')
  for (;;) {
    told = await storeOrGiveUp(importId)
    setCurrentDetails(told === null ? 'There is no such list.' : inWords(told))
    if (told === null || told.state === 'done' || told.state === 'failed') return told
  }
}

async function storeOrGiveUp(importId: string): Promise<ImportTold | null> {
  try {
    return await storeRows({ importId })
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
    return giveUpImport({ importId })
  }
}

const beginning = { stored: 'Waits', running: 'Takes people in', done: 'Done', failed: 'Given up' } as const

const inWords = ({ state, read, imported, known, refused }: ImportTold): string =>
  `${beginning[state]}: ${read} rows read, ${imported} people stored, ${known} known already, ${refused} rows refused.`
