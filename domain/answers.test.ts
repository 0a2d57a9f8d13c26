import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerWords, wordsOfLanguage, type AnswerWords } from './answerWords.js'
import { understand, type Asked } from './answers.js'
import { languageCodes, type Language } from './language.js'

const meant = (text: string, languages: readonly Language[] = ['sw'], asked: Asked = {}) =>
  understand({ text, languages, asked }).is

describe('a wish for no more messages', () => {
  it.each([
    ...[
      'STOP',
      'stop',
      ' Stop! ',
      '"STOP"',
      'ＳＴＯＰ',
      'S.T.O.P.',
      's t o p',
      'ST\u200bOP',
      'STOP 🛑',
      'STOPALL',
      'Unsubscribe',
    ],
    ...[
      'opt-out',
      'stop sending me this',
      'STOP? ',
      'please stop',
      'cancel',
      'END',
      'Quit.',
      'ACHA',
      'Komesha',
      'sitaki',
    ],
    ...[
      'Tafadhali acha',
      'ARRET',
      'Arrêt',
      'arrêtez svp',
      'توقف',
      'تَوَقَّفْ',
      'أوقف',
      'إيقاف الرسائل',
      'Afmelden',
      'STOP\nMary',
    ],
  ])('%s is heard in every language', text => {
    for (const language of ['sw', 'ar', 'tuv', 'nl'] as const) expect(meant(text, [language])).toBe('stop')
  })

  it('comes before every yes, whatever was asked', () => {
    expect(understand({ text: 'STOP', buttonPayload: 'other', languages: ['sw'] }).is).toBe('stop')
    expect(meant('sitaki', ['sw'], { digits: { yes: '1', no: '2' }, thumbs: true })).toBe('stop')
  })

  it.each(['End of the month I will come', 'cancel my trip to town', 'I will stop by tomorrow', 'nonstop'])(
    '%s is none: a person reads it',
    text => expect(meant(text, ['en'])).toBe('not_understood'),
  )

  it('can be taken back, and help be asked for, by the word alone', () => {
    expect(['START', 'unstop', 'Anza', 'Reprendre', 'ابدأ'].map(text => meant(text, ['tuv']))).toEqual(
      Array(5).fill('start'),
    )
    expect(['help', 'Msaada', 'aide'].map(text => meant(text))).toEqual(Array(3).fill('help'))
    expect(meant('start of the school year')).toBe('not_understood')
    expect(meant('help me with my phone')).toBe('not_understood')
  })
})

describe('a yes or a no', () => {
  it.each([
    ['sw', 'Ndiyo', 'yes'],
    ['sw', 'ndiyo nataka', 'yes'],
    ['sw', 'NDIO!!! 😀', 'yes'],
    ['sw', 'Hapana, asante', 'no'],
    ['sw', 'la', 'no'],
    ['sw', 'La, asante', 'no'],
    ['sw', 'Yes', 'yes'],
    ['tuv', 'no', 'no'],
    ['fr', 'OUI', 'yes'],
    ['fr', 'non merci', 'no'],
    ['nl', 'Ja, graag', 'yes'],
    ['nl', 'nee', 'no'],
    ['ar', 'نعم', 'yes'],
    ['ar', 'نَعَــم', 'yes'],
    ['ar', 'لأ', 'no'],
    ['ar', 'لا شكرا', 'no'],
    ['so', 'Haa', 'yes'],
    ['so', 'maya', 'no'],
    ['es', 'Sí, quiero', 'yes'],
    ['am', 'አዎ', 'yes'],
    ['uk', 'НІ', 'no'],
    ['ln', 'Tɛ̂', 'no'],
    ['ki', 'Ĩĩ', 'yes'],
    ['kln', 'Achicha', 'no'],
    ['saq', 'Neja', 'yes'],
    ['en', 'yes please', 'yes'],
    ['en', 'Please, yes', 'yes'],
  ] as const)('in %s: %s is %s', (language, text, is) => expect(meant(text, [language])).toBe(is))

  it.each([
    ['sw', 'ndiyo hapana'],
    ['sw', 'ndiyo lakini bado'],
    ['sw', 'ndiyo sitaki'],
    ['sw', 'ndiyo?'],
    ['sw', 'ndiyo 👎'],
    ['sw', 'ndiyoooo'],
    ['sw', 'sawa'],
    ['sw', 'ndiyo nataka kujua pesa zitakuja lini nyumbani'],
    ['sw', 'la kwanza ni hili'],
    ['en', 'no problem'],
    ['en', 'no but yes'],
    ['en', 'yes I do not'],
    ['en', "yes I don't"],
    ['en', 'ok'],
    ['en', 'yesterday'],
    ['ar', 'لا مشكلة'],
    ['ar', 'لا مانع'],
    ['es', 'si puedo mañana'],
    ['fr', 'No 12 rue Patel'],
    ['ki', 'no'],
    ['sw', 'oui'],
    ['sw', '👍'],
    ['sw', '1'],
    ['sw', ''],
    ['sw', '...!?'],
  ] as const)('in %s: %s is not understood, so that a person reads it', (language, text) =>
    expect(meant(text, [language])).toBe('not_understood'),
  )

  it('says by what it was understood', () => {
    expect(understand({ text: 'Ndiyo!', languages: ['tuv', 'sw'] })).toEqual({
      ...{ is: 'yes', by: 'word', language: 'sw', word: 'ndiyo' },
    })
    const asked = { buttons: { yes: ['consent-yes'], no: ['consent-no'] } }
    expect(understand({ text: 'Sitaki', buttonPayload: 'consent-no', languages: ['sw'], asked })).toEqual({
      ...{ is: 'no', by: 'button' },
    })
  })

  it('is none where the button belongs to another question', () => {
    expect(understand({ text: 'Ndiyo', buttonPayload: 'old', languages: ['sw'] }).is).toBe('not_understood')
    expect(understand({ text: 'Ndiyo', buttonPayload: '', languages: ['sw'] }).is).toBe('yes')
  })

  it('can be a digit or a thumb where the question offered them', () => {
    const asked = { digits: { yes: '1', no: '2' }, thumbs: true }
    expect(['1', ' 2.', '١', '1️⃣', '3', '12', '1 2', '1?', '1 👎'].map(text => meant(text, ['ar'], asked))).toEqual([
      ...['yes', 'no', 'yes', 'yes', ...Array<string>(5).fill('not_understood')],
    ])
    expect(['👍', '👍🏾👍🏾', '🙏👍', '👎', '👍👎', '👍?', '❤️'].map(text => meant(text, ['sw'], asked))).toEqual([
      ...['yes', 'yes', 'yes', 'no', ...Array<string>(3).fill('not_understood')],
    ])
  })

  it('can be in words that only the programme’s staff know', () => {
    const ownWords = { tuv: { yes: ['ee, aba'], no: ['mam'], stop: ['tojik'] } }
    const of = (text: string) => understand({ text, languages: ['tuv'], ownWords })
    expect([of('Ee aba'), of('Mam!'), of('TOJIK'), of('ee aba mam')].map(each => each.is)).toEqual([
      ...['yes', 'no', 'stop', 'not_understood'],
    ])
  })

  it('of two languages that contradict each other is not understood', () => {
    const ownWords = { tuv: { yes: ['da'], no: ['x'] } }
    expect(understand({ text: 'da', languages: ['tuv', 'luo'], ownWords }).is).toBe('not_understood')
  })
})

