import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cacheFolder, tryLock, withLock } from './cache.mjs'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-cache-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('the cache lies outside the repository unless told otherwise', () => {
  expect(cacheFolder({ MKONO_CACHE: '/somewhere' })).toBe('/somewhere')
  expect(cacheFolder({ XDG_CACHE_HOME: '/cache' })).toBe('/cache/mkono')
  expect(cacheFolder({})).toBe(path.join(os.homedir(), '.cache', 'mkono'))
})

test('who holds the lock works alone', async () => {
  const file = path.join(folder, 'alone.lock')
  let inside = 0
  let most = 0
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside)
    await new Promise(resolve => setImmediate(resolve))
    inside--
  }
  await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)])
  expect(most).toBe(1)
  expect(fs.existsSync(file)).toBe(false)
})

test('the lock of a process that died is taken over', async () => {
  const file = path.join(folder, 'dead.lock')
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  fs.writeFileSync(file, `${pid}\n`)
  expect(await withLock(file, () => Promise.resolve('mine'))).toBe('mine')
})

test('the lock of a living process is not taken', () => {
  const file = path.join(folder, 'living.lock')
  fs.writeFileSync(file, `${process.ppid}\n`)
  expect(tryLock(file)).toBe(false)
  expect(fs.readFileSync(file, 'utf8')).toBe(`${process.ppid}\n`)
})
