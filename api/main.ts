/**
 * The API as a process of its own. When it listens it prints one JSON line on standard output; its log goes to standard
 * error. Temporal is dialled at the first act, so callbacks are taken in while it is away.
 */
import { fileURLToPath } from 'node:url'
import { CannotOpen } from '../db/durability.js'
import { openHouse } from '../db/database.js'
import { noHooks } from '../db/hooks.js'
import { testHooks } from '../db/testHooks.js'
import { testFsp } from '../fsp/connection.js'
import { connectorFor } from '../fsp/registry.js'
import { carrierFor } from '../messaging/registry.js'
import { openLives } from '../temporal/client.js'
import { dataConverter } from '../temporal/codec.js'
import { connectLazily } from '../temporal/connection.js'
import { createApi } from './app.js'
import { readConfig, WrongSetting } from './config.js'
import { faceOf, openLog } from './log.js'
import { listen } from './server.js'

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env)
  const log = openLog(config.logLevel)
  const { databaseUrl, masterKeys, poolSize } = config
  const hooks = config.testHooks === undefined ? noHooks : testHooks(config.testHooks)
  const house = await openHouse({ databaseUrl, masterKeys, poolSize, hooks })
  const connection = connectLazily(config.temporal)
  const lives = openLives({
    connection,
    namespace: config.temporal.namespace,
    dataConverter: dataConverter(house.sealing.payloadKeys()),
  })
  // Beside the compiled code; run from the sources there is none.
  const settings = { ...config.settings, portalFolder: fileURLToPath(new URL('../web/portal', import.meta.url)) }
  const api = createApi({
    house,
    lives,
    connectorFor: account => connectorFor(account, env),
    testFsp: account => testFsp(account, env),
    carrierFor: account => carrierFor(account, env),
    settings,
    log,
  })
  const listening = await listen(api, config)
  // Only now is it known which port a 0 came to. Nothing was asked yet.
  if (settings.publicUrl === '') settings.publicUrl = listening.url
  process.stdout.write(`${JSON.stringify({ ready: true, url: listening.url, pid: process.pid })}\n`)

  let stopping: Promise<void> | undefined
  const stop = (): void => {
    stopping ??= listening
      .stop()
      .then(() => Promise.all([house.close(), connection.close()]))
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error(faceOf(error), 'did not stop cleanly')
          process.exit(1)
        },
      )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** One sentence and a code, never a stack, for what the operator can mend. */
function tell(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const says =
    error instanceof WrongSetting || error instanceof CannotOpen
      ? error.message
      : code === 'EADDRINUSE' || code === 'EACCES'
        ? `The API can not listen (${code}): choose another MKONO_PORT or stop what uses it.`
        : 'The API could not start. Set MKONO_DEBUG=1 to see why.'
  process.stderr.write(`${says}\n`)
  if (process.env['MKONO_DEBUG'] === '1') process.stderr.write(`${JSON.stringify(faceOf(error))}\n`)
  process.exitCode = 1
}

main(process.env).catch((error: unknown) => {
  tell(error)
  process.exit(1)
})
