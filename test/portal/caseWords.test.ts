import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { caseSentences, caseWhys } from '../../domain/caseSays.js'
import { duplicateReasons } from '../../domain/duplicates.js'
import { messageReasons } from '../../domain/message.js'
import { needsPerson } from '../../domain/statement.js'
import { languages } from '../../web/portal/words/languages.js'

interface Words {
  readonly caseSays: Readonly<Record<string, string>>
  readonly caseWhy: Readonly<Record<string, string>>
  readonly differenceSays: object
  readonly messageReason: object
  readonly pairs: { readonly reason: object }
}
const wordsOf = (language: string): Words =>
  JSON.parse(fs.readFileSync(new URL(`../../web/portal/words/more/${language}.json`, import.meta.url), 'utf8')) as Words
const gapsOf = (text: string, gap: RegExp): string[] => [...text.matchAll(gap)].map(([, name]) => name ?? '').sort()

describe.each(Object.keys(languages))('in %s the portal', language => {
  const words = wordsOf(language)

  it('tells everything that a case can say, with the same values', () => {
    const told = Object.entries(words.caseSays).map(([code, text]) => [code, gapsOf(text, /\{\{(\w+)\}\}/g)])
    const said = Object.entries(caseSentences).map(([code, text]) => [code, gapsOf(text, /\{(\w+)\}/g)])
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(said))
  })

  it('tells every why that stands within such a sentence', () => {
    expect(Object.keys(words.caseWhy).sort()).toEqual(Object.keys(caseWhys).sort())
  })

  it('has a word for every code that a value can be', () => {
    expect([...needsPerson].filter(each => !Object.hasOwn(words.differenceSays, each))).toEqual([])
    expect(Object.keys(messageReasons).filter(each => !Object.hasOwn(words.messageReason, each))).toEqual([])
    expect([...duplicateReasons, 'likeness'].filter(each => !Object.hasOwn(words.pairs.reason, each))).toEqual([])
  })
})
