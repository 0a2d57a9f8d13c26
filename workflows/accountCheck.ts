import { continueAsNew, defineQuery, proxyActivities, setHandler } from '@temporalio/workflow'
import type { ChecksTold, PeopleActivities } from '../activities/people.js'
import { attention, msUntil, timeToContinue } from './attention.js'
import { taskQueues, type AccountCheckInput } from './contracts.js'
import { paced } from './pace.js'

export const checksTold = defineQuery<ChecksTold | null>('standing')

/**
 * Asking about a number changes nothing at the FSP and may be repeated; the waits grow, so that an outage is not made
 * worse, and never end, because people wait for the answer.
 */
const { checkNumbers } = proxyActivities<PeopleActivities>(
  paced({
    taskQueue: taskQueues.fsp,
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '1 minute',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  }),
)

/** Checks every number of a programme that waits, until each has its answer: at once, by callback, or “unclear”. */
export async function accountCheck(input: AccountCheckInput): Promise<ChecksTold> {
  const life = attention()
  let told: ChecksTold | null = null
  setHandler(checksTold, () => told)
  life.say('Checks numbers with the FSP.')
  for (;;) {
    life.attend()
    told = await checkNumbers({ programmeId: input.programmeId })
    life.say(inWords(told))
    if (told.waiting === 0 && !life.woken()) return told
    if (await timeToContinue(undefined)) await continueAsNew<typeof accountCheck>(input)
    if (!life.woken()) await life.wait(msUntil(told.nextAt, 60_000), 'waits for answers about numbers')
  }
}

function inWords({ ok, cannotReceive, unclear, waiting, nextAt }: ChecksTold): string {
  const waits =
    waiting === 0 ? '' : ` ${waiting} numbers wait for an answer${nextAt ? `, asked again from ${nextAt}` : ''}.`
  return `${ok} people can receive, ${cannotReceive} can not, ${unclear} are unclear.${waits}`
}
