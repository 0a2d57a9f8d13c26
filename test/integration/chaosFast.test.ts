/** The fast form of the campaign and the test of the tests, as their commands run them: each in a process of its own. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, inject, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

function run(file: string, args: string[]): Promise<{ code: number | null; said: string }> {
  const loader = fileURLToPath(new URL('../../chaos/fast/loader.mjs', import.meta.url))
  const given = ['--import', loader, `${root}/${file}`, '--database-url', inject('adminUrl'), ...args]
  const child = spawn(process.execPath, given, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, said }))
  })
}

it('pays nobody twice and loses nothing in the plays of many seeds, whatever dies or sleeps at whichever turn', async () => {
  const { code, said } = await run('chaos/fast/main.ts', ['--seeds', '60'])
  expect(code, said).toBe(0)
  expect(said).toMatch(/60 plays, .* 0 plays failed/)
}, 600_000)

it('notices each guard that is taken away, and finds nothing in the same play with it', async () => {
  const { code, said } = await run('chaos/guards/main.ts', [])
  expect(code, said).toBe(0)
}, 900_000)
