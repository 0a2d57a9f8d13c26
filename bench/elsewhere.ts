/** A Temporal server that somebody else runs: the bench takes a namespace of its own there and gives it back. */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { Refused } from '../cli/failure.js'

export interface TemporalThere {
  readonly address: string
  readonly namespace: string
  end(): Promise<void>
}

/** A namespace is known to all parts of a server only when their caches are fresh again. */
const freshAfterMs = 60_000
const keptForMs = 24 * 3_600_000

/** The stack, the worker and the API read where Temporal is from the environment: it is set until `end`. */
export async function takeNamespace(address: string): Promise<TemporalThere> {
  const namespace = `mkono-bench-${randomBytes(4).toString('hex')}`
  const connection = await Connection.connect({ address, connectTimeout: 10_000 }).catch(() => {
    throw new Refused(`No Temporal server answers at ${address}: start it, or leave --temporal out.`)
  })
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs(keptForMs),
  })
  const deadline = Date.now() + freshAfterMs
  while (!(await isKnown(connection, namespace))) {
    if (Date.now() > deadline)
      throw new Refused(`The Temporal server at ${address} does not serve the new namespace ${namespace}.`)
    await pause(250)
  }
  process.env['TEMPORAL_ADDRESS'] = address
  process.env['TEMPORAL_NAMESPACE'] = namespace
  return {
    address,
    namespace,
    end: async () => {
      delete process.env['TEMPORAL_ADDRESS']
      delete process.env['TEMPORAL_NAMESPACE']
      // A server that lets nobody delete keeps it until its retention has passed.
      await connection.operatorService.deleteNamespace({ namespace }).catch(() => undefined)
      await connection.close()
    },
  }
}

async function isKnown(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.operatorService.listSearchAttributes({ namespace })
    await connection.workflowService.listWorkflowExecutions({ namespace })
    return true
  } catch {
    return false
  }
}

/** What would lead to somebody's real system. */
const elsewhere = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'MKONO_MASTER_KEYS', 'MKONO_KEYS_FILE']

/** The bench works on what it makes itself, never on a database that happens to be named around it. */
export function forgetSurroundings(): void {
  for (const name of elsewhere) delete process.env[name]
}