describe('the table of words', () => {
  const all = languageCodes.flatMap(language => {
    const words: AnswerWords = wordsOfLanguage(language) ?? { yes: [], no: [] }
    return [
      ...words.yes.map(word => [language, 'yes', word] as const),
      ...words.no.map(word => [language, 'no', word] as const),
    ]
  })

  it.each(all)('%s: %s is %s to who speaks it, beside English', (language, is, word) =>
    expect(understand({ text: word, languages: [language] }).is).toBe(is),
  )

  it('holds no stop, start or help that is a yes or a no anywhere', () => {
    const commands = languageCodes.flatMap(language => {
      const { stop = [], stopAlone = [], start = [], help = [] } = wordsOfLanguage(language) ?? {}
      return [...stop, ...stopAlone, ...start, ...help]
    })
    for (const word of commands)
      expect(['stop', 'start', 'help']).toContain(understand({ text: word, languages: languageCodes }).is)
    for (const [, , word] of all)
      expect(['yes', 'no', 'not_understood']).toContain(understand({ text: word, languages: languageCodes }).is)
  })

  it('has nothing for the languages that only staff can tell', () => {
    expect(Object.keys(answerWords)).not.toContain('tuv')
    expect(wordsOfLanguage('saq')?.unreviewed).toBe(true)
  })
})

/** Any letters, with many that could make an answer. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom('stop', 'ndiyo', 'hapana', ' ', ',', '?', '1', '👍', '👎', '\u0301', '\u200d', '\ufdfa'),
      fc.integer({ min: 0, max: 0x10ffff }).map(code => String.fromCodePoint(code)),
    ),
    { maxLength: 100 },
  )
  .map(pieces => pieces.join(''))

describe('whatever people write', () => {
  it('is read without a failure', () => {
    fc.assert(
      fc.property(anyText, fc.option(fc.constantFrom('', 'yes', 'x'), { nil: undefined }), (text, buttonPayload) => {
        const asked = { thumbs: true, digits: { yes: '1', no: '2' }, buttons: { yes: ['yes'] } }
        const { is } = understand({ text, buttonPayload, languages: ['tuv', 'sw', 'ar'], asked })
        return ['stop', 'start', 'help', 'yes', 'no', 'not_understood'].includes(is)
      }),
    )
  })

  it('is never a yes and a no at once, nor either beside a stop', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['ndiyo', 'hapana', 'nataka', 'pesa', 'stop', 'leo'], { minLength: 1 }),
        words => {
          const is = meant(words.join(' '))
          if (words[0] === 'stop') return is === 'stop'
          const signs = ['ndiyo', 'hapana'].filter(word => words.includes(word))
          const clear = signs.length === 1 && words[0] === signs[0] && !(words.includes('stop') && signs[0] === 'ndiyo')
          return is === (clear ? (words[0] === 'ndiyo' ? 'yes' : 'no') : 'not_understood')
        },
      ),
    )
  })

  it.each([
    ['emoji', '😀', 'not_understood'],
    ['stops', 'STOP ', 'stop'],
    ['accents', 'a\u0301', 'not_understood'],
    ['marks', '\u0301', 'not_understood'],
    ['one ligature that is eighteen letters', '\ufdfa', 'not_understood'],
    ['halves of characters', '\ud83d', 'not_understood'],
  ] as const)('may be a megabyte of %s', (_, piece, is) =>
    expect(meant(piece.repeat(Math.ceil(1_000_000 / piece.length)))).toBe(is),
  )

  it('is read from its beginning only', () => {
    expect(meant(`${' '.repeat(500)}ndiyo`)).toBe('yes')
    expect(meant(`${' '.repeat(1_000_000)}ndiyo`)).toBe('not_understood')
  })
})
