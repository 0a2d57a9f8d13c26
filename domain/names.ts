/** How names and places of people are tidied, and when two of them count as the same. */

/** Blank-like and control characters (NUL among them, which PostgreSQL can not store) become one blank. */
const blanks = /[\p{White_Space}\p{Cc}\u200b\u2060\ufeff]+/gu
/** Half of a surrogate pair is no character: it can not be written as UTF-8. */
const halfCharacters = /\p{Surrogate}/gu

/** Most cells of most lists: nothing of them is changed below. */
const tidyAlready = /^(?:[!-~]+(?: [!-~]+)*)?$/

/** Text as a person meant it: NFC, no characters that can not be stored, single blanks, trimmed. */
export const tidyText = (text: string): string =>
  tidyAlready.test(text) ? text : text.replace(halfCharacters, '\ufffd').normalize('NFC').replace(blanks, ' ').trim()

/** Keeps the writing of a name, except that a name all in capitals gets its usual case: `MARY O’NEIL` → `Mary O’Neil`. */
export function tidyName(text: string): string {
  const name = tidyText(text)
  const allCapitals = name.length > 3 && name === name.toUpperCase() && name !== name.toLowerCase()
  if (!allCapitals) return name
  return name
    .toLowerCase()
    .replace(/(^|[\s\-'’.])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}

/** The words of a text in small letters, without accents and punctuation. */
export const plainWords = (text: string): string[] =>
  tidyText(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`ʼ]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word.length > 0)

/**
 * Two names with the same key are the same name: case, accents, punctuation and the order of the words do not count
 * (lists mix “Ekai Lokol” and “Lokol, Ekai”). A script of which nothing would remain keeps its own writing.
 */
export function nameKey(name: string): string {
  const words = plainWords(name)
  return words.length > 0 ? words.sort().join(' ') : tidyText(name).toLowerCase()
}

/** Two places with the same key are the same place. Here the order of words counts. */
export function placeKey(place: string): string {
  const words = plainWords(place)
  return words.length > 0 ? words.join(' ') : tidyText(place).toLowerCase()
}

/** “The same name in the same place”, one of the signs of a double entry. */
export const namePlaceKey = (name: string, place: string): string => `${nameKey(name)}\n${placeKey(place)}`
