import { isCancellation, patched, setCurrentDetails } from '@temporalio/workflow'
import type { Swept } from '../activities/contract.js'
import type { CaretakerInput } from './contracts.js'
import { askAccounts, sweep } from './policies.js'

/**
 * One sweep a minute: whatever is overdue in the rows is started or woken by its deterministic id, whoever terminated or
 * forgot it. So a workflow that is gone is never more than a minute from being there again.
 */
export async function caretaker(_input: CaretakerInput): Promise<Swept> {
  const asking = patched('accounts') ? askTheFsps() : null
  const swept = await sweep()
  await asking
  setCurrentDetails(
    `Saw to ${Object.entries(swept)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}.`,
  )
  return swept
}

/** An FSP that does not tell them, or whose workers are all busy sending, holds up nothing. */
async function askTheFsps(): Promise<void> {
  try {
    await askAccounts()
  } catch (error) {
    if (isCancellation(error)) throw error
  }
}
