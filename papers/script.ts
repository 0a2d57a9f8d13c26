/** How a text is written: in which direction, and whether each of its letters stands for itself. */

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}\p{Script=Nko}\p{Script=Syriac}]/u
/** Letters that neither join nor move: each is one glyph, side by side. */
const plain = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]*$/u

/** Each letter for itself: composed first, so that é is one. */
export const isPlain = (text: string): boolean => plain.test(text) && !/[\u200b-\u200f\u202a-\u202e]/.test(text)

export interface Run {
  readonly text: string
  readonly rtl: boolean
}

/**
 * A line cut into runs of one direction, in the order in which they stand from left to right. What has no direction goes
 * with what comes before it. Names, places and dates are of a few runs; this is no whole bidirectional algorithm (UAX 9).
 * @param fromRight whether the line begins at the right; without it, where its first run does
 */
export function runsOf(text: string, fromRight?: boolean): Run[] {
  const runs: { text: string; rtl: boolean }[] = []
  for (const word of text.match(/\S+\s*/g) ?? []) {
    const last = runs.at(-1)
    const rtl = rightToLeft.test(word) || (last?.rtl === true && !/[\p{L}\p{N}]/u.test(word))
    if (last && last.rtl === rtl) last.text += word
    else runs.push({ text: word, rtl })
  }
  const base = fromRight ?? runs[0]?.rtl === true
  // The blank after a run belongs between it and the next one, on whichever side of it that stands.
  const spaced = runs.map(run => (run.rtl === base ? run : { ...run, text: run.text.replace(/^(.*?)(\s*)$/, '$2$1') }))
  return base ? spaced.reverse() : spaced
}
