import { Connection } from '@temporalio/client'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../ground/database.js'
import { temporalAddress, timeSkippingServerPath } from '../ground/temporal.js'

const database = await freshDatabase()
afterAll(() => database.drop())

test('a fresh database is one of its own, and migrated', async () => {
  const other = await freshDatabase()
  const client = new pg.Client({ connectionString: other.url })
  await client.connect()
  const { rows } = await client.query<{ name: string; tables: number }>(
    `select current_database() as name, (select count(*)::int from pg_tables where schemaname = 'public') as tables`,
  )
  await client.end()
  await other.drop()
  expect(other.url).not.toBe(database.url)
  expect(other.url.endsWith(rows[0]?.name ?? '-')).toBe(true)
  expect(rows[0]?.tables).toBeGreaterThan(0)
})

test('the Temporal server remembers closed workflows for a year', async () => {
  const connection = await Connection.connect({ address: temporalAddress() })
  const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' })
  await connection.close()
  expect(config?.workflowExecutionRetentionTtl?.seconds?.toNumber()).toBe(365 * 24 * 3600)
})

test('the test server skips time', async () => {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: timeSkippingServerPath() } },
  })
  const before = await environment.currentTimeMs()
  await environment.sleep('30 days')
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(30 * 86_400_000)
  await environment.teardown()
})
