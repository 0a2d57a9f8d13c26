/** Beside Mkono on the same kind of Temporal server (database file, WAL): one workflow per payout, and nothing else. */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import type { Screen } from '../../cli/demo/screen.js'
import { Refused } from '../../cli/failure.js'
import { startSandboxProcess } from '../../cli/stack-programs.js'
import { openDataFolder, type DataFolder } from '../../engines/data-folder.js'
import { startTemporalServer } from '../../engines/temporal-server.js'
import { findTemporal } from '../../engines/temporal.js'
import { costOf, secondsSince, type Cost } from '../cost.js'
import { takeNamespace } from '../elsewhere.js'
import { freshFolder, openUndo, type GroundOptions, type Undo } from '../ground.js'
import { startPart } from '../part.js'
import { processesOf, watchProcesses } from '../processes.js'
import { openSandbox } from '../sandbox.js'
import { temporalUsed, type TemporalUsed } from '../temporalUse.js'

export interface NaiveRun extends Cost {
  /** of a sample: they are all alike */
  readonly temporal: TemporalUsed
  readonly paidTwice: number
}

const stalledMs = 180_000
const sample = 100

export async function runNaive(
  screen: Screen,
  options: GroundOptions,
  { payouts }: { payouts: number },
): Promise<NaiveRun> {
  const undo = openUndo(freshFolder(), options)
  try {
    const folder = openDataFolder(undo.folder)
    undo.add(async () => folder.close())
    const server = await temporalOf(folder, options, undo)
    const provider = await startSandboxProcess(folder)
    undo.add(() => provider.stop())
    const apiKey = randomBytes(24).toString('hex')
    const { address, namespace } = server
    const here = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }
    const env = { ...process.env, ...here, SANDBOX_URL: provider.url, SANDBOX_KEY: apiKey }
    const worker = await startPart('./naive/worker.js', { env, logFile: folder.logFile('worker') })
    undo.add(() => worker.end())
    const front = await startPart('./naive/front.js', { env, logFile: folder.logFile('front') })
    undo.add(() => front.end())
    const { url } = await front.ask({ do: 'tell' })
    const sandbox = openSandbox(provider.url)
    const { processingMs } = options
    await sandbox.arrange({ apiKey, notificationUrl: String(url), validationUrl: null, processingMs })
    const connection = await Connection.connect({ address })
    undo.add(() => connection.close())
    const client = new Client({ connection, namespace })

    const watch = watchProcesses({ ...processesOf(folder.path), worker: worker.pid, front: front.pid })
    const since = new Date(Date.now() - 1_000)
    const began = performance.now()
    await Promise.all([front.ask({ do: 'start', payouts }), untilCompleted(client, screen, payouts)])
    const cost = costOf(payouts, secondsSince(began), watch)
    const { summary } = await sandbox.book()
    if (summary.transfers !== payouts)
      throw new Refused(`The naive way paid ${summary.transfers} of ${payouts} payouts: its figures mean nothing.`)
    const temporal = await temporalUsed(client, { payouts: Math.min(sample, payouts), since, most: sample })
    return { ...cost, temporal, paidTwice: summary.numbersOrPayoutsPaidTwice }
  } finally {
    await undo.all()
  }
}

async function temporalOf(
  folder: DataFolder,
  { temporal }: GroundOptions,
  undo: Undo,
): Promise<{ address: string; namespace: string }> {
  if (temporal !== undefined) {
    const there = await takeNamespace(temporal)
    undo.add(() => there.end())
    return there
  }
  const engine = await findTemporal()
  const server = await startTemporalServer(folder, { executable: engine.path, uiPort: false })
  undo.add(() => server.stop())
  return server
}

async function untilCompleted(client: Client, screen: Screen, payouts: number): Promise<void> {
  const shown = screen.progress(payouts)
  let best = { done: -1, at: Date.now() }
  try {
    for (;;) {
      const { count } = await client.workflow.count(`ExecutionStatus = 'Completed'`)
      shown.show(count, 'completed')
      if (count >= payouts) return
      if (count > best.done) best = { done: count, at: Date.now() }
      if (Date.now() - best.at > stalledMs) throw new Refused(`Nothing moved for three minutes: ${count} completed.`)
      await pause(250)
    }
  } finally {
    shown.end()
  }
}
