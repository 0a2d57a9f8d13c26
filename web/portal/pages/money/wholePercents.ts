/** Parts of one whole in whole percent that add up to 100: what rounding down leaves goes to those that lost most by it. */

/** @param parts in the same unit, none below zero, not all of them zero. Something is never 0 %, and never all where there is more. */
export function wholePercents(parts: readonly bigint[]): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0n)
  if (whole === 0n) return parts.map(() => 0)
  const exact = parts.map((part, at) => ({ at, down: (part * 100n) / whole, lost: (part * 100n) % whole }))
  const percents = exact.map(({ down, lost }) => Number(down === 0n && lost > 0n ? 1n : down))
  let left = 100 - percents.reduce((sum, each) => sum + each, 0)
  const mostLost = [...exact]
    .filter(({ down }) => down > 0n)
    .sort((a, b) => (a.lost < b.lost ? 1 : a.lost > b.lost ? -1 : 0))
  for (const { at } of mostLost) {
    if (left <= 0) break
    percents[at] = (percents[at] ?? 0) + 1
    left -= 1
  }
  // Small ones that were told as one percent take it from the largest.
  if (left < 0) {
    const largest = percents.indexOf(Math.max(...percents))
    percents[largest] = (percents[largest] ?? 0) + left
  }
  return percents
}
