/** The naive way’s own little API: starts a workflow for everyone, takes the callbacks and turns each into a signal. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, Connection } from '@temporalio/client'
import { numberOf } from '../people.js'
import { servePart } from '../part.js'
import { taskQueue } from './contract.js'

/** starts under way at once */
const atOnce = 50

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' })
  const client = new Client({ connection, namespace: env['TEMPORAL_NAMESPACE'] ?? 'default' })
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const said = JSON.parse(Buffer.concat(parts).toString()) as {
        status: string
        requestMetadata: { payoutId: string }
      }
      client.workflow
        .getHandle(said.requestMetadata.payoutId)
        .signal('told', said.status)
        .then(
          () => response.writeHead(200).end(),
          () => response.writeHead(500).end(),
        )
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  servePart(
    async message => {
      if (message['do'] === 'start') await startAll(client, Number(message['payouts']))
      return { url: `http://127.0.0.1:${port}/` }
    },
    async () => {
      server.closeAllConnections()
      server.close()
      await connection.close()
    },
  )
}

async function startAll(client: Client, payouts: number): Promise<void> {
  let next = 1
  const starter = async (): Promise<void> => {
    while (next <= payouts) {
      const i = next++
      const payoutId = `naive/${i}`
      const args = [{ payoutId, number: numberOf(i) }]
      await client.workflow.start('naivePayout', { workflowId: payoutId, taskQueue, args })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, starter))
}

main(process.env).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'It did not start.'}\n`)
  process.exit(1)
})
