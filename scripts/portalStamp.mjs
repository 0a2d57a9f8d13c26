/** Is the portal that lies in dist/ made of the sources that lie in web/? */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
export const portalFolder = path.join(root, 'dist', 'web', 'portal')
const stamp = path.join(root, 'dist', 'web', '.mkono-portal-hash')

/** The API's own sources are not among them: of them the portal takes only types, which leave no trace in what is built. */
const SOURCES = ['web', 'package-lock.json', 'scripts/portal.mjs']

/** In an installed package there are no sources, and nothing to be done. */
export const portalIsBuilt = () =>
  !fs.existsSync(path.join(root, 'web')) ||
  (fs.existsSync(stamp) &&
    fs.readFileSync(stamp, 'utf8') === portalHash() &&
    fs.existsSync(path.join(portalFolder, 'index.html')))

export function portalHash() {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesOf).sort())
    hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0')
  return hash.digest('hex')
}

export const stampPortal = hash => fs.writeFileSync(stamp, hash)

function filesOf(source) {
  const place = path.join(root, source)
  if (fs.statSync(place).isFile()) return [place]
  return fs
    .readdirSync(place, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name) && !entry.parentPath.endsWith('generated'))
    .map(entry => path.join(entry.parentPath, entry.name))
}
