/**
 * Builds the portal (web/portal → dist/web/portal) where its sources changed, every file compressed ahead of time.
 *   node scripts/portal.mjs           builds
 *   node scripts/portal.mjs --types   makes the types of the API that the portal asks, from the API itself
 *   node scripts/portal.mjs --check   the same, then checks the types of all pages
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { portalFolder, portalHash, portalIsBuilt, root, stampPortal } from './portalStamp.mjs'

const sources = path.join(root, 'web', 'portal')
const generated = path.join(sources, 'generated', 'api.ts')

/** Built beside the old one and then put into its place: a process that serves it finds one or the other. */
export async function buildPortal() {
  if (portalIsBuilt()) return
  const hash = portalHash()
  const { build } = await import('vite')
  const part = `${portalFolder}.part-${process.pid}`
  try {
    await build({ configFile: path.join(root, 'web', 'vite.config.mjs'), build: { outDir: part }, logLevel: 'error' })
    for (const name of fs.readdirSync(path.join(part, 'assets'))) compress(path.join(part, 'assets', name))
    // Whoever built the same beside us was first: pages are served from it already.
    if (!portalIsBuilt()) putInPlace(part)
  } finally {
    fs.rmSync(part, { recursive: true, force: true })
  }
  stampPortal(hash)
}

function putInPlace(part) {
  fs.rmSync(portalFolder, { recursive: true, force: true })
  try {
    fs.renameSync(part, portalFolder)
  } catch (error) {
    // Between the two lines somebody else has put theirs there, of the same sources.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
}

function compress(file) {
  const bytes = fs.readFileSync(file)
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  fs.writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: quality }))
  fs.writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}

/** From the routes as they are declared now; the file is not kept in the repository, so it can not be out of date there. */
export async function portalTypes() {
  const { runnerImport } = await import('vite')
  const { default: openapiTypes, astToString } = await import('openapi-typescript')
  const { module } = await runnerImport(path.join(root, 'api', 'portal', 'document.ts'), {
    root,
    configFile: false,
    logLevel: 'error',
  })
  const text = astToString(await openapiTypes(module.apiDocument()))
  fs.mkdirSync(path.dirname(generated), { recursive: true })
  fs.writeFileSync(generated, `/** Generated from the API: node scripts/portal.mjs --types */\n${text}`)
}

/** @throws with the compiler's own words */
export async function checkPortal() {
  await portalTypes()
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '--noEmit', '-p', path.join(root, 'web', 'tsconfig.json')], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    throw new Error(`The portal does not compile:\n${error.stdout || error.message}`)
  }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const work = process.argv.includes('--check')
    ? checkPortal
    : process.argv.includes('--types')
      ? portalTypes
      : buildPortal
  work().catch(error => {
    console.error(error.message)
    process.exitCode = 1
  })
}
