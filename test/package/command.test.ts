import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { findChromium, getChromium } from '../../scripts/chromium.mjs'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mkono-package-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

interface Ended {
  code: number
  stdout: string
  stderr: string
}

async function node(...args: string[]): Promise<Ended> {
  try {
    return { code: 0, ...(await run(process.execPath, args)) }
  } catch (error) {
    return error as Ended
  }
}

test.each(['18.20.8', '20.18.3', '12.22.12'])(
  'on Node %s, which is too old, the command says so in one sentence',
  async version => {
    const pretend = path.join(folder, `node-${version}.mjs`)
    fs.writeFileSync(pretend, `Object.defineProperty(process.versions, 'node', { value: '${version}' })`)
    for (const program of ['bin/mkono.mjs', 'scripts/test.mjs']) {
      const { code, stdout, stderr } = await node('--import', pretend, path.join(root, program))
      expect(code).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toBe(
        `Mkono needs Node 20.19 or newer and this is Node ${version}: install a newer one from https://nodejs.org and try again.\n`,
      )
    }
  },
)

test('what an old Node reads first is written without younger syntax', () => {
  for (const file of ['bin/mkono.mjs', 'scripts/node-version.mjs', 'scripts/test.mjs']) {
    const source = fs.readFileSync(path.join(root, file), 'utf8')
    expect(source, file).not.toMatch(/\?\.|\?\?|^\s*await |'node:|#[a-z]+\(/m)
  }
})

test('an installed package without sources runs as it is and builds nothing', async () => {
  const installed = path.join(folder, 'installed')
  fs.mkdirSync(installed)
  for (const part of ['bin', 'scripts', 'package.json']) {
    fs.cpSync(path.join(root, part), path.join(installed, part), { recursive: true })
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(installed, 'node_modules'))
  fs.mkdirSync(path.join(installed, 'dist', 'cli'), { recursive: true })
  fs.writeFileSync(
    path.join(installed, 'dist', 'cli', 'main.js'),
    `export const main = argv => console.log(argv.slice(2).join(' '))`,
  )
  expect(await node(path.join(installed, 'bin', 'mkono.mjs'), 'version', '--json')).toEqual({
    code: 0,
    stdout: 'version --json\n',
    stderr: '',
  })
})

test('the closing line of a test run counts what vitest counted, and a file that could not be loaded', async () => {
  const report = path.join(folder, 'report.json')
  const result = (status: string, ...tests: string[]): object => ({
    status,
    assertionResults: tests.map(each => ({ status: each })),
  })
  const testResults = [
    result('passed', 'passed', 'passed', 'skipped'),
    result('failed', 'passed', 'failed'),
    result('failed'),
  ]
  fs.writeFileSync(report, JSON.stringify({ testResults }))
  const script = `import { countIn } from ${JSON.stringify(path.join(root, 'scripts', 'run-tests.mjs'))}; console.log(JSON.stringify([countIn(process.argv[1]), countIn('nothing')]))`
  const { stdout } = await node('--input-type=module', '-e', script, report)
  expect(JSON.parse(stdout)).toEqual([
    { passed: 3, failed: 2, skipped: 1 },
    { passed: 0, failed: 1, skipped: 0 },
  ])
})

test('a browser is got for the tests of the portal, and not for those that need none', async () => {
  const asked = [
    [],
    ['--project', 'portal'],
    ['test/portal'],
    ['portal/round', '-t', 'a round'],
    ['--project', 'unit', 'domain'],
    ['--project=unit'],
    ['--project', 'unit', '--project', 'integration'],
    ['domain', 'db'],
  ]
  const script = `import { wantsBrowser } from ${JSON.stringify(path.join(root, 'scripts', 'run-tests.mjs'))}; console.log(JSON.stringify(${JSON.stringify(asked)}.map(wantsBrowser)))`
  const { stdout } = await node('--input-type=module', '-e', script)
  expect(JSON.parse(stdout)).toEqual([true, true, true, true, false, false, false, false])
})

describe('a browser for the tests of the portal', () => {
  const place = (name: string, files: Record<string, string> = {}): string => {
    const made = path.join(folder, name)
    fs.mkdirSync(made)
    for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(made, file), text, { mode: 0o755 })
    return made
  }
  const get = (env: NodeJS.ProcessEnv, isRoot: boolean): string[] => {
    const said: string[] = []
    getChromium({ env, isRoot, say: line => said.push(line) })
    return said
  }

  test('is the one of CHROMIUM_PATH, else one on PATH', () => {
    const PATH = place('with-chrome', { 'google-chrome': '' })
    expect(findChromium({ PATH })).toBe(path.join(PATH, 'google-chrome'))
    const CHROMIUM_PATH = path.join(place('own', { mine: '' }), 'mine')
    expect(findChromium({ PATH, CHROMIUM_PATH })).toBe(CHROMIUM_PATH)
    expect(() => findChromium({ PATH, CHROMIUM_PATH: `${CHROMIUM_PATH}-not` })).toThrow(
      'CHROMIUM_PATH names no program',
    )
  })

  test.runIf(process.platform === 'linux')(
    'is installed by apt-get as root, where there is none, and one line says so',
    () => {
      const PATH = place('debian')
      const installs = `#!/bin/sh\ncase "$*" in *install*chromium*) : > ${PATH}/chromium; /bin/chmod 755 ${PATH}/chromium;; esac`
      fs.writeFileSync(path.join(PATH, 'apt-get'), installs, { mode: 0o755 })
      expect(get({ PATH }, true)).toEqual([expect.stringContaining('Installing Chromium')])
      expect(findChromium({ PATH })).toBe(path.join(PATH, 'chromium'))
      expect(get({ PATH }, true)).toEqual([])
    },
  )

  test.runIf(process.platform === 'linux')(
    'is asked for in a sentence that says what to do, where it can not be got',
    () => {
      const apt = (name: string): string =>
        place(name, { 'apt-get': '#!/bin/sh\necho "Unable to locate" >&2; exit 100' })
      const whatToDo = expect.stringContaining('CHROMIUM_PATH')
      expect(get({ PATH: place('bare') }, true)).toEqual([whatToDo])
      expect(get({ PATH: apt('not-root') }, false)).toEqual([whatToDo])
      const [, second] = get({ PATH: apt('without-network') }, true)
      expect(second).toMatch(/could not be installed.*CHROMIUM_PATH.*\nUnable to locate/)
    },
  )
})
