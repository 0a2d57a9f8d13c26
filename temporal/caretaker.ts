/**
 * The caretaker’s Schedule, made or corrected at every start of a worker: a schedule that is only created once drifts
 * from what the code says. A sweep that is still running is not joined by a second (SKIP), and minutes missed while
 * everything was down are not made up for: one sweep sees all that is overdue.
 */
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client'
import { lifeId, lifeTypes, taskQueues, type CaretakerInput } from '../workflows/contracts.js'

export const caretakerEveryMs = 60_000

/** @param everyMs between two sweeps, whole seconds; anything but a minute is for tests */
export async function keepCaretaker(client: Client, everyMs = caretakerEveryMs): Promise<void> {
  const options = scheduleOf(everyMs)
  try {
    await client.schedule.create(options)
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
    await client.schedule.getHandle(lifeId.caretaker).update(previous => ({
      ...previous,
      spec: options.spec,
      action: options.action,
      policies: { ...previous.policies, ...options.policies },
    }))
  }
}

function scheduleOf(everyMs: number): ScheduleOptions {
  const input: CaretakerInput = { v: 1 }
  return {
    scheduleId: lifeId.caretaker,
    spec: { intervals: [{ every: everyMs }] },
    action: {
      type: 'startWorkflow',
      workflowType: lifeTypes.caretaker,
      workflowId: lifeId.caretaker,
      taskQueue: taskQueues.house,
      args: [input],
      workflowRunTimeout: '10 minutes',
      staticSummary: 'Looks after everything that is overdue',
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
  }
}
