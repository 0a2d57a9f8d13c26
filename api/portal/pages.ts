/**
 * Serves the portal, as `scripts/portal.mjs` built it: read once, kept compressed in memory, nothing else of the disk is
 * ever opened. Names with a hash are kept for a year; the page that names them is asked for each time.
 */
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { ApiContext } from '../mount.js'
import type { OpenRoute } from '../openRoute.js'
import { HttpProblem } from '../problem.js'
import { hasSessionCookie } from '../staff/door.js'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** As the build writes them beside the file itself; the smaller first. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const

type Bytes = Uint8Array<ArrayBuffer>
interface Kept {
  readonly type: string
  readonly plain: Bytes
  readonly packed: Partial<Record<(typeof encodings)[number]['name'], Bytes>>
}
interface Built {
  readonly page: string
  readonly files: ReadonlyMap<string, Kept>
}

/** Stands in the page where the library that styles it asks for the number of this answer. */
const noncePlace = '__NONCE__'
const sessionPlace = '__SESSION__'

/** What the page asks first: on its way while the script is, for a slow line is slow to ask and to answer. */
const askedFirst = {
  some: ['/surroundings', '/account', '/account/may'],
  none: ['/surroundings', '/sign-in/ways'],
} as const

/** @param folder where the build put it; null where this process serves none */
export function portalRoutes(folder: string | null): OpenRoute[] {
  let built: Built | null | undefined
  const look = (): Built => {
    // Read at the first question: a process that never shows the portal keeps none of it.
    built ??= folder === null ? null : readBuilt(folder)
    if (built) return built
    throw new HttpProblem('not_found', 'The portal is not built here: run `node scripts/portal.mjs` and start again.')
  }
  const open = { method: 'get', permission: 'open.read' } as const
  return [
    { ...open, path: '/portal', serve: c => page(c, look()) },
    { ...open, path: '/portal/assets/:name', serve: c => asset(c, look()) },
    { ...open, path: '/portal/*', serve: c => page(c, look()) },
  ]
}

export const hasPortal = (folder: string | null): boolean =>
  folder !== null && fs.existsSync(path.join(folder, 'index.html'))

function readBuilt(folder: string): Built | null {
  if (!hasPortal(folder)) return null
  const assets = path.join(folder, 'assets')
  const names = fs.readdirSync(assets).filter(name => types[path.extname(name)] !== undefined)
  const read = (file: string): Bytes | undefined => (fs.existsSync(file) ? bytesOf(fs.readFileSync(file)) : undefined)
  const files = names.map(name => {
    const file = path.join(assets, name)
    const packed = encodings.flatMap(({ name, ending }) => {
      const bytes = read(file + ending)
      return bytes ? [[name, bytes] as const] : []
    })
    const type = types[path.extname(name)] ?? ''
    return [name, { type, plain: bytesOf(fs.readFileSync(file)), packed: Object.fromEntries(packed) }] as const
  })
  return { page: fs.readFileSync(path.join(folder, 'index.html'), 'utf8'), files: new Map(files) }
}

const bytesOf = (read: Buffer): Bytes => new Uint8Array(read)

/** Every address of the portal is the same page: which one is shown is its own matter. */
function page(c: ApiContext, { page }: Built): Response {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  const session = hasSessionCookie(c) ? 'some' : 'none'
  const links = askedFirst[session].map(path => `<link rel="preload" as="fetch" crossorigin href="${path}">`).join('')
  const told = page.replaceAll(noncePlace, nonce).replace(sessionPlace, session).replace('</head>', `${links}</head>`)
  return c.body(told, 200, {
    'content-type': types['.html'] ?? '',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    // Its number is good for one answer, so no answer may be used again.
    'cache-control': 'no-store',
  })
}

function asset(c: ApiContext, { files }: Built): Response {
  const name = c.req.param('name') ?? ''
  const found = files.get(name)
  if (!found) throw new HttpProblem('not_found', 'This part of the portal is of another version: load the page again.')
  const etag = `"${createHash('sha256').update(name).digest('hex').slice(0, 16)}"`
  const headers = {
    'content-type': found.type,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    etag,
  }
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
  const taken = c.req.header('accept-encoding') ?? ''
  const encoding = encodings.find(({ name }) => found.packed[name] && new RegExp(`\\b${name}\\b(?!;q=0)`).test(taken))
  const packed = encoding && found.packed[encoding.name]
  if (!encoding || !packed) return c.body(found.plain, 200, headers)
  return c.body(packed, 200, { ...headers, 'content-encoding': encoding.name })
}
