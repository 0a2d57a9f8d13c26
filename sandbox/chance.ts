import { hash } from 'node:crypto'

/**
 * Chance from one seed. A draw depends on the seed and on what it is about, not on how many draws came before it, so
 * the same faults hit the same payments however requests interleave. Identifiers are not drawn here: they are truly
 * random, so that a book made anew never hands out a used one.
 *
 * @returns a number from 0 up to but excluding 1
 */
export function draw(seed: string, ...about: (string | number)[]): number {
  const digest = hash('sha256', JSON.stringify([seed, ...about]), 'hex')
  return Number.parseInt(digest.slice(0, 12), 16) / 2 ** 48
}

/** A whole number from `low` to `high`, both included. */
export function drawBetween(low: number, high: number, seed: string, ...about: (string | number)[]): number {
  return low + Math.floor(draw(seed, ...about) * (high - low + 1))
}

/** One of `choices`, which must not be empty. */
export function drawFrom<T>(choices: readonly [T, ...T[]], seed: string, ...about: (string | number)[]): T {
  return choices[Math.floor(draw(seed, ...about) * choices.length)] ?? choices[0]
}
