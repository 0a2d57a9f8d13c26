import { setCurrentDetails } from '@temporalio/workflow'
import type { Swept } from '../activities/contract.js'
import type { CaretakerInput } from './contracts.js'
import { sweep } from './policies.js'

/**
 * One sweep a minute: whatever is overdue in the rows is started or woken by its deterministic id, whoever terminated or
 * forgot it. So a workflow that is gone is never more than a minute from being there again.
 */
export async function caretaker(_input: CaretakerInput): Promise<Swept> {
  const swept = await sweep()
  setCurrentDetails(
    `Saw to ${Object.entries(swept)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}.`,
  )
  return swept
}
