/** What the documentation tells people to press is called so in the portal. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

type Words = { readonly [key: string]: string | Words }
const leaves = (words: Words): string[] =>
  Object.values(words).flatMap(value => (typeof value === 'string' ? [value] : leaves(value)))
const labels = new Set(
  ['first', 'more'].flatMap(part => leaves(JSON.parse(read(`web/portal/words/${part}/en.json`)) as Words)),
)
const section = (file: string, heading: string): string => {
  const [, rest = ''] = read(file).split(`\n## ${heading}\n`)
  return rest.split('\n## ')[0] ?? ''
}
const said = (text: string): string[] =>
  [...text.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, label]) => label ?? '')

describe('every word that is to be found in the portal stands there', () => {
  it.each([
    ['docs/vouchers.md', 'Set up a weekly voucher programme'],
    ['docs/invitations.md', 'Afterwards'],
  ])('%s: %s', (file, heading) => {
    const pressed = said(section(file, heading))
    expect(pressed.length).toBeGreaterThan(3)
    expect(pressed.filter(label => !labels.has(label))).toEqual([])
  })
})
