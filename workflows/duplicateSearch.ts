import { continueAsNew, defineQuery, proxyActivities, setHandler } from '@temporalio/workflow'
import type { ComparisonTold, LikenessActivities } from '../activities/likeness.js'
import { attention, timeToContinue } from './attention.js'
import { taskQueues, type DuplicateSearchInput } from './contracts.js'
import { paced } from './pace.js'

export const comparisonTold = defineQuery<ComparisonTold | null>('standing')

/** Who waits is in the rows, and whoever was compared is off them: a retry goes on where the last one stopped. */
const { comparePeople } = proxyActivities<LikenessActivities>(
  paced({
    taskQueue: taskQueues.house,
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '1 minute',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  }),
)

/** Compares everybody of a programme who came in or was changed with the others, until nobody waits. */
export async function duplicateSearch(input: DuplicateSearchInput): Promise<ComparisonTold> {
  const life = attention()
  let told: ComparisonTold | null = null
  setHandler(comparisonTold, () => told)
  life.say('Compares people by likeness.')
  for (;;) {
    life.attend()
    told = await comparePeople({ programmeId: input.programmeId })
    life.say(inWords(told))
    if (told.waiting === 0 && !life.woken()) return told
    if (await timeToContinue(undefined)) await continueAsNew<typeof duplicateSearch>(input)
  }
}

const inWords = ({ waiting, tooCommon }: ComparisonTold): string =>
  `Compares people by likeness: ${waiting} wait, ${tooCommon} have names too common to be compared by them.`
