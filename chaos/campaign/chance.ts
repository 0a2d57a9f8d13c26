/** Chance from a seed: the same seed and the same question give the same draws, on every machine. */
import { createHash } from 'node:crypto'

export interface Chance {
  /** from 0 up to but excluding 1 */
  next(): number
  /** a whole number, both ends included */
  between(low: number, high: number): number
  pick<T>(from: readonly [T, ...T[]]): T
  /** all of them in another order */
  shuffled<T>(of: readonly T[]): T[]
}

export function chance(seed: string, about: string): Chance {
  let draws = 0
  const next = (): number =>
    createHash('sha256')
      .update(JSON.stringify([seed, about, draws++]))
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    pick: from => from[between(0, from.length - 1)] ?? from[0],
    shuffled: of => {
      const left = [...of]
      return of.map(() => left.splice(between(0, left.length - 1), 1)).flat()
    },
  }
}
