/**
 * What the namespace must have before a life begins: our search attributes (the dev server ignores its flag for them
 * once its database file exists, facts 0.10) and a long memory for closed lives. Done at every start; idempotent.
 */
import type { Connection } from '@temporalio/client'
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js'
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js'
import { searchKeys } from '../workflows/contracts.js'

/** Closed lives stay readable, and their ids known, for at least 90 days. */
const retentionMs = 90 * 86_400_000

export async function prepareNamespace(connection: Connection, namespace: string): Promise<void> {
  await registerSearchAttributes(connection, namespace)
  await keepLong(connection, namespace)
}

async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  const missing: Record<string, number> = {}
  for (const { name, type } of Object.values(searchKeys)) {
    const wanted = encodeSearchAttributeIndexedValueType(type)
    const present = customAttributes[name]
    if (present === undefined && wanted !== undefined) missing[name] = wanted
    else if (present !== wanted) {
      throw new Error(
        `The search attribute ${name} exists in namespace ${namespace} with another type; remove it there.`,
      )
    }
  }
  if (Object.keys(missing).length === 0) return
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing })
  } catch (error) {
    // Two workers may start at once: what the other has added is there now.
    const { customAttributes: now } = await connection.operatorService.listSearchAttributes({ namespace })
    if (!Object.keys(missing).every(name => now[name] !== undefined)) throw error
  }
}

async function keepLong(connection: Connection, namespace: string): Promise<void> {
  const { config } = await connection.workflowService.describeNamespace({ namespace })
  if ((optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0) >= retentionMs) return
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(retentionMs) },
  })
}
