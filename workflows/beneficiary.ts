import { continueAsNew } from '@temporalio/workflow'
import type { Matter } from '../activities/contract.js'
import { answered, msUntil, patience, timeToContinue } from './attention.js'
import type { BeneficiaryInput } from './contracts.js'
import { followPerson } from './beneficiaryMatters.js'
import { askPayout, checkNumber, closeAtDeadline, openAttempt, submitOne } from './policies.js'

const hour = 3_600_000

/**
 * What is outstanding for one person: a refused payout waits for its correction or for time, a corrected number is
 * checked, approved and paid, an unknown is chased and at last ended by two people. Begins with the first such matter,
 * ends when nothing is outstanding; the next event begins it again under the same id.
 */
export async function beneficiary(input: BeneficiaryInput): Promise<{ settled: boolean }> {
  const person = followPerson(input)
  const calm = patience(5_000, hour)
  while (!(await timeToContinue(input.historyLimit))) {
    const found = await person.look()
    if (!found || (found.settled && found.matters.length === 0)) {
      await answered()
      // What was said while the last act was answered is looked at before the end.
      if (!person.woken()) return { settled: true }
      continue
    }
    let moved = false
    for (const matter of found.matters) moved = (await seeTo(matter)) || moved
    if (moved) calm.reset()
    else if (found.matters.length > 0) await person.wait(calm.next(), 'Until it is tried again')
    else await person.wait(msUntil(found.nextCheckAt, 6 * hour), person.timerSays())
  }
  return continueAsNew<typeof beneficiary>(input)
}

/** Does the next thing for one matter. False: nothing changed, so there is no hurry to look again. */
async function seeTo(matter: Matter): Promise<boolean> {
  switch (matter.kind) {
    case 'checkNumber':
      await checkNumber.executeWithOptions({ summary: 'Checks the corrected number with the FSP' }, [
        { destinationId: matter.destinationId },
      ])
      // Its answer, now or by callback, wakes this life.
      return false
    case 'ask': {
      const asked = await askPayout.executeWithOptions({ summary: 'Asks the FSP what became of the payout' }, [
        { payoutId: matter.payoutId },
      ])
      // What was asked about has its next time in its row now.
      return asked.asked > 0
    }
    case 'tryAgain': {
      const { payoutId, approvalId } = matter
      const opened = await openAttempt.executeWithOptions({ summary: 'Opens the next attempt' }, [
        { payoutId, ...(approvalId === undefined ? {} : { approvalId }) },
      ])
      return opened.ok
    }
    case 'send': {
      const submitted = await submitOne.executeWithOptions({ summary: 'Sends the payout' }, [
        { payoutId: matter.payoutId },
      ])
      return submitted.sent > 0
    }
    case 'close': {
      const closed = await closeAtDeadline.executeWithOptions(
        { summary: 'The deadline has passed: the money goes back' },
        [{ payoutId: matter.payoutId }],
      )
      return closed.ok
    }
  }
}
