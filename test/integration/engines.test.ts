import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DataFolder, openDataFolder } from '../../engines/data-folder.js'
import { startPostgres } from '../../engines/postgres.js'
import { commandLine } from '../../engines/process-identity.js'
import { startTemporalServer } from '../../engines/temporal-server.js'
import { findTemporal } from '../../engines/temporal.js'

let root = ''
let folder: DataFolder
beforeAll(() => {
  // mkdtemp makes folders that only their owner may pass through: as root the database's user must still get in.
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-engines-'))
  folder = openDataFolder(path.join(root, 'data'))
})
afterAll(() => {
  folder.close()
  fs.rmSync(root, { recursive: true, force: true })
})

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

const postmasterPid = (): number =>
  Number.parseInt(fs.readFileSync(path.join(folder.path, 'postgres', 'postmaster.pid'), 'utf8'), 10)

test('a committed payment survives the kill of the database, under the same address and password', async () => {
  const first = await startPostgres(folder)
  await query(first.url, `create table paid (minor bigint); insert into paid values (500000)`)
  process.kill(postmasterPid(), 'SIGKILL')
  await first.exited
  const second = await startPostgres(folder)
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'select minor from paid')).toEqual([{ minor: '500000' }])
  await second.stop()
})

test('a database that outlived its run is ended and started anew', async () => {
  const first = await startPostgres(folder)
  const orphan = postmasterPid()
  const second = await startPostgres(folder)
  await first.exited
  expect(postmasterPid()).not.toBe(orphan)
  expect(await query(second.url, 'select minor from paid')).toHaveLength(1)
  await second.stop()
})

test('a pid file that names a stranger does not keep the database from starting', async () => {
  fs.writeFileSync(path.join(folder.path, 'postgres', 'postmaster.pid'), `${process.pid}\n`)
  const server = await startPostgres(folder)
  expect(await query(server.url, 'show fsync')).toEqual([{ fsync: 'on' }])
  expect(await query(server.url, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
  expect(await query(server.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  await server.stop()
})

test('only the loopback interface and only the right password reach the database', async () => {
  const server = await startPostgres(folder)
  const wrong = Object.assign(new URL(server.url), { password: 'wrong' }).href
  await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/)
  expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  await server.stop()
})

test('an unreachable database of DATABASE_URL is one sentence without the password', async () => {
  const databaseUrl = 'postgres://someone:very-secret@127.0.0.1:1/none'
  const error: unknown = await startPostgres(folder, { databaseUrl }).catch((thrown: unknown) => thrown)
  expect(String(error)).toMatch(/DATABASE_URL cannot be reached/)
  expect(String(error)).not.toContain('very-secret')
})

test('a life that Temporal carries goes on after its server was killed', async () => {
  const { path: executable } = await findTemporal()
  const first = await startTemporalServer(folder, { executable, uiPort: false })
  const workflowId = 'distribution/one'
  const began = await Connection.connect({ address: first.address })
  await new Client({ connection: began }).workflow.start('distribution', { workflowId, taskQueue: 'nobody', args: [] })
  await began.close()
  process.kill(pidOfTemporal(), 'SIGKILL')
  await first.exited

  const second = await startTemporalServer(folder, { executable, uiPort: false })
  expect(second.address).toBe(first.address)
  const connection = await Connection.connect({ address: second.address })
  const found = await new Client({ connection }).workflow.getHandle(workflowId).describe()
  await connection.close()
  expect(found.status.name).toBe('RUNNING')
  await second.stop()
})

function pidOfTemporal(): number {
  const { pid } = JSON.parse(fs.readFileSync(path.join(folder.path, 'run', 'temporal.pid'), 'utf8')) as { pid: number }
  expect(commandLine(pid)).toContain(folder.path)
  return pid
}

test('nothing is left running after everything was stopped', () => {
  expect(fs.readdirSync(path.join(folder.path, 'run'))).toEqual([])
  expect(fs.existsSync(path.join(folder.path, 'postgres', 'postmaster.pid'))).toBe(false)
})
