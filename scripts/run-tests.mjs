import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { getChromium } from './chromium.mjs'
import { ready } from './setup.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Runs vitest and prints the closing line; sets the exit code. */
export async function runTests(args) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-tests-'))
  const report = path.join(folder, 'report.json')
  try {
    await ready({ engines: ['temporal', 'temporal-test-server'] })
    if (wantsBrowser(args)) getChromium()
    const code = await vitest([...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
    const counts = countIn(report)
    // A run that broke before, between or after its tests is a failure too, whatever the tests said.
    if (code !== 0 && counts.failed === 0) counts.failed = 1
    close(counts)
    process.exitCode = counts.failed === 0 ? 0 : 1
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    close({ passed: 0, failed: 1, skipped: 0 })
    process.exitCode = 1
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Unless tests are named and none of the portal is among them. */
export function wantsBrowser(args) {
  const projects = args.flatMap((arg, at) =>
    arg.startsWith('--project=') ? [arg.slice('--project='.length)] : args[at - 1] === '--project' ? [arg] : [],
  )
  const without = projects.length > 0 && projects.every(project => project === 'unit' || project === 'integration')
  const named = args.filter((arg, at) => !arg.startsWith('-') && !args[at - 1]?.startsWith('--'))
  return !without && (named.length === 0 || named.some(name => 'test/portal'.includes(name) || name.includes('portal')))
}

function close({ passed, failed, skipped }) {
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
}

/** Tests by their result; a file that could not even be loaded counts as one failure. */
export function countIn(report) {
  if (!fs.existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { testResults = [] } = JSON.parse(fs.readFileSync(report, 'utf8'))
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of testResults) {
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed++
      else if (status === 'failed') counts.failed++
      else counts.skipped++
    }
    if (file.status === 'failed' && !file.assertionResults.some(each => each.status === 'failed')) counts.failed++
  }
  return counts
}

/** vitest's exit code. Ctrl-C is passed on by the terminal; we wait for vitest to clean up. */
function vitest(args) {
  const program = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [program, 'run', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise(resolve => {
    child.on('error', () => resolve(1))
    child.on('close', code => resolve(code ?? 1))
  })
}
