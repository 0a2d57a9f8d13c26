/**
 * What a run cost in Temporal: every workflow of the namespace, its events and bytes, and its billable actions by the
 * price list of Temporal Cloud, which is a useful measure on one's own server too.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { temporal } from '@temporalio/proto'
import { perPayout } from './figures.js'

type HistoryEvent = temporal.api.history.v1.IHistoryEvent

export interface TemporalUsed {
  readonly workflows: number
  readonly eventsPerPayout: number
  readonly historyBytesPerPayout: number
  readonly actionsPerPayout: number
  /** by kind; heartbeats come from the server's own counters, else they are not among them */
  readonly actions: Readonly<Record<string, number>>
  readonly heartbeatsCounted: boolean
  readonly byType: Readonly<Record<string, { workflows: number; events: number; bytes: number }>>
}

/** @param since only workflows that began after it; `most`: only so many, where all are alike */
export async function temporalUsed(
  client: Client,
  given: { payouts: number; since: Date; heartbeats?: number; most?: number },
): Promise<TemporalUsed> {
  const byType: Record<string, { workflows: number; events: number; bytes: number }> = {}
  const actions: Record<string, number> = {}
  let left = given.most ?? Number.POSITIVE_INFINITY
  for await (const found of client.workflow.list({ query: `StartTime >= '${given.since.toISOString()}'` })) {
    if (left-- <= 0) break
    const handle = client.workflow.getHandle(found.workflowId, found.runId)
    const [{ events }, described] = await Promise.all([handle.fetchHistory(), handle.describe()])
    const type = (byType[found.type] ??= { workflows: 0, events: 0, bytes: 0 })
    type.workflows += 1
    type.events += events?.length ?? 0
    type.bytes += described.historySize ?? 0
    for (const [kind, count] of Object.entries(actionsOf(events ?? []))) actions[kind] = (actions[kind] ?? 0) + count
    // A run of a Schedule is three actions, of which its start was counted.
    if (found.type === 'caretaker') actions['schedule'] = (actions['schedule'] ?? 0) + 2
  }
  if (given.heartbeats !== undefined) actions['heartbeat'] = given.heartbeats
  const total = (field: 'workflows' | 'events' | 'bytes'): number =>
    Object.values(byType).reduce((sum, each) => sum + each[field], 0)
  const { payouts } = given
  return {
    workflows: total('workflows'),
    eventsPerPayout: perPayout(total('events'), payouts),
    historyBytesPerPayout: perPayout(total('bytes'), payouts),
    actionsPerPayout: perPayout(
      Object.values(actions).reduce((sum, each) => sum + each, 0),
      payouts,
    ),
    actions,
    heartbeatsCounted: given.heartbeats !== undefined,
    byType,
  }
}

/**
 * Billable actions that a history shows: start or continue-as-new 1, activity start or retry 1, timer 1, signal 1 (with
 * its start: none beyond that), update 1, search attributes 1, child 2, local activities of one workflow task 1.
 */
export function actionsOf(events: readonly HistoryEvent[]): Record<string, number> {
  const count: Record<string, number> = {}
  const add = (kind: string, by = 1): void => {
    count[kind] = (count[kind] ?? 0) + by
  }
  let markersOf: unknown
  for (const [place, event] of events.entries()) {
    if (event.workflowExecutionStartedEventAttributes) add('start')
    if (event.activityTaskScheduledEventAttributes) add('activity')
    const { attempt } = event.activityTaskStartedEventAttributes ?? {}
    if (attempt != null && attempt > 1) add('activity', attempt - 1)
    if (event.timerStartedEventAttributes) add('timer')
    // Right after the start, before any task: a signal-with-start.
    if (event.workflowExecutionSignaledEventAttributes && place !== 1) add('signal')
    if (event.workflowExecutionUpdateAcceptedEventAttributes) add('update')
    if (event.upsertWorkflowSearchAttributesEventAttributes) add('searchAttributes')
    if (event.startChildWorkflowExecutionInitiatedEventAttributes) add('child', 2)
    const marker = event.markerRecordedEventAttributes
    if (marker) {
      const task = String(marker.workflowTaskCompletedEventId)
      if (task !== markersOf) add('localActivities')
      markersOf = task
    }
  }
  return count
}

/** Heartbeats that reached the server since it started; undefined where its counters can not be read. */
export async function heartbeatsSoFar(metricsPort: number | undefined): Promise<number | undefined> {
  if (metricsPort === undefined) return undefined
  try {
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
    let sum = 0
    for (const line of (await response.text()).split('\n')) {
      if (/^service_requests\{.*operation="RecordActivityTaskHeartbeat".*service_name="frontend"/.test(line))
        sum += Number(line.slice(line.lastIndexOf(' ') + 1))
    }
    return sum
  } catch {
    // A server that does not tell: the figure is left out.
    return undefined
  }
}

/** Lives end a moment after their rows do; their last events belong to the run. */
export async function lifeEnded(client: Client, workflowId: string, seconds: number): Promise<boolean> {
  const handle = client.workflow.getHandle(workflowId)
  const deadline = Date.now() + seconds * 1_000
  while (Date.now() < deadline) {
    if ((await handle.describe()).status.name !== 'RUNNING') return true
    await pause(200)
  }
  return false
}
