import { describe, expect, it } from 'vitest'
import { differenceColumns, differenceWords } from './differenceWords.js'
import { lineResults } from './statement.js'

describe.each(Object.entries(differenceWords))('the file of differences in %s', (language, words) => {
  it('names every column by a word of its own', () => {
    expect(new Set(differenceColumns.map(column => words.heads[column])).size).toBe(differenceColumns.length)
  })

  it('says in that language what each difference means', () => {
    const said = Object.values(words.means)
    expect(new Set(said).size).toBe(Object.keys(lineResults).length + 1)
    if (language !== 'en') for (const english of Object.values(lineResults)) expect(said).not.toContain(english)
  })
})
