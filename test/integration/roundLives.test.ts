/** The life of a programme’s round against pretended activities, with days passing in moments. */
import { randomUUID } from 'node:crypto'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoundActivities, RoundFound } from '../../activities/roundContract.js'
import { openLives, type Lives } from '../../temporal/client.js'
import * as contract from '../../workflows/contracts.js'
import { nobodyListens, timeSkippingServerPath, workflowBundle } from '../ground/temporal.js'
import { recordHistory } from './livesHistories.js'

/** of temporal.api.enums.v1.IndexedValueType */
const keyword = 2
const hour = 3_600_000

let env: TestWorkflowEnvironment
let lives: Lives
beforeAll(async () => {
  const server = { executable: { type: 'existing-path' as const, path: timeSkippingServerPath() } }
  env = await TestWorkflowEnvironment.createTimeSkipping({ server })
  const searchAttributes = Object.fromEntries(Object.values(contract.searchKeys).map(({ name }) => [name, keyword]))
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes })
  lives = openLives({ connection: env.connection, namespace: env.namespace ?? 'default' })
})
afterAll(() => env.teardown())

const nominalAt = '2026-11-06T06:00:00.000Z'

type Step = Pick<RoundFound, 'state'> & { due?: boolean; hindered?: string }

/** Rows that stand at one step after the other: a step that is due goes on when it is taken, any other after some looks. */
function rows(steps: Step[], looks = 1) {
  const asked: string[] = []
  let at = 0
  let seen = 0
  const now = (): Step => steps[Math.min(at, steps.length - 1)] ?? { state: 'done' }
  const activities: RoundActivities = {
    openRound: async ({ nominalAt }) => {
      asked.push(`open ${nominalAt}`)
      return steps.length === 0 ? { cycleId: null, says: 'No round is due now.' } : { cycleId: 'c', says: '' }
    },
    lookAtRound: async () => {
      const { state, due = false } = now()
      if (!due && state !== 'done' && ++seen >= looks) {
        seen = 0
        at += 1
      }
      return { cycleId: 'c', state, due, says: `It is ${state}.` }
    },
    stepRound: async () => {
      const { state, hindered } = now()
      asked.push(`step from ${state}`)
      at += 1
      return hindered === undefined ? { ok: true } : { ok: false, problem: 'state', why: hindered }
    },
    completeAfterRound: async () => {
      asked.push('complete')
      return { completed: 3 }
    },
  }
  return { asked, activities }
}

async function played(activities: RoundActivities, play: (programmeId: string) => Promise<unknown>): Promise<unknown> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: contract.taskQueues.house,
    workflowBundle: workflowBundle(),
    sinks: nobodyListens,
    activities,
  })
  const programmeId = randomUUID()
  return worker.runUntil(async () => {
    const result = await play(programmeId)
    await recordHistory(env.client, contract.lifeId.programmeRound(programmeId, nominalAt))
    return result
  })
}
const lived = async (activities: RoundActivities): Promise<unknown> =>
  played(activities, async programmeId => {
    await lives.programmeRound(programmeId, nominalAt).wake()
    return env.client.workflow.getHandle(contract.lifeId.programmeRound(programmeId, nominalAt)).result()
  })

describe('a round of a programme', () => {
  it('is opened, its list made, approved ahead, followed until it is paid, and who had the last round completes', async () => {
    const { asked, activities } = rows([
      { state: 'opening', due: true },
      { state: 'opening' },
      { state: 'waiting', due: true },
      { state: 'paying' },
      { state: 'done' },
    ])
    expect(await lived(activities)).toEqual({ state: 'done', says: 'It is done.' })
    expect(asked).toEqual([`open ${nominalAt}`, 'step from opening', 'step from waiting', 'complete'])
  })

  it('waits in its place, and days for people, without asking more often than every ten minutes', async () => {
    const { asked, activities } = rows(
      [
        { state: 'queued', due: true, hindered: 'The round before is not paid yet.' },
        { state: 'waiting' },
        { state: 'done' },
      ],
      200,
    )
    const before = await env.currentTimeMs()
    expect(await lived(activities)).toMatchObject({ state: 'done' })
    expect(asked).toEqual([`open ${nominalAt}`, 'step from queued', 'complete'])
    expect((await env.currentTimeMs()) - before).toBeGreaterThan(24 * hour)
  })

  it('that was skipped, and a time that is no round, end at once', async () => {
    expect(await lived(rows([{ state: 'skipped' }]).activities)).toMatchObject({ state: 'skipped' })
    const none = rows([])
    expect(await lived(none.activities)).toEqual({ state: 'nothing', says: 'No round is due now.' })
    expect(none.asked).toEqual([`open ${nominalAt}`])
  })

  it('keeps its time when it begins its next run', async () => {
    const { asked, activities } = rows([{ state: 'waiting' }, { state: 'done' }], 12)
    await played(activities, async programmeId => {
      const handle = await env.client.workflow.start(contract.lifeTypes.programmeRound, {
        workflowId: contract.lifeId.programmeRound(programmeId, nominalAt),
        taskQueue: contract.taskQueues.house,
        args: [{ v: 1, programmeId, nominalAt, historyLimit: 30 } satisfies contract.ProgrammeRoundInput],
      })
      expect(await handle.result()).toMatchObject({ state: 'done' })
    })
    expect(asked.length).toBeGreaterThan(2)
    expect(new Set(asked)).toEqual(new Set([`open ${nominalAt}`, 'complete']))
  })
})
