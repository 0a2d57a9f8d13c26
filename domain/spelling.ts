/**
 * How names sound, whoever wrote them down. Mohamed, Muhammad and Maxamed are one name to the ear and three to a
 * computer: letters are brought to one spelling, and what is left of a difference is weighed, vowels little.
 */
import { plainWords } from './names.js'
import { inLatin } from './scripts.js'

/** One word of a name. */
export interface Word {
  /** what it may sound like: two where a spelling can be read in two ways */
  readonly sounds: readonly string[]
  /** a single letter stands for a name that begins with it */
  readonly initial: boolean
  /** written without its short vowels */
  readonly bare: boolean
}

/** The words of a name; more than this many say nothing more. */
const most = 6

export const wordsOf = (name: string): Word[] =>
  plainWords(name)
    .slice(0, most)
    .map(word => {
      const { text, bare } = inLatin(word)
      return { sounds: soundsOf(text, bare), initial: [...word].length === 1, bare }
    })

/** Somali writes the Arabic ʿayn as c, which nobody hears: Cali is Ali, Jaamac is Jama. Elsewhere c is a k or an s. */
function soundsOf(word: string, bare: boolean): string[] {
  const usual = sound(word, bare)
  if (!/c(?![hk])/.test(word)) return [usual]
  const silent = sound(word.replace(/c(?![hk])/g, ''), bare)
  return silent === usual || silent === '' ? [usual] : [usual, silent]
}

/** After a consonant h is written by some and left out by others; where vowels were not written it is a letter of its own. */
const breath = /(?<=[b-df-gj-np-tv-z])h/g

/** From left to right; each is applied to the whole word before the next. S is the one sound of sh, sch and ch. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/sch|t?ch|sh/g, 'S'],
  [/kh/g, 'h'],
  [/ph/g, 'f'],
  [/dj/g, 'j'],
  // The Somali ḥ, but at the end of a word the x of Felix.
  [/x$/, 'ks'],
  [/x/g, 'h'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]/g, 'k'],
  [/z/g, 's'],
  [/v/g, 'w'],
  [breath, ''],
  [/h$/, ''],
  [/[eyi]/g, 'i'],
  [/[ou]/g, 'u'],
  [/t$/, 'd'],
  // Of vowels in a row the first is heard most clearly.
  [/([aiu])[aiu]+/g, '$1'],
  [/(.)\1+/gu, '$1'],
]

const sound = (word: string, bare = false): string =>
  rules.reduce((text, [from, to]) => (bare && from === breath ? text : text.replace(from, to)), word)

const isVowel = (letter: string | undefined): boolean => letter === 'a' || letter === 'i' || letter === 'u'

/**
 * What stays the same in most spellings of one word: its consonants, with a vowel at the beginning. A word of fewer than
 * three consonants keeps its vowels, or every short name would be alike.
 */
export function frameOf(sounding: string): string {
  const consonants = sounding.replace(/[aiu]/g, '')
  if (consonants.length < 3) return sounding
  return (isVowel(sounding[0]) ? (sounding[0] ?? '') : '') + consonants.replace(/(?<!^)h/g, '')
}

/** From 0, nothing alike, to 1, the same to the ear. */
export function wordLikeness(one: Word, other: Word): number {
  if (one.initial || other.initial) return initialLikeness(one, other)
  let best = 0
  for (const a of one.sounds)
    for (const b of other.sounds) best = Math.max(best, soundLikeness(a, b, one.bare || other.bare))
  return best
}

/** An initial says little, but does not contradict. */
const initialLikeness = (one: Word, other: Word): number =>
  one.sounds.some(a => other.sounds.some(b => a[0] === b[0])) ? 0.85 : 0

function soundLikeness(a: string, b: string, bare: boolean): number {
  if (a === b) return 1
  const longer = Math.max(a.length, b.length)
  // Not worth weighing: too much would be missing.
  if (Math.min(a.length, b.length) * 2 < longer) return 0
  return Math.max(0, 1 - distance(a, b, bare ? 0.1 : 0.5) / longer)
}

/**
 * What it costs to make one sound of the other: a letter 1, one vowel for another 0.4, a vowel or an h more or less
 * `vowel`; two letters swapped count as one. At the beginning every vowel counts in full: Ekai is not Akai.
 */
function distance(a: string, b: string, vowel: number): number {
  const cost = (letter: string | undefined, at: number): number =>
    at > 1 && (isVowel(letter) || letter === 'h') ? vowel : 1
  let before: number[] = []
  let last = [0]
  for (let j = 1; j <= b.length; j++) last.push((last[j - 1] ?? 0) + cost(b[j - 1], j))
  for (let i = 1; i <= a.length; i++) {
    const now = [(last[0] ?? 0) + cost(a[i - 1], i)]
    for (let j = 1; j <= b.length; j++) {
      const [x, y] = [a[i - 1], b[j - 1]]
      const changed = x === y ? 0 : i > 1 && j > 1 && isVowel(x) && isVowel(y) ? 0.4 : 1
      let best = Math.min((last[j - 1] ?? 0) + changed, (last[j] ?? 0) + cost(x, i), (now[j - 1] ?? 0) + cost(y, j))
      if (i > 1 && j > 1 && x === b[j - 2] && a[i - 2] === y) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      now.push(best)
    }
    before = last
    last = now
  }
  return last[b.length] ?? 0
}

/** A word that stands alone on one side weighs against the two being one, a little. */
const extraWord = 0.04
/** Words less alike than this are different words. */
const alikeFrom = 0.7

/**
 * How alike two names are, from 0 to 1. The order of the words does not count, nor that one side has a word more; that
 * two words of one side are one of the other (Abdi Rahman, Abdirahman) is found too.
 */
export function nameLikeness(one: readonly Word[], other: readonly Word[]): number {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one]
  if (few.length === 0) return 0
  const plain = paired(few, many)
  if (few.length === many.length || plain > 0.95) return plain
  return Math.max(plain, ...joined(many).map(words => paired(few, words)))
}

function paired(few: readonly Word[], many: readonly Word[]): number {
  if (few.length > many.length) return paired(many, few)
  const all = few.flatMap((a, i) => many.map((b, j) => ({ i, j, alike: wordLikeness(a, b) })))
  all.sort((one, other) => other.alike - one.alike)
  const left = new Set<number>()
  const right = new Set<number>()
  let sum = 0
  let found = 0
  for (const { i, j, alike } of all) {
    if (left.has(i) || right.has(j)) continue
    left.add(i)
    right.add(j)
    sum += alike >= alikeFrom ? alike : alike / 2
    if (alike >= alikeFrom && few[i]?.initial === false && many[j]?.initial === false) found++
  }
  const likeness = sum / few.length - extraWord * (many.length - few.length)
  // One word that agrees is half the village.
  return found >= 2 || many.length === 1 ? likeness : Math.min(likeness, 0.7)
}

const joined = (words: readonly Word[]): Word[][] =>
  words.slice(1).map((next, at) => {
    const first = words[at]
    const sounds = (first?.sounds ?? []).flatMap(a => next.sounds.map(b => sound(a + b)))
    const both = { sounds, initial: false, bare: next.bare || first?.bare === true }
    return [...words.slice(0, at), both, ...words.slice(at + 2)]
  })
