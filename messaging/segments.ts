/**
 * What a text costs as SMS. A message is 160 letters of the plain alphabet (GSM 7-bit, 3GPP TS 23.038) or, with a single
 * letter beyond it, 70 of any (UCS-2). Longer ones are sent in segments, which hold less: 153 and 67, because each says
 * which it is (TS 23.040, a concatenation header of 6 bytes). Carriers count and charge segments.
 */
import type { Price } from './contract.js'

/** One each, in the order of the standard’s table. Of the Greek capitals those that Latin has not got. */
const basicLetters =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const basic = new Set(basicLetters)
/** Written with an escape before it: each counts two. */
const extended = new Set('\f^{}\\[~]|€')

export interface Segments {
  readonly alphabet: 'GSM-7' | 'UCS-2'
  readonly segments: number
  /** letters as they are counted: extended ones are two; so are emoji and other characters beyond 16 bits */
  readonly units: number
  /** how many units the last segment still has room for */
  readonly left: number
  /** the letters that force UCS-2, each once, in the order in which they come; at most 20 */
  readonly beyond: readonly string[]
}

const sizes = { 'GSM-7': { single: 160, part: 153 }, 'UCS-2': { single: 70, part: 67 } } as const

/** @returns no segment for an empty text */
export function segmentsOf(text: string): Segments {
  const letters = [...text]
  const beyond = [...new Set(letters.filter(letter => !basic.has(letter) && !extended.has(letter)))]
  const alphabet = beyond.length === 0 ? 'GSM-7' : 'UCS-2'
  // What an escape or a surrogate pair makes one letter is never parted between two segments.
  const widths = letters.map(letter => (alphabet === 'UCS-2' ? letter.length : extended.has(letter) ? 2 : 1))
  const units = widths.reduce((sum, width) => sum + width, 0)
  const { single, part } = sizes[alphabet]
  if (units <= single)
    return { alphabet, segments: units === 0 ? 0 : 1, units, left: single - units, beyond: beyond.slice(0, 20) }
  let segments = 1
  let filled = 0
  for (const width of widths) {
    if (filled + width > part) {
      segments++
      filled = 0
    }
    filled += width
  }
  return { alphabet, segments, units, left: part - filled, beyond: beyond.slice(0, 20) }
}

/** What a carrier charges for a text, at its price for one segment. */
export const costOf = ({ segments }: Pick<Segments, 'segments'>, perSegment: Price): Price => ({
  ...perSegment,
  micros: perSegment.micros * BigInt(segments),
})

/** What writes the same in the plain alphabet. Curly quotes and long dashes come from word processors. */
const plainer: Readonly<Record<string, string>> = {
  ...{ '‘': "'", '’': "'", '‚': "'", ʼ: "'", '′': "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"' },
  ...{
    '–': '-',
    '—': '-',
    '‐': '-',
    '‑': '-',
    '…': '...',
    '•': '*',
    '·': '-',
    '\u00a0': ' ',
    '\u202f': ' ',
    '\t': ' ',
  },
  ...{ '`': "'", '´': "'" },
}

/** The same text as far as it can be had in the plain alphabet without losing a letter of the language. */
export const plainerText = (text: string): string => [...text].map(letter => plainer[letter] ?? letter).join('')

/**
 * For whoever writes a text that needs UCS-2 only because of a few letters; null where there is nothing to gain.
 * `Because of “’” this text is longer: 2 segments instead of 1. Write ’ → '.`
 */
export function lengthAdvice(text: string): string | null {
  const now = segmentsOf(text)
  if (now.alphabet === 'GSM-7') return null
  const withoutThem = segmentsOf(
    [...text].map(letter => (now.beyond.includes(letter) ? (plainer[letter] ?? '-') : letter)).join(''),
  )
  if (withoutThem.alphabet !== 'GSM-7' || withoutThem.segments >= now.segments || now.beyond.length > 5) return null
  const named = now.beyond.map(letter => `“${visible(letter)}”`).join(', ')
  const instead = now.beyond
    .filter(letter => plainer[letter] !== undefined)
    .map(letter => `${visible(letter)} → ${visible(plainer[letter] ?? '')}`)
  const how = instead.length === now.beyond.length ? ` Write ${instead.join(', ')}.` : ''
  return `Because of ${named} this text is longer: ${now.segments} segments instead of ${withoutThem.segments}.${how}`
}

const visible = (letter: string): string =>
  /^[\p{Z}\p{C}]+$/u.test(letter)
    ? `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : letter
