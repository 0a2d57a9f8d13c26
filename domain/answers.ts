/**
 * What a person meant with a message: no more of them, yes, no, or something that only a person understands. Better
 * not understood than misunderstood: a no cancels a voucher, a yes is consent, and both are kept as evidence.
 */
import { wordsOfLanguage, type AnswerWords } from './answerWords.js'
import { languageCodes, type Language } from './language.js'

export type Meaning = 'stop' | 'start' | 'help' | 'yes' | 'no'
export interface Understood {
  readonly is: Meaning
  /** `word`: emoji and digits too */
  readonly by: 'button' | 'word'
  /** whose word it is; none for buttons, digits and emoji */
  readonly language?: Language
  /** the word of our table, never of the person: evidence */
  readonly word?: string
}
export type Answer = Understood | { readonly is: 'not_understood' }

/** What a question offered, as far as it had an open one. */
export interface Asked {
  /** of the buttons under it, by their payloads */
  readonly buttons?: Readonly<Partial<Record<'yes' | 'no' | 'stop', readonly string[]>>>
  /** the digits that it named (“1 for yes, 2 for no”) */
  readonly digits?: { readonly yes: string; readonly no: string }
  /** 👍 and 👎 count, as the programme decides */
  readonly thumbs?: boolean
}

export interface Written {
  readonly text: string
  readonly buttonPayload?: string | undefined
  /** the person’s, the programme’s own among them; English is always read beside them */
  readonly languages: readonly Language[]
  /** words that the programme’s staff gave for its languages, beside ours (or instead of none) */
  readonly ownWords?: Readonly<Partial<Record<Language, Pick<AnswerWords, 'yes' | 'no' | 'stop'>>>>
  readonly asked?: Asked
}

const notUnderstood = { is: 'not_understood' } as const
/** More words than this tell a story, which a person should read, whatever it begins with. */
const longestAnswer = 6
/** Characters; the rest of a flood says nothing new. */
const longestRead = 1_000

export function understand(written: Written): Answer {
  const { buttonPayload, asked = {} } = written
  const pressed = buttonPayload === undefined ? undefined : buttonOf(buttonPayload, asked)
  // Who pressed a button of this question has answered it, even where its title is a word like “Sitaki”.
  if (pressed) return { is: pressed, by: 'button' }
  const read = wordsIn(written.text)
  const stops = stopIn(read, written)
  if (stops) return stops
  // A button of another question: its title answers that one.
  if (buttonPayload !== undefined && buttonPayload !== '') return notUnderstood
  return commandIn(read, written) ?? thumbIn(read, asked) ?? digitIn(read, asked) ?? yesOrNo(read, written)
}

function buttonOf(payload: string, { buttons = {} }: Asked): 'yes' | 'no' | 'stop' | undefined {
  return (['stop', 'no', 'yes'] as const).find(is => buttons[is]?.includes(payload))
}

interface Read {
  /** plain words, in their order */
  readonly words: readonly string[]
  /** how many words stand before the first comma, full stop or line break */
  readonly firstClause: number
  readonly asks: boolean
  readonly thumbs: { readonly up: boolean; readonly down: boolean }
}

const markedLetters = /([\p{Script=Latin}\p{Script=Arabic}])\p{M}+/gu
const emptyLetters = /[\p{Cf}\u0640\ufe0e\ufe0f\u20e3]/gu
const clauseEnd = /[,;:.!\n\r،؛…—]/u

