import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { actKey, actNames } from '../../domain/acts.js'
import { matterNames, matters } from '../../domain/fourEyes.js'
import { languages } from '../../web/portal/words/languages.js'

const wordsOf = (language: string): { readonly act: object; readonly actSubject: object } =>
  JSON.parse(fs.readFileSync(new URL(`../../web/portal/words/more/${language}.json`, import.meta.url), 'utf8')) as {
    act: object
    actSubject: object
  }

/** What `subject: ['…', id]` names in the source, `personal data` and `fsp_account` alike. */
function subjectsInSource(): string[] {
  const files = ['db', 'api', 'activities', 'cli'].flatMap(room =>
    fs
      .readdirSync(new URL(`../../${room}`, import.meta.url), { recursive: true })
      .map(name => `../../${room}/${String(name)}`)
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts')),
  )
  const sources = files.map(name => fs.readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n')
  return [...sources.matchAll(/subject(?:: | = )\['([a-z_ ]+)'/g)].map(([, kind]) => kind ?? '')
}

// That nothing else is ever recorded is a matter of types: `Act` in db/audit.ts takes these names and no others.
describe.each(Object.keys(languages))('in %s the portal', language => {
  const words = wordsOf(language)

  it('has a word for every act that can be recorded, and for nothing else', () => {
    expect(Object.keys(words.act).sort()).toEqual(actNames.map(actKey).sort())
  })

  it('has a word for whatever an act is about', () => {
    const about = [...subjectsInSource(), ...Object.keys(matters)]
    expect(about.length).toBeGreaterThan(60)
    expect(about.map(actKey).filter(kind => !Object.hasOwn(words.actSubject, kind))).toEqual([])
  })
})

it('everything that takes two people has its acts', () => {
  expect([...matterNames].sort()).toEqual(
    Object.values(matters)
      .map(({ words }) => words)
      .sort(),
  )
})
