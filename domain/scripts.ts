/** Names written in Arabic, Cyrillic or Ethiopic letters, told in Latin ones: for comparing, never for showing. */

const arabic: Readonly<Record<string, string>> = {
  ...{ ا: 'a', ب: 'b', ت: 't', ث: 't', ج: 'j', ح: 'h', خ: 'kh', د: 'd', ذ: 'd', ر: 'r', ز: 'z', س: 's', ش: 'sh' },
  ...{ ص: 's', ض: 'd', ط: 't', ظ: 'z', ع: 'a', غ: 'g', ف: 'f', ق: 'q', ك: 'k', ل: 'l', م: 'm', ن: 'n', ه: 'h' },
  ...{ و: 'u', ي: 'i', ى: 'a', ة: 'a', ء: '', پ: 'p', چ: 'ch', ژ: 'zh', گ: 'g', ک: 'k', ی: 'i' },
}
const cyrillic: Readonly<Record<string, string>> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', ґ: 'g', д: 'd', е: 'e', є: 'ie', ж: 'zh', з: 'z', и: 'i', і: 'i', к: 'k' },
  ...{ л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch' },
  ...{ ш: 'sh', щ: 'shch', ь: '', ъ: '', ы: 'i', э: 'e', ю: 'iu', я: 'ia' },
}

/** Ethiopic is written in syllables: a row of eight for each consonant, one for each vowel, in the order of Unicode. */
const ethiopicFrom = 0x1200
const ethiopicRows = 'h l h m s r s sh q q q q b v t ch h h n ny  k k kh kh w  z zh y d d j g g t ch p ts ts f p'.split(
  ' ',
)
const ethiopicVowels = ['e', 'u', 'i', 'a', 'e', '', 'o', 'ua']

function ethiopic(letter: string): string | undefined {
  const at = (letter.codePointAt(0) ?? 0) - ethiopicFrom
  const consonant = at < 0 ? undefined : ethiopicRows[at >> 3]
  if (consonant === undefined) return undefined
  const vowel = ethiopicVowels[at & 7] ?? ''
  // The two rows without a consonant are vowels of their own, of which the first is an a.
  return consonant === '' && (at & 7) === 0 ? 'a' : consonant + vowel
}

const isLatin = /^[\p{Script=Latin}\p{N}]*$/u
/** Scripts that leave short vowels out. */
const leavesVowelsOut = /\p{Script=Arabic}/u

/** A word of lower-case letters without marks, in Latin letters; `bare`: its short vowels were not written. */
export function inLatin(word: string): { text: string; bare: boolean } {
  if (isLatin.test(word)) return { text: word, bare: false }
  const text = [...word].map(letter => arabic[letter] ?? cyrillic[letter] ?? ethiopic(letter) ?? letter).join('')
  return { text, bare: leavesVowelsOut.test(word) }
}
