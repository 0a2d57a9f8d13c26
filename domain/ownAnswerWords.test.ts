import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerWords } from './answerWords.js'
import { understand } from './answers.js'
import { mergedWords, wrongWithOwnWords, type OwnWords } from './ownAnswerWords.js'

const wrong = (words: OwnWords) => wrongWithOwnWords(words).map(({ says }) => says)

describe('words that staff give', () => {
  it('are told what is wrong with them', () => {
    expect(wrong({ tuv: { yes: ['ee'], no: ['mam'], stop: ['tojik'] } })).toEqual([])
    const all = wrong({ tuv: { yes: ['Ee', '1', 'acha'], no: ['ee!', ''], stop: ['x'.repeat(41)] } })
    expect(all.map(each => each.replace(/x+/, 'x'))).toEqual([
      '“1” is no word: a word has letters, and at most 40 of them.',
      '“” is no word: a word has letters, and at most 40 of them.',
      '“x” is no word: a word has letters, and at most 40 of them.',
      '“Ee” can not be both yes and no.',
      '“acha” would be read as a wish for no more messages.',
    ])
    expect(
      wrong({ tuv: { yes: Array.from({ length: 51 }, (_, at) => `w${'x'.repeat(at % 30)}${at}`), no: [] } }),
    ).toEqual(['Give at most 50 words of each meaning.'])
  })

  const wishes = Object.values(answerWords).flatMap(words => ('stop' in words ? words.stop : []))
  it.each(wishes)('%s stays a wish for no more messages, whatever staff say', word => {
    for (const is of ['yes', 'no'] as const) {
      const words = { tuv: { yes: [], no: [], [is]: [word] } }
      expect(wrong(words)).not.toEqual([])
      expect(understand({ text: word, languages: ['tuv'], ownWords: words }).is).toBe('stop')
    }
  })

  it('can not make an answer of ours mean its contrary, nor a wish for no more messages', () => {
    expect(wrong({ sw: { yes: ['hapana'], no: ['Ndiyo'], stop: ['ndio'] } })).toEqual([
      '“ndio” can not stop messages: whoever says yes or no begins so.',
      '“hapana” means no already: it can not mean yes.',
      '“Ndiyo” means yes already: it can not mean no.',
    ])
    expect(wrong({ tuv: { yes: ['no'], no: [] } })).toEqual(['“no” means no already: it can not mean yes.'])
    expect(wrong({ tuv: { yes: ['ee aba'], no: [], stop: ['ee'] } })).toEqual([
      '“ee” can not stop messages: whoever says yes or no begins so.',
    ])
    expect(wrong({ tuv: { yes: ['anza'], no: [] } })).toEqual([
      '“anza” asks for messages again, or for help, in every programme.',
    ])
  })

  it('of several programmes are read together, and where they contradict each other nothing is understood', () => {
    const ownWords = mergedWords([
      { tuv: { yes: ['ee'], no: [] } },
      { tuv: { yes: [], no: ['ee'], stop: ['tojik'] }, saq: { yes: ['x'], no: [] } },
    ])
    expect(ownWords).toEqual({
      tuv: { yes: ['ee'], no: ['ee'], stop: ['tojik'] },
      saq: { yes: ['x'], no: [], stop: [] },
    })
    const of = (text: string) => understand({ text, languages: ['tuv'], ownWords }).is
    expect([of('ee'), of('tojik')]).toEqual(['not_understood', 'stop'])
  })

  it('whatever is accepted leaves every wish to stop and every answer of ours as it was', () => {
    const word = fc.constantFrom('ee', 'mam', 'ndiyo', 'stop', 'la', 'yes', 'no', 'ca', 'tojik', 'si', 'haa')
    const words = fc.array(word, { maxLength: 3 })
    fc.assert(
      fc.property(fc.record({ yes: words, no: words, stop: words }), tuv => {
        if (wrong({ tuv }).length > 0) return
        for (const text of ['STOP', 'acha', 'yes', 'no', 'توقف']) {
          const alone = understand({ text, languages: ['tuv'] }).is
          expect(understand({ text, languages: ['tuv'], ownWords: { tuv } }).is).toBe(alone)
        }
      }),
    )
  })
})