/** Small letters without accents (of Latin and Arabic letters: elsewhere a mark is part of the letter), digits as 0–9. */
function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(emptyLetters, '')
    .replace(markedLetters, '$1')
    .normalize('NFC')
    .replace(/['’‘`´ʼ]/gu, '')
    .replace(/\p{Nd}/gu, digit => String(digitValue(digit)))
}

/** The ten digits of a script lie together, from 0 to 9. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--
  return code - zero
}

const splitWords = (plain: string): string[] => plain.split(/[^\p{L}\p{M}\p{N}]+/u).filter(word => word !== '')

function wordsIn(text: string): Read {
  const cut = text.slice(0, longestRead)
  const plain = plainText(cut)
  const [first = ''] = plain.trim().split(clauseEnd)
  const words = splitWords(plain)
  // S.T.O.P. and S T O P
  const spelt = words.length > 2 && words.every(word => /^\p{L}$/u.test(word))
  return {
    words: spelt ? [words.join('')] : words,
    firstClause: spelt ? 1 : splitWords(first).length,
    asks: /[?؟]/u.test(plain),
    thumbs: { up: cut.includes('👍'), down: cut.includes('👎') },
  }
}

const phrases = new Map<string, readonly string[]>()
/** A phrase of the table, or of staff, as plain words; each is worked out once. */
export function plainPhrase(phrase: string): readonly string[] {
  const known = phrases.get(phrase) ?? splitWords(plainText(phrase))
  if (phrases.size < 5_000) phrases.set(phrase, known)
  return known
}

/** Whether the words begin with a phrase: how many words of it, else none. */
function begins(words: readonly string[], phrase: string): number {
  const wanted = plainPhrase(phrase)
  return wanted.length > 0 && wanted.every((word, at) => words[at] === word) ? wanted.length : 0
}
const isAll = (words: readonly string[], phrase: string): boolean =>
  begins(words, phrase) === words.length && words.length > 0
const holds = (words: readonly string[], phrase: string): boolean =>
  words.some((_, at) => begins(words.slice(at), phrase) > 0)

/** The stop words of every language, whichever the person’s is: who writes STOP means it. */
function stopIn(read: Read, { languages, ownWords = {} }: Written): Understood | undefined {
  const words = withoutPlease(read.words)
  for (const language of new Set([...languages, ...languageCodes])) {
    const { stop = [], stopAlone = [] } = wordsOfLanguage(language) ?? {}
    const word =
      [...stop, ...(ownWords[language]?.stop ?? [])].find(each => begins(words, each) > 0) ??
      stopAlone.find(each => isAll(words, each))
    if (word !== undefined) return { is: 'stop', by: 'word', language, word }
  }
  return undefined
}

function commandIn({ words }: Read, { languages }: Written): Understood | undefined {
  for (const is of ['start', 'help'] as const)
    for (const language of new Set([...languages, ...languageCodes])) {
      const word = wordsOfLanguage(language)?.[is]?.find(each => isAll(withoutPlease(words), each))
      if (word !== undefined) return { is, by: 'word', language, word }
    }
  return undefined
}

const politeness = languageCodes.flatMap(language => wordsOfLanguage(language)?.please ?? [])
function withoutPlease(words: readonly string[]): readonly string[] {
  const length = Math.max(0, ...politeness.map(phrase => begins(words, phrase)))
  return length > 0 && length < words.length ? words.slice(length) : words
}

function thumbIn({ words, asks, thumbs: { up, down } }: Read, { thumbs = false }: Asked): Answer | undefined {
  if (words.length > 0 || asks || !thumbs || up === down) return undefined
  return { is: up ? 'yes' : 'no', by: 'word' }
}

function digitIn({ words, asks, thumbs }: Read, { digits }: Asked): Answer | undefined {
  const [word, ...more] = words
  if (!digits || word === undefined || more.length > 0 || asks || !/^\d+$/.test(word)) return undefined
  const is = word === digits.yes ? 'yes' : word === digits.no ? 'no' : undefined
  if (is === undefined || contradicts(is, thumbs)) return notUnderstood
  return { is, by: 'word', word }
}

const contradicts = (is: 'yes' | 'no', { up, down }: Read['thumbs']): boolean => (is === 'yes' ? down : up)

interface Hit {
  readonly is: 'yes' | 'no'
  readonly language: Language
  readonly word: string
  readonly length: number
}

function yesOrNo(read: Read, written: Written): Answer {
  const words = withoutPlease(read.words)
  if (words.length === 0 || words.length > longestAnswer || read.asks) return notUnderstood
  const vocabularies = vocabulariesOf(written)
  const firstClause = read.firstClause - (read.words.length - words.length)
  const hits = vocabularies.flatMap(each => hitsAtStart(words, firstClause, each))
  const [best] = hits.sort((one, other) => other.length - one.length)
  if (!best || hits.some(hit => hit.is !== best.is) || contradicts(best.is, read.thumbs)) return notUnderstood
  const rest = words.slice(best.length)
  const unclear = vocabularies.some(({ yes, no, not = [], doubts = [], stop = [], alone = [] }) => {
    const against = best.is === 'yes' ? [...no, ...stop, ...not] : yes
    return (
      against.some(phrase => !alone.includes(phrase) && holds(rest, phrase)) ||
      doubts.some(phrase => begins(words, phrase) > 0)
    )
  })
  return unclear ? notUnderstood : { is: best.is, by: 'word', language: best.language, word: best.word }
}

interface Vocabulary extends AnswerWords {
  readonly language: Language
}

/** Those of the person, each with what the programme’s staff added; English beside them without what it shares with them. */
function vocabulariesOf({ languages, ownWords = {} }: Written): Vocabulary[] {
  const theirs = [...new Set(languages)].filter(language => language !== 'en')
  const shared = new Set<string>(theirs.flatMap(language => wordsOfLanguage(language)?.notEnglish ?? []))
  return [...theirs, 'en' as const].map(language => {
    const known = wordsOfLanguage(language) ?? { yes: [], no: [] }
    const kept = (each: string): boolean => language !== 'en' || !shared.has(each)
    const own = ownWords[language]
    return {
      ...known,
      language,
      yes: [...known.yes.filter(kept), ...(own?.yes ?? [])],
      no: [...known.no.filter(kept), ...(own?.no ?? [])],
      stop: [...(known.stop ?? []), ...(own?.stop ?? [])],
    }
  })
}

/** A clear first word: one that is only ever alone must be the message, or end at a comma. */
function hitsAtStart(
  words: readonly string[],
  firstClause: number,
  { language, yes, no, alone = [] }: Vocabulary,
): Hit[] {
  const among = (is: 'yes' | 'no', list: readonly string[]): Hit[] =>
    list.flatMap(word => {
      const length = begins(words, word)
      const clear = length > 0 && (!alone.includes(word) || length === words.length || length === firstClause)
      return clear ? [{ is, language, word, length }] : []
    })
  return [...among('yes', yes), ...among('no', no)]
}
