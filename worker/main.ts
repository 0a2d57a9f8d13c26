/**
 * The worker as a process of its own. When it works it prints one JSON line on standard output; its log goes to standard
 * error. SIGTERM or SIGINT: calls that have left are finished and recorded, nothing new is taken, then it ends.
 */
import { kindOf } from '../activities/log.js'
import { openHouse } from '../db/database.js'
import { CannotOpen } from '../db/durability.js'
import { noHooks } from '../db/hooks.js'
import { testHooks } from '../db/testHooks.js'
import { connectorFor } from '../fsp/registry.js'
import { carrierFor } from '../messaging/registry.js'
import { readConfig } from './config.js'
import { installRuntime, openLog } from './log.js'
import { startWorker } from './worker.js'

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env)
  const log = openLog(config.logLevel)
  installRuntime(log)
  const { databaseUrl, masterKeys, poolSize } = config
  const hooks = config.testHooks === undefined ? noHooks : testHooks(config.testHooks)
  const house = await openHouse({ databaseUrl, masterKeys, poolSize, hooks })
  const worker = await startWorker({
    house,
    databaseUrl,
    temporal: config.temporal,
    connect: account => connectorFor(account, env),
    connectCarrier: account => carrierFor(account, env),
    publicUrl: config.publicUrl,
    log,
    roles: config.roles,
    sendByMs: config.sendByMs,
    pace: config.pace,
    mail: config.mail,
    ...(config.caretakerEveryMs === undefined ? {} : { caretakerEveryMs: config.caretakerEveryMs }),
  })
  process.stdout.write(`${JSON.stringify({ ready: true, roles: config.roles, pid: process.pid })}\n`)

  let stopping: Promise<void> | undefined
  const stop = (code: number): void => {
    stopping ??= worker
      .stop()
      .then(() => house.close())
      .then(
        () => process.exit(code),
        (error: unknown) => {
          log.error(kindOf(error), 'did not stop cleanly')
          process.exit(1)
        },
      )
  }
  process.on('SIGTERM', () => stop(0))
  process.on('SIGINT', () => stop(0))
  worker.ended.catch((error: unknown) => {
    log.error(kindOf(error), 'the worker can not go on')
    stop(1)
  })
}

/** One sentence and a code, never a stack, for what the operator can mend. */
function tell(error: unknown): void {
  const says =
    error instanceof CannotOpen
      ? error.message
      : error instanceof Error && error.name === 'TransportError'
        ? 'Temporal can not be reached: check that it runs and what TEMPORAL_ADDRESS says.'
        : 'The worker could not start. Set MKONO_DEBUG=1 to see why.'
  process.stderr.write(`${says}\n`)
  if (process.env['MKONO_DEBUG'] === '1' && error instanceof Error)
    process.stderr.write(`${error.stack ?? error.message}\n`)
}

main(process.env).catch((error: unknown) => {
  tell(error)
  process.exit(1)
})
