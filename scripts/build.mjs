/**
 * Builds dist/: TypeScript, the few files that are not TypeScript, the workflow bundle ahead of time, and the portal.
 *   node scripts/build.mjs           checks all types
 *   node scripts/build.mjs --quick   only translates, three times as fast: for a start, whose sources were checked before
 */
import { execFile, execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPortal } from './portal.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const dist = path.join(root, 'dist')
const at = (...names) => path.join(dist, ...names)

/** What tsc does not carry over: folders and how the wanted names end. */
const ASSETS = [{ folder: 'engines/fetch', ending: '.mjs' }]

/** Builds all; throws with the compiler's own words if something does not compile. */
export async function build({ quick = false } = {}) {
  removeStale()
  // Beside the compiler, which keeps this process waiting. Told with the rest, whichever fails first.
  const portal = portalApart()
  portal.catch(() => undefined)
  compile(quick)
  copyAssets()
  await bundleWorkflows()
  await portal
  if (!quick) await checkPortal()
}

/** A file whose source is gone must not live on in dist/. */
function removeStale() {
  if (!fs.existsSync(dist)) return
  for (const name of fs.readdirSync(dist, { recursive: true })) {
    // What Vite made has other names than its sources, and is replaced as a whole.
    if (String(name).startsWith(`web${path.sep}`)) continue
    const source = String(name).match(/^(.*)\.js(\.map)?$/)?.[1]
    if (source && source.includes(path.sep) && !fs.existsSync(path.join(root, `${source}.ts`)))
      fs.rmSync(at(String(name)))
  }
}

/** In a process of its own, where its sources changed; in ours it would stand still while the compiler works. */
function portalApart() {
  return new Promise((resolve, reject) => {
    const script = path.join(root, 'scripts', 'portal.mjs')
    execFile(process.execPath, [script], { encoding: 'utf8' }, (error, _stdout, stderr) =>
      error ? reject(new Error(stderr.trim() || error.message)) : resolve(undefined),
    )
  })
}

function compile(quick) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  // tsc trusts its build information; without its output it would write nothing.
  if (!fs.existsSync(at('cli', 'main.js'))) fs.rmSync(at('.tsbuildinfo'), { force: true })
  try {
    execFileSync(
      process.execPath,
      [tsc, '-p', path.join(root, 'tsconfig.build.json'), ...(quick ? ['--noCheck'] : [])],
      {
        encoding: 'utf8',
        stdio: 'pipe',
      },
    )
  } catch (error) {
    fs.rmSync(at('.tsbuildinfo'), { force: true })
    throw new Error(`The sources do not compile:\n${error.stdout || error.message}`)
  }
}

function copyAssets() {
  for (const { folder, ending } of ASSETS) {
    const from = path.join(root, folder)
    fs.mkdirSync(at(folder), { recursive: true })
    for (const name of fs.readdirSync(from)) {
      if (name.endsWith(ending)) fs.copyFileSync(path.join(from, name), at(folder, name))
    }
  }
}

/** Bundling takes a second at every start of a worker; ahead of time it also proves that workflows reach no I/O. */
async function bundleWorkflows() {
  const entry = at('workflows', 'index.js')
  const { bundleWorkflowCode } = await import('@temporalio/worker')
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    failureConverterPath: at('temporal', 'failure-converter.js'),
    logger: quietLogger(),
  })
  fs.writeFileSync(at('workflow-bundle.js.part'), code)
  fs.renameSync(at('workflow-bundle.js.part'), at('workflow-bundle.js'))
}

/** The bundler reports its progress at INFO; only what needs someone's eye is passed on. */
function quietLogger() {
  const silent = () => undefined
  const loud = message => console.error(message)
  return { log: silent, trace: silent, debug: silent, info: silent, warn: loud, error: loud }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  build({ quick: process.argv.includes('--quick') }).catch(error => {
    console.error(error.message)
    process.exitCode = 1
  })
}
