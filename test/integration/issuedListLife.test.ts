/** A list that was asked for is made in the background, and whoever waits for one that can not be made is told. */
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listActivities, type ListActivities, type ListTold } from '../../activities/lists.js'
import { askList, bytesOfList, findIssued, overdueLists } from '../../db/issuedLists.js'
import type { DistributionId, IssuedListId } from '../../domain/ids.js'
import { lifeId, lifeTypes, taskQueues } from '../../workflows/contracts.js'
import { nobodyListens, timeSkippingServerPath, workflowBundle } from '../ground/temporal.js'
import { aDistribution, aPayday, asha, must, type Payday } from '../world/payday.js'
import { recordHistory } from './livesHistories.js'

let payday: Payday
let distributionId: DistributionId
let temporal: TestWorkflowEnvironment
beforeAll(async () => {
  payday = await aPayday({ people: 3 })
  distributionId = await aDistribution(payday)
  const server = { executable: { type: 'existing-path' as const, path: timeSkippingServerPath() } }
  temporal = await TestWorkflowEnvironment.createTimeSkipping({ server })
})
afterAll(async () => {
  await temporal.teardown()
  await payday.end()
})

async function asked(): Promise<IssuedListId> {
  const given = {
    distributionId,
    kind: 'closing',
    format: 'pdf',
    shows: 'references',
    forSigning: false,
    by: asha,
  } as const
  return must(await askList(payday.house, given)).listId
}

/** Its life, to the end, with these activities. */
async function lived(listId: IssuedListId, over: Partial<ListActivities> = {}): Promise<ListTold> {
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: taskQueues.house,
    workflowBundle: workflowBundle(),
    sinks: nobodyListens,
    activities: { ...listActivities(payday), ...over },
  })
  return worker.runUntil(async () => {
    const handle = await temporal.client.workflow.start(lifeTypes.issuedList, {
      workflowId: lifeId.issuedList(listId),
      taskQueue: taskQueues.house,
      args: [{ v: 1, listId }],
    })
    const told = (await handle.result()) as ListTold
    await recordHistory(temporal.client, handle.workflowId)
    return told
  })
}

it('a report that was asked for is made by its life, and begun once more it is found made', async () => {
  const listId = await asked()
  const told = await lived(listId)
  const bytes = await bytesOfList(payday.house, listId)
  expect(told).toEqual({ state: 'made', bytes: bytes.length })
  expect(await lived(listId)).toEqual(told)
})

it('one that can not be made in an hour is given up with a sentence, and what fails once is tried again', async () => {
  const listId = await asked()
  let tries = 0
  const once: ListActivities['makeList'] = async of => {
    if (++tries === 1) throw new Error('the database was away')
    return listActivities(payday).makeList(of)
  }
  expect(await lived(listId, { makeList: once })).toMatchObject({ state: 'made' })
  expect(tries).toBe(2)
  const never = await asked()
  expect(await lived(never, { makeList: () => Promise.reject(new Error('never')) })).toEqual({
    state: 'failed',
    bytes: 0,
  })
  expect(await findIssued(payday.house, never)).toMatchObject({
    state: 'failed',
    why: expect.stringContaining('ask for it anew'),
  })
})

it('one that nobody makes is found by the caretaker, once', async () => {
  const listId = await asked()
  expect(await overdueLists(payday.house)).toEqual([])
  await sql`update issued_list set next_check_at = now() - interval '1 minute' where id = ${listId}`.execute(
    payday.house.db,
  )
  expect(await overdueLists(payday.house)).toEqual([{ listId, programmeId: payday.programmeId }])
  expect(await overdueLists(payday.house)).toEqual([])
})
