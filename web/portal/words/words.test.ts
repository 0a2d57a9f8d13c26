import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { languages } from './languages.ts'

type Words = { readonly [key: string]: string | Words }

const flat = (words: Words, before = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`),
  )
/** `told_few` is `told`: of what is counted each language has its own forms, and `_other` always. */
const form = /_(zero|one|two|few|many|other)$/
const forms = (keys: readonly string[]): Map<string, string> => {
  const counted = new Set(keys.filter(key => key.endsWith('_other')).map(key => key.replace(form, '')))
  const base = (key: string): string => (counted.has(key.replace(form, '')) ? key.replace(form, '') : key)
  return new Map(keys.map(key => [key, base(key)]))
}
const saidBy = (words: ReadonlyMap<string, string>): string[] => [...new Set(forms([...words.keys()]).values())].sort()
const gaps = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort()
const folder = import.meta.dirname
const part = (name: string, language: string): Words =>
  JSON.parse(fs.readFileSync(path.join(folder, name, `${language}.json`), 'utf8')) as Words
const wordsOf = (language: string): Words => ({ ...part('first', language), ...part('more', language) })
const english = new Map(flat(wordsOf('en')))

describe.each(Object.keys(languages).filter(each => each !== 'en'))('the words in %s', language => {
  const own = new Map(flat(wordsOf(language)))

  it('stand in the same one of the two files', () => {
    for (const name of ['first', 'more'])
      expect(Object.keys(part(name, language)).sort()).toEqual(Object.keys(part(name, 'en')).sort())
  })

  it('say everything that the English ones say, and nothing else', () => {
    expect(saidBy(own)).toEqual(saidBy(english))
  })

  it('are filled with the same values', () => {
    const counted = forms([...own.keys()])
    for (const [key, text] of own)
      if (counted.get(key) === key) expect([key, gaps(text)]).toEqual([key, gaps(english.get(key) ?? '')])
      // “the card” needs no number; what is filled in has to be known.
      else expect(gaps(english.get(`${counted.get(key)}_other`) ?? ''), key).toEqual(expect.arrayContaining(gaps(text)))
  })

  it('are words of that language', () => {
    const same = [...own].filter(([key, text]) => english.get(key) === text && text.length > 14)
    expect(same).toEqual([])
  })
})

describe('the words', () => {
  it('are all shown somewhere', () => {
    const portal = path.resolve(folder, '..')
    const files = fs
      .readdirSync(portal, { recursive: true })
      .map(String)
      .filter(name => /\.tsx?$/.test(name) && !name.includes('generated'))
    const sources = files.map(name => fs.readFileSync(path.join(portal, name), 'utf8')).join('\n')
    // Of keys that are put together the beginning is written down: t(`payoutState.${state}`).
    const shown = (key: string): boolean =>
      sources.includes(`'${key}'`) ||
      key.split('.').some((_, at, parts) => at > 0 && sources.includes(`\`${parts.slice(0, at).join('.')}.\${`))
    expect(saidBy(english).filter(key => !shown(key))).toEqual([])
  })
})
