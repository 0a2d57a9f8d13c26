import { describe, expect, it } from 'vitest'
import { inBestLanguage, languageChain } from './languageChain.js'

describe('the languages in which a text is looked for', () => {
  it('are the person’s, its neighbours, the programme’s and English', () => {
    expect(languageChain('tuv')).toEqual(['tuv', 'sw', 'en'])
    expect(languageChain('saq')).toEqual(['saq', 'sw', 'en'])
    expect(languageChain('gax')).toEqual(['gax', 'om', 'en'])
    expect(languageChain('en')).toEqual(['en'])
    expect(languageChain('ti', { spoken: ['nl', 'ar', 'en'] })).toEqual(['ti', 'nl', 'ar', 'en'])
  })

  it('begin with what the programme wants instead', () => {
    const programme = { spoken: ['en', 'sw', 'so'], insteadOf: { so: ['sw'], tuv: ['en'] } } as const
    expect(languageChain('so', programme)).toEqual(['so', 'sw', 'en'])
    expect(languageChain('tuv', programme)).toEqual(['tuv', 'en', 'sw', 'so'])
  })

  it('end at the first that has a text; an empty slot is none', () => {
    const chain = languageChain('tuv')
    expect(inBestLanguage({ tuv: null, sw: 'Habari', en: 'Hello' }, chain)).toEqual({
      ...{ text: 'Habari', language: 'sw', fellBack: true },
    })
    expect(inBestLanguage({ tuv: 'Ejok', sw: 'Habari' }, chain)).toMatchObject({ language: 'tuv', fellBack: false })
    expect(inBestLanguage({ tuv: '', nl: 'Hallo' }, chain)).toBeNull()
  })
})
