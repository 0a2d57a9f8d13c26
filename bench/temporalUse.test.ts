import { describe, expect, it } from 'vitest'
import { actionsOf } from './temporalUse.js'

const started = { workflowExecutionStartedEventAttributes: {} }
const signaled = { workflowExecutionSignaledEventAttributes: {} }
const task = { workflowTaskScheduledEventAttributes: {} }

describe('billable actions', () => {
  it('counts starts, activities with their retries, timers, signals, updates and search attributes', () => {
    expect(
      actionsOf([
        started,
        task,
        { activityTaskScheduledEventAttributes: {} },
        { activityTaskStartedEventAttributes: { attempt: 3 } },
        { activityTaskCompletedEventAttributes: {} },
        { timerStartedEventAttributes: {} },
        signaled,
        { workflowExecutionUpdateAcceptedEventAttributes: {} },
        { upsertWorkflowSearchAttributesEventAttributes: {} },
        { workflowExecutionCompletedEventAttributes: {} },
      ]),
    ).toEqual({ start: 1, activity: 3, timer: 1, signal: 1, update: 1, searchAttributes: 1 })
  })

  it('a signal that came with the start costs nothing beyond it', () => {
    expect(actionsOf([started, signaled, task])).toEqual({ start: 1 })
    expect(actionsOf([started, task, signaled])).toEqual({ start: 1, signal: 1 })
  })

  it('local activities of one task are one action', () => {
    const marker = (of: number) => ({ markerRecordedEventAttributes: { workflowTaskCompletedEventId: of as never } })
    expect(actionsOf([started, marker(4), marker(4), marker(9)])).toEqual({ start: 1, localActivities: 2 })
  })
})
