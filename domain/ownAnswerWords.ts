/**
 * Words for yes, no and “no more messages” that a programme's staff give for its languages, beside ours or where we have
 * none. They only ever add: ours can not be taken away, and a wish to hear nothing can not be made to mean anything else.
 */
import { wordsOfLanguage, type AnswerWords } from './answerWords.js'
import { plainPhrase, understand } from './answers.js'
import { languageCodes, type Language } from './language.js'

export type OwnWords = Readonly<Partial<Record<Language, Pick<AnswerWords, 'yes' | 'no' | 'stop'>>>>

/** A few words in the letters of somebody’s language, not sentences. */
const longestWord = 40
/** Of one meaning in one language. */
export const mostWords = 50

export interface WrongWord {
  readonly language: Language
  readonly says: string
}

/** What is wrong with the words of a programme, in sentences; nothing where nothing is. */
export const wrongWithOwnWords = (words: OwnWords): readonly WrongWord[] =>
  languagesOf(words).flatMap(language => {
    const given = words[language]
    return given ? wrongIn(language, given).map(says => ({ language, says })) : []
  })

const languagesOf = (words: OwnWords): Language[] => languageCodes.filter(language => words[language] !== undefined)

function wrongIn(language: Language, { yes, no, stop = [] }: NonNullable<OwnWords[Language]>): string[] {
  const key = (word: string): string => plainPhrase(word.slice(0, longestWord)).join(' ')
  const all = [...yes, ...no, ...stop]
  const bad = all.filter(word => word.length > longestWord || !/\p{L}/u.test(key(word)))
  const both = yes.filter(word => no.map(key).includes(key(word)))
  const wishes = [...yes, ...no].filter(word => isStop(word, []))
  const answers = stop.filter(word => stops(word, [...yes, ...no]))
  const commands = all.filter(word => ['start', 'help'].includes(understand({ text: word, languages: [] }).is))
  return [
    ...bad.map(
      word => `“${word.slice(0, longestWord)}” is no word: a word has letters, and at most ${longestWord} of them.`,
    ),
    ...([yes, no, stop].some(each => each.length > mostWords)
      ? [`Give at most ${mostWords} words of each meaning.`]
      : []),
    ...both.map(word => `“${word}” can not be both yes and no.`),
    ...wishes.map(word => `“${word}” would be read as a wish for no more messages.`),
    ...answers.map(word => `“${word}” can not stop messages: whoever says yes or no begins so.`),
    ...commands.map(word => `“${word}” asks for messages again, or for help, in every programme.`),
    ...against(language, 'yes', yes),
    ...against(language, 'no', no),
  ]
}

const isStop = (text: string, stop: readonly string[]): boolean =>
  understand({ text, languages: [], ownWords: { en: { yes: [], no: [], stop } } }).is === 'stop'

/** Whether a wish for no more messages would swallow an answer: one of ours in any language, or of those given with it. */
const stops = (word: string, given: readonly string[]): boolean =>
  [...given, ...ourAnswers()].some(answer => isStop(answer, [word]) && !isStop(answer, []))

const ourAnswers = (): readonly string[] =>
  languageCodes.flatMap(language => {
    const { yes = [], no = [] } = wordsOfLanguage(language) ?? {}
    return [...yes, ...no]
  })

/** Ours of the same language, and of English, which is always read beside it. */
function against(language: Language, is: 'yes' | 'no', words: readonly string[]): string[] {
  const other = is === 'yes' ? 'no' : 'yes'
  return words
    .filter(word => [[language], []].some(languages => understand({ text: word, languages }).is === other))
    .map(word => `“${word}” means ${other} already: it can not mean ${is}.`)
}

/** The words of several programmes that one number belongs to; where they contradict each other nothing is understood. */
export function mergedWords(all: readonly OwnWords[]): OwnWords {
  const merged: Partial<Record<Language, { yes: string[]; no: string[]; stop: string[] }>> = {}
  for (const words of all)
    for (const language of languagesOf(words)) {
      const into = (merged[language] ??= { yes: [], no: [], stop: [] })
      into.yes.push(...(words[language]?.yes ?? []))
      into.no.push(...(words[language]?.no ?? []))
      into.stop.push(...(words[language]?.stop ?? []))
    }
  return merged
}
