/** What a new list of a programme is before anybody says otherwise: its round, and which list of that round it is. */
import type { Distribution } from '../../api/shapes.ts'

type Made = Pick<Distribution, 'round' | 'state' | 'name'>

/** Lists that were called off paid nobody: their round is open as before, and their name is not in anybody’s way. */
const standing = (made: readonly Made[]): readonly Made[] =>
  made.filter(({ state }) => state !== 'rejected' && state !== 'cancelled')

/** The round after the last one that has a list. A second list of the same round is somebody’s own choice. */
export const nextRound = (made: readonly Made[]): number => Math.max(0, ...standing(made).map(({ round }) => round)) + 1

interface Naming {
  readonly made: readonly Made[]
  readonly round: number
  /** how the reader’s language names the n-th list of this round; the first one without a number */
  readonly named: (nth: number) => string
}

/** A name that no other list of the round has: by it people tell them apart when they approve and pay. */
export function nameOfNext({ made, round, named }: Naming): string {
  const ofRound = standing(made).filter(each => each.round === round)
  const taken = new Set(ofRound.map(({ name }) => plain(name)))
  let nth = ofRound.length + 1
  while (taken.has(plain(named(nth)))) nth += 1
  return named(nth)
}

const plain = (name: string): string => name.trim().toLowerCase()
