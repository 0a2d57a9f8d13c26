import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const assets = path.join(root, 'dist', 'web', 'portal', 'assets')

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}
let chunks: Record<string, Chunk>
beforeAll(() => {
  execFileSync(process.execPath, [path.join(root, 'scripts', 'portal.mjs')])
  chunks = JSON.parse(fs.readFileSync(path.join(assets, 'manifest.json'), 'utf8'))
}, 120_000)

/** Everything that is fetched before this is shown. */
function needed(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen
  seen.add(entry)
  for (const each of chunks[entry]?.imports ?? []) needed(each, seen)
  return seen
}

/** Compressed by gzip, which every line and browser takes. */
const bytes = (file: string): number => fs.statSync(path.join(assets, `${path.basename(file)}.gz`)).size
function weight(...entries: string[]): number {
  const all = new Set(entries.flatMap(entry => [...needed(entry)]))
  const files = new Set([...all].flatMap(each => [chunks[each]!.file, ...(chunks[each]!.css ?? [])]))
  return [...files].reduce((sum, file) => sum + bytes(file), 0)
}

/** What whoever is signed in has, whatever page they are on. */
const inside = ['index.html', 'session/Inside.tsx']
const script = (...entries: string[]): number =>
  [...new Set(entries.flatMap(entry => [...needed(entry)]))].reduce((sum, each) => sum + bytes(chunks[each]!.file), 0)

describe('the first visit over a slow line', () => {
  it('fetches at most 150 kB of script for the sign-in, and 250 kB with Home', () => {
    expect(Object.keys(chunks)).toEqual(expect.arrayContaining(inside))
    expect(script('index.html')).toBeLessThanOrEqual(150_000)
    expect(script(...inside, 'pages/home/Home.tsx')).toBeLessThanOrEqual(250_000)
  })

  it('fetches little more for any other page', () => {
    const first = weight(...inside)
    const pages = Object.keys(chunks).filter(name => name.startsWith('pages/'))
    expect(pages.length).toBeGreaterThanOrEqual(5)
    for (const page of pages) expect([page, weight(...inside, page) - first <= 60_000], `${page}`).toEqual([page, true])
  })
})
