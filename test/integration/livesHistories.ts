/** Recorded histories: what lives did once, so that changed code can be shown to do the same on replay. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkflowClient } from '@temporalio/client'
import proto from '@temporalio/proto'
import { expect } from 'vitest'

const { History } = proto.temporal.api.history.v1
type HistoryMessage = ReturnType<typeof History.fromObject>

export const historiesFolder = fileURLToPath(new URL('../histories/', import.meta.url))

/**
 * Writes the life’s history under the name of the test that runs, if MKONO_RECORD_HISTORIES is set. Payloads of these
 * tests are plain; nobody in them exists.
 */
export async function recordHistory(
  client: { workflow: WorkflowClient },
  workflowId: string,
  part = '',
): Promise<void> {
  if (process.env['MKONO_RECORD_HISTORIES'] === undefined) return
  const history = await client.workflow.getHandle(workflowId).fetchHistory()
  const name =
    `${expect.getState().currentTestName ?? workflowId}`
      .toLowerCase()
      .replace(/[^a-z]+/g, '-')
      .slice(0, 70) + part
  mkdirSync(historiesFolder, { recursive: true })
  writeFileSync(
    join(historiesFolder, `${name}.json`),
    `${JSON.stringify(asText(History.fromObject(history)), anonymous, 1)}\n`,
  )
}

const asText = (history: HistoryMessage): object =>
  History.toObject(history, { enums: String, longs: String, bytes: String })

/** Which machine recorded it is nobody’s business. */
const anonymous = (key: string, value: unknown): unknown =>
  key === 'identity' || (typeof value === 'string' && /^\d+@/.test(value)) ? 'worker' : value

export function recordedHistories(): { name: string; history: object }[] {
  return readdirSync(historiesFolder)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => ({ name, history: JSON.parse(readFileSync(join(historiesFolder, name), 'utf8')) as object }))
}

/** As the worker replays it. */
export const historyOf = (recorded: object): HistoryMessage => History.fromObject(recorded)
