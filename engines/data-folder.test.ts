import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DataFolderInUse, openDataFolder } from './data-folder.js'
import { identify } from './process-identity.js'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-folder-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

test('two systems never share a data folder, and the second is told what to do', () => {
  const folder = openDataFolder(path.join(root, 'one'))
  expect(() => openDataFolder(path.join(root, 'one'))).toThrow(DataFolderInUse)
  expect(() => openDataFolder(path.join(root, 'one'))).toThrow(
    /stop that one first, or choose another folder with --data/,
  )
  folder.close()
  openDataFolder(path.join(root, 'one')).close()
})

test('the folder of a killed run is taken over', () => {
  fs.mkdirSync(path.join(root, 'killed'))
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  fs.writeFileSync(path.join(root, 'killed', 'mkono.lock'), JSON.stringify({ pid, began: '1' }))
  openDataFolder(path.join(root, 'killed')).close()
})

test('a pid that was given to another program since does not hold the folder', () => {
  fs.mkdirSync(path.join(root, 'reused'))
  const lock = JSON.stringify({ pid: process.pid, began: 'another time' })
  fs.writeFileSync(path.join(root, 'reused', 'mkono.lock'), lock)
  expect(identify(process.pid)?.began).not.toBe('another time')
  openDataFolder(path.join(root, 'reused')).close()
})

test('a port is remembered while it is free, and another is chosen when it is taken', async () => {
  const folder = openDataFolder(path.join(root, 'ports'))
  const first = await folder.port('postgres')
  expect(await folder.port('postgres')).toBe(first)
  const squatter = net.createServer()
  await new Promise<void>(resolve => squatter.listen(first, '127.0.0.1', resolve))
  expect(await folder.port('postgres')).not.toBe(first)
  await new Promise(resolve => squatter.close(resolve))
  folder.close()
})

test('a secret is made once and only its owner reads it', () => {
  const folder = openDataFolder(path.join(root, 'secrets'))
  const secret = folder.secret('postgres-password')
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(folder.secret('postgres-password')).toBe(secret)
  const { mode } = fs.statSync(path.join(root, 'secrets', 'secrets', 'postgres-password'))
  expect(mode & 0o777).toBe(0o600)
  folder.close()
})
