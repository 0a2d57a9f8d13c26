/** Chance from a seed: the same seed gives the same play. */
export interface Chance {
  /** 0 up to, not including, 1 */
  next(): number
  /** a whole number from `least` to `most` */
  between(least: number, most: number): number
  /** true once in a while; `share` 0 to 1 */
  hit(share: number): boolean
  pick<T>(from: readonly T[]): T
  /** another source, so that what one part draws does not shift what another part draws */
  fork(name: string): Chance
}

export function chanceOf(seed: string): Chance {
  let state = hash(seed)
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    hit: share => next() < share,
    pick: from => {
      const one = from[between(0, from.length - 1)]
      if (one === undefined) throw new Error('There is nothing to pick from.')
      return one
    },
    fork: name => chanceOf(`${seed}/${name}`),
  }
}

/** FNV-1a */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
