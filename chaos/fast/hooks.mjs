/**
 * How the product is loaded for the fast form: its sources as they are, with nothing built in for this. Three things
 * happen on the way in:
 *   - clock, chance and timers of the product are those of clock.ts, which skip time;
 *   - what reaches outside (PostgreSQL's driver, Temporal's packages, the FSP's connection) is a stand-in;
 *   - a graph of modules asked for with `?without=NAME` lacks that guard (chaos/guards/removals.ts).
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const rooms = [
  'workflows',
  'activities',
  'domain',
  'sheets',
  'papers',
  'fsp',
  'messaging',
  'wire',
  'db',
  'api',
  'temporal',
  'worker',
]
const shadowed = 'Date, Math, setTimeout, clearTimeout, setInterval, clearInterval'

/** What a room gets instead, by the name it imports. */
const standIns = {
  db: { pg: 'pg', 'node:crypto': 'crypto' },
  workflows: { '@temporalio/workflow': 'workflow' },
  activities: { '@temporalio/activity': 'activity', 'node:timers/promises': 'timers' },
  temporal: { '@temporalio/client': 'client' },
  wire: { './connection.js': 'connection' },
}

const options = { target: 'es2022', sourcemap: true, tsconfig: false, typescript: { onlyRemoveTypeImports: true } }

const roomOf = file => {
  const [room] = path.relative(root, file).split(path.sep)
  return rooms.includes(room) ? room : undefined
}

const ours = url => {
  if (!url?.startsWith('file:')) return undefined
  const { pathname, search } = new URL(url)
  const file = fileURLToPath(`file://${pathname}`)
  return file.startsWith(root + path.sep) && !file.includes(`${path.sep}node_modules${path.sep}`)
    ? { file, search }
    : undefined
}

export async function resolve(specifier, context, next) {
  const parent = ours(context.parentURL)
  if (!parent) return next(specifier, context)
  const standIn = standIns[roomOf(parent.file)]?.[specifier]
  const file = standIn
    ? path.join(root, 'chaos', 'fast', 'standins', `${standIn}.ts`)
    : /^\.{1,2}\//.test(specifier)
      ? source(path.resolve(path.dirname(parent.file), specifier.replace(/\?.*$/, '')))
      : undefined
  if (file === undefined) return next(specifier, context)
  const search = specifier.includes('?') ? specifier.slice(specifier.indexOf('?')) : parent.search
  return { url: pathToFileURL(file).href + search, shortCircuit: true }
}

/** `x.js` is written where `x.ts` is meant. */
function source(file) {
  const typescript = file.replace(/\.js$/, '.ts')
  return fs.existsSync(typescript) ? typescript : file
}

export async function load(url, context, next) {
  const found = ours(url)
  if (!found?.file.endsWith('.ts')) return next(url, context)
  const { file, search } = found
  const without = new URLSearchParams(search).get('without')
  const text = await removed(file, fs.readFileSync(file, 'utf8'), without)
  const outputText = await translated(text, file)
  const clock = JSON.stringify(pathToFileURL(path.join(root, 'chaos', 'fast', 'clock.ts')).href + search)
  const head = roomOf(file) === undefined ? '' : `import { ${shadowed} } from ${clock}; `
  return { format: 'module', source: head + outputText, shortCircuit: true }
}

async function translated(text, file) {
  const { transformWithOxc } = await import('vite')
  const { code, map } = await transformWithOxc(text, file, options)
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
}

let removals

async function removed(file, text, without) {
  if (without === null) return text
  removals ??= await readRemovals()
  const name = path.relative(root, file).split(path.sep).join('/')
  const edits = (removals.find(each => each.name === without)?.edits ?? []).filter(edit => edit.file === name)
  return edits.reduce((before, edit) => {
    if (before.split(edit.find).length !== 2)
      throw new Error(`The removal “${without}” no longer fits: ${name} does not hold exactly once: ${edit.find}`)
    return before.replace(edit.find, () => edit.put)
  }, text)
}

/** The lists are TypeScript that imports nothing but types, so that they can be read here, where no hook is in force. */
async function readRemovals() {
  const guards = path.join(root, 'chaos', 'guards')
  const { removals } = await listIn(path.join(guards, 'removals.ts'))
  const { voucherRemovals } = await listIn(path.join(guards, 'voucherRemovals.ts'))
  return [...removals, ...voucherRemovals]
}

async function listIn(file) {
  const text = await translated(fs.readFileSync(file, 'utf8'), file)
  return import(`data:text/javascript,${encodeURIComponent(text)}`)
}
