/** The life of a statement, and a whole payday held against the simulator's own book. */
import { ApplicationFailure } from '@temporalio/common'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statementActivities, type StatementActivities, type StatementTold } from '../../activities/statements.js'
import { listCases } from '../../db/cases.js'
import type { Touched } from '../../db/touched.js'
import { taskQueues } from '../../workflows/contracts.js'
import { nobodyListens, timeSkippingServerPath, workflowBundle } from '../ground/temporal.js'
import { recordHistory } from './livesHistories.js'
import { give, statementText, transfersUnderWay, type Transfers } from './statementGround.js'

let temporal: TestWorkflowEnvironment
let there: Transfers
const woken: Touched[] = []
beforeAll(async () => {
  there = await transfersUnderWay(2)
  const server = { executable: { type: 'existing-path' as const, path: timeSkippingServerPath() } }
  temporal = await TestWorkflowEnvironment.createTimeSkipping({ server })
})
afterAll(async () => {
  await temporal.teardown()
  await there.payday.end()
})

const begin = (statementId: string) =>
  temporal.client.workflow.start('statementReconcile', {
    workflowId: `reconcile/${statementId}`,
    taskQueue: taskQueues.house,
    args: [{ v: 1, statementId }],
  })

async function withWorker<T>(work: () => Promise<T>, activities?: StatementActivities): Promise<T> {
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: taskQueues.house,
    workflowBundle: workflowBundle(),
    sinks: nobodyListens,
    activities: {
      ...statementActivities({ house: there.payday.house, waker: { wake: touched => void woken.push(...touched) } }),
      ...activities,
    },
  })
  return worker.runUntil(work())
}

describe('the life of a statement', () => {
  it('waits for an earlier one of the account, reads, matches, wakes whom it concerns, and tells what it found', async () => {
    const [one, two] = there.of
    await there.say(0, { is: 'unknown', reason: 'no_answer' }, 'query')
    const when = new Date().toISOString().slice(0, 19).replace('T', ' ')
    const { saveProfile } = await import('../../db/statements/profiles.js')
    await saveProfile(there.payday.house, {
      fspAccountId: there.payday.fspAccountId,
      name: 'ours',
      given: {
        columns: { at: 'When', amount: 'Out', key: 'Ours' },
        sign: 'all_out',
        dates: 'ymd',
        timeZone: 'UTC',
      },
      by: { person: 'asha', role: 'finance_maker' },
    })
    const line = (key: string): string => `When,Ours,Out\n${when},${key},5000`
    const first = await give(there.payday, line(one!.attemptKey), 'ours')
    const second = await give(there.payday, line(two!.attemptKey), 'ours')
    await withWorker(async () => {
      const later = await begin(second)
      const earlier = await begin(first)
      expect(await earlier.result()).toMatchObject({ state: 'done', lines: 1, counts: { matched: 1 } })
      const told: unknown = await later.result()
      expect(told).toMatchObject({ state: 'done', waits: false, fspAccountId: there.payday.fspAccountId })
      expect(await later.query<StatementTold>('standing')).toEqual(told)
      await recordHistory(temporal.client, later.workflowId)
      // Begun once more it finds everything done.
      expect(await (await begin(first)).result()).toMatchObject({ state: 'done' })
    })
    expect(new Set(woken.map(({ attemptKey }) => attemptKey))).toEqual(new Set([one!.attemptKey, two!.attemptKey]))
  })

  it('that can not be taken in for hours ends with a case, and the next one of the account goes on', async () => {
    const { house, fspAccountId } = there.payday
    const stuck = await give(there.payday, statementText([{ receipt: 'TJX0000077', amount: '-1.00' }]))
    const next = await give(there.payday, statementText([{ receipt: 'TJX0000078', amount: '-1.00' }]))
    const real = statementActivities({ house, waker: { wake: () => undefined } })
    const reconcileStatement = (of: { statementId: string }) => {
      if (of.statementId === stuck) throw ApplicationFailure.nonRetryable('as after six hours of trying')
      return real.reconcileStatement(of)
    }
    await withWorker(
      async () => {
        const later = await begin(next)
        expect(await (await begin(stuck)).result()).toMatchObject({ state: 'failed' })
        expect(await later.result()).toMatchObject({ state: 'done' })
      },
      { ...real, reconcileStatement },
    )
    const { cases } = await listCases(house, { kinds: ['statement'], fspAccountId, limit: 10 })
    expect(cases.map(({ says }) => says)).toContainEqual(expect.stringContaining('was given up'))
  })

  it('of a file that can not be read ends, and nothing of it counts', async () => {
    const bad = Array.from({ length: 1_001 }, (_, at) => ({ receipt: `T${at}`, amount: '-1.2.3' }))
    const id = await give(there.payday, statementText([{ receipt: 'TJX0000001', amount: '-1.00' }, ...bad]))
    await withWorker(async () =>
      expect(await (await begin(id)).result()).toMatchObject({ state: 'failed', counts: {} }),
    )
    await withWorker(async () =>
      expect(await (await begin('00000000-0000-4000-8000-000000000000')).result()).toBeNull(),
    )
  })
})
