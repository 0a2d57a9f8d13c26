/**
 * Part of a whole in whole percent, 0 to 100, as a sentence or a bar may claim it: 100 is all of them, 0 is none. 323 of
 * 324 are 99, for whoever reads 100 looks no further.
 * @param whole 0 where there is nothing yet: 0 percent
 */
export function wholePercent(part: number, whole: number): number {
  if (whole <= 0 || part <= 0) return 0
  if (part >= whole) return 100
  return Math.min(99, Math.max(1, Math.round((part / whole) * 100)))
}
