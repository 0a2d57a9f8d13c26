/** The fast form and the test of the tests as their commands run them: each in a process of its own. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const loader = fileURLToPath(new URL('../../chaos/fast/loader.mjs', import.meta.url))

/** @returns its exit code and all that it said */
export function runChaos(file: string, args: readonly string[]): Promise<{ code: number | null; said: string }> {
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
