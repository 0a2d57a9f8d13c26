/** Whoever reads a case that the house ended reads how in their own language: nothing of it stays in English. */
import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { caseEnds } from '../../domain/caseEnds.js'
import { ends } from '../../web/portal/shown/caseEnds.js'
import { languages } from '../../web/portal/words/languages.js'

const wordsOf = (language: string): Readonly<Record<string, string>> =>
  (
    JSON.parse(fs.readFileSync(new URL(`../../web/portal/words/more/${language}.json`, import.meta.url), 'utf8')) as {
      caseEnd: Readonly<Record<string, string>>
    }
  ).caseEnd

describe('how the house ends a case', () => {
  it('is known by its sentence, each under the code that the house has for it', () => {
    expect(ends).toEqual(Object.fromEntries(Object.entries(caseEnds).map(([code, sentence]) => [sentence, code])))
  })

  it.each(Object.keys(languages))('has a word in %s, and no word for what never ends one', language => {
    const words = wordsOf(language)
    expect(Object.keys(words).sort()).toEqual(Object.keys(caseEnds).sort())
    expect(Object.entries(words).filter(([, text]) => text.trim() === '')).toEqual([])
  })
})
