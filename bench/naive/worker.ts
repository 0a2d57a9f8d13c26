/** The worker of the naive way, as Temporal's own examples start one: nothing set that is not needed. */
import { fileURLToPath } from 'node:url'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { servePart } from '../part.js'
import { taskQueue, type NaiveActivities } from './contract.js'
import { currency, productName, username } from '../sandbox.js'

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] })
  const connection = await NativeConnection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' })
  const worker = await Worker.create({
    connection,
    namespace: env['TEMPORAL_NAMESPACE'] ?? 'default',
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./workflow.js', import.meta.url)),
    activities: { pay: payment(env['SANDBOX_URL'] ?? '', env['SANDBOX_KEY'] ?? '') },
  })
  const running = worker.run()
  servePart(
    () => Promise.resolve({}),
    async () => {
      worker.shutdown()
      await running
    },
  )
}

function payment(url: string, apikey: string): NaiveActivities['pay'] {
  return async ({ payoutId, number }) => {
    const recipient = { phoneNumber: number, currencyCode: currency, amount: 5_000, metadata: { payoutId } }
    const answer = await fetch(`${url}/mobile/b2c/request`, {
      method: 'POST',
      headers: { apikey, accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ username, productName, recipients: [recipient] }),
    })
    const body = await answer.text()
    if (!answer.ok || !body.includes('Queued')) throw new Error(`The provider did not take it (${answer.status}).`)
  }
}

main(process.env).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'It did not start.'}\n`)
  process.exit(1)
})
