import { Worker } from '@temporalio/worker'
import { describe, expect, it } from 'vitest'
import { lifeTypes } from '../../workflows/contracts.js'
import { nobodyListens, workflowBundle } from '../ground/temporal.js'
import { historyOf, recordedHistories } from './livesHistories.js'

describe('a life that began under older code goes on under this one', () => {
  const histories = recordedHistories()
  it('and there are histories of every life to show it by', () => {
    const recorded = new Set(histories.map(({ history }) => typeOf(history)))
    expect(recorded).toEqual(new Set(Object.values(lifeTypes).filter(type => type !== lifeTypes.caretaker)))
  })

  it.each(histories)('$name', async ({ history }) => {
    await Worker.runReplayHistory({ workflowBundle: workflowBundle(), sinks: nobodyListens }, historyOf(history))
  })

  it('a history that the code does not follow is noticed', async () => {
    const [first] = histories
    const bent = structuredClone(first?.history) as {
      events: { activityTaskScheduledEventAttributes?: { activityType?: { name?: string } } }[]
    }
    for (const event of bent.events) {
      const type = event.activityTaskScheduledEventAttributes?.activityType
      if (type) type.name = 'somethingElse'
    }
    await expect(
      Worker.runReplayHistory({ workflowBundle: workflowBundle(), sinks: nobodyListens }, historyOf(bent)),
    ).rejects.toThrow()
  })
})

const typeOf = (history: object): string | undefined =>
  (
    history as {
      events: { workflowExecutionStartedEventAttributes?: { workflowType?: { name?: string } } }[]
    }
  ).events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name
