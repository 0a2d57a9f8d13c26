/** A life that stands still for long harms no other one, and one whose history can not be followed begins anew by itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endStuck } from '../../temporal/stuck.js'
import { neverBrokenOff } from '../../worker/steps.js'
import { until } from '../ground/patience.js'
import { ownTaskQueue, temporalAddress } from '../ground/temporal.js'

/**
 * `still` stands still once it was poked, with what it goes on to do already queued; `other` only waits. By the clock of the
 * machine, which lives are not given: counted rounds of nothing take as long as they happen to.
 */
const strange = `
const { proxyActivities, setHandler, defineSignal, condition } = require('@temporalio/workflow')
const { ofStill } = proxyActivities({ startToCloseTimeout: '1 minute' })
const clock = Date.prototype.constructor
exports.still = async () => {
  let go
  const poked = new Promise(resolve => { go = resolve })
  setHandler(defineSignal('poke'), ms => { go(); for (const end = clock.now() + ms; clock.now() < end; ); })
  await poked
  await ofStill()
}
exports.other = async () => { await condition(() => false, '1 hour') }
`
/** The same names, other doings: nothing of theirs fits the history of those above. */
const changed = `
const { proxyActivities } = require('@temporalio/workflow')
const { ofStill } = proxyActivities({ startToCloseTimeout: '1 minute' })
exports.other = async () => { await ofStill() }
`

let folder: string
let native: NativeConnection
let client: Client
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {} } } })
  folder = mkdtempSync(join(process.cwd(), 'node_modules', '.mkono-stuck-'))
  native = await NativeConnection.connect({ address: temporalAddress() })
  client = new Client({ connection: await Connection.connect({ address: temporalAddress() }) })
})
afterAll(async () => {
  await client.connection.close()
  await native.close()
  rmSync(folder, { recursive: true, force: true })
})

async function bundled(name: string, code: string): Promise<WorkflowBundleWithSourceMap> {
  const path = join(folder, `${name}.cjs`)
  writeFileSync(path, code)
  return bundleWorkflowCode({
    workflowsPath: path,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  })
}

const workerOf = (taskQueue: string, workflowBundle: WorkflowBundleWithSourceMap): Promise<Worker> =>
  Worker.create({
    connection: native,
    taskQueue,
    workflowBundle,
    activities: { ofStill: async () => undefined },
    ...neverBrokenOff,
  })

/** Longer than the five seconds after which the SDK breaks a step off. */
const stillMs = 7_000
/** By the server’s own ten seconds a busy machine, on which such a step takes longer, would do it again and again. */
const workflowTaskTimeout = '1 minute'

it('a step that takes longer than the SDK allows writes nothing into the history of another life', async () => {
  const taskQueue = ownTaskQueue('still')
  const worker = await workerOf(taskQueue, await bundled('strange', strange))
  await worker.runUntil(async () => {
    const start = (type: string) =>
      client.workflow.start(type, { taskQueue, workflowId: `${taskQueue}/${type}`, workflowTaskTimeout })
    const [still, other] = [await start('still'), await start('other')]
    const steps = async (of: typeof still) => (await of.fetchHistory()).events ?? []
    const begun = async (of: typeof still) => (await steps(of)).some(each => each.workflowTaskCompletedEventAttributes)
    await until(
      async () => (await begun(still)) && (await begun(other)),
      seen => seen,
    )
    await still.signal('poke', stillMs)
    await other.signal('nobody hears it')
    await until(
      async () => (await steps(still)).some(each => each.activityTaskScheduledEventAttributes),
      seen => seen,
    )
    await other.signal('nobody hears it either')
    await still.result()
    expect((await steps(other)).filter(each => each.activityTaskScheduledEventAttributes)).toEqual([])
    await other.terminate()
  })
})

it('a life whose history can not be followed is ended, so that it can begin anew', async () => {
  const taskQueue = ownTaskQueue('stuck')
  const life = await client.workflow.start('other', { taskQueue, workflowId: `${taskQueue}/other` })
  const before = await workerOf(taskQueue, await bundled('before', strange))
  await before.runUntil(() =>
    until(
      async () => (await life.fetchHistory()).events?.some(each => each.timerStartedEventAttributes),
      seen => seen === true,
    ),
  )
  const after = await workerOf(taskQueue, await bundled('after', changed))
  await after.runUntil(async () => {
    const ended: string[] = []
    await until(
      async () => {
        // Woken now and then, as lives are: each time it can not be followed counts.
        await life.signal('look').catch(() => undefined)
        ended.push(...(await endStuck(client, 100)))
        return ended.includes(life.workflowId)
      },
      seen => seen,
    )
    expect((await life.describe()).status.name).toBe('TERMINATED')
  })
})
