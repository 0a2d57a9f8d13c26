/**
 * When two people may be the same although nothing about them is equal: names that sound alike, and what else speaks for
 * it or against. It only ever asks a person to look; what it found is said in words, and nobody is left out by it.
 */
import { placeKey } from './names.js'
import { frameOf, nameLikeness, wordsOf, type Word } from './spelling.js'

export interface Described {
  readonly name: string
  readonly place: string
  readonly householdSize: number
  /** E.164 */
  readonly phone: string | null
  readonly nationalId: string | null
}

/** A person made ready to be compared with many. */
export interface Comparable {
  readonly words: readonly Word[]
  readonly place: string
  readonly householdSize: number
  readonly phone: string | null
  readonly nationalId: string | null
}

export const comparable = ({ name, place, ...rest }: Described): Comparable => ({
  ...rest,
  words: wordsOf(name),
  place: placeKey(place),
})

/** What speaks for two people being one, or against; in the order in which it is told. */
export const signs = {
  phone: { points: 60, says: 'same phone' },
  national_id: { points: 60, says: 'same national ID' },
  names_full: { points: 60, says: 'full names sound the same' },
  names_same: { points: 50, says: 'names sound the same' },
  names_close: { points: 45, says: 'names alike' },
  names_near: { points: 30, says: 'names somewhat alike' },
  place: { points: 25, says: 'same place' },
  household: { points: 10, says: 'same household size' },
  household_near: { points: 5, says: 'household sizes differ by one' },
  household_far: { points: -5, says: 'but household sizes far apart' },
  phone_near: { points: 30, says: 'phone numbers differ in one place' },
  phone_end: { points: 20, says: 'last six digits of the phone the same' },
  id_near: { points: 30, says: 'national IDs differ in one place' },
  id_far: { points: -35, says: 'but different national IDs' },
} as const satisfies Record<string, { points: number; says: string }>
export type Sign = keyof typeof signs

/** From so many points on a person looks at the two. */
export const likelyFrom = 80

export interface Likeness {
  /** 0 to 100 */
  readonly score: number
  readonly signs: readonly Sign[]
}

export function likeness(one: Comparable, other: Comparable): Likeness {
  const found: Sign[] = []
  const note = (sign: Sign | null): void => {
    if (sign !== null) found.push(sign)
  }
  note(phoneSign(one.phone, other.phone, true))
  note(idSign(one.nationalId, other.nationalId, true))
  note(nameSign(nameLikeness(one.words, other.words), Math.min(one.words.length, other.words.length)))
  note(one.place === other.place ? 'place' : null)
  note(householdSign(Math.abs(one.householdSize - other.householdSize)))
  note(phoneSign(one.phone, other.phone, false))
  note(idSign(one.nationalId, other.nationalId, false))
  const points = found.reduce((sum, sign) => sum + signs[sign].points, 0)
  return { score: Math.min(100, Math.max(0, points)), signs: found }
}

/** Are these worth a person’s look? Without names that are alike nothing here is. */
export const isLikely = ({ score, signs }: Likeness): boolean =>
  score >= likelyFrom && signs.some(sign => sign.startsWith('names_'))

/** “names alike: Mohamed Ali / Ali Muhammad; same place; same household size” */
export const inWords = ({ signs: found }: Pick<Likeness, 'signs'>, names: readonly [string, string]): string =>
  found
    .map(sign => (sign.startsWith('names_') ? `${signs[sign].says}: ${names.join(' / ')}` : signs[sign].says))
    .join('; ')

/** That three words agree is rarely chance; that two do often is. */
function nameSign(alike: number, words: number): Sign | null {
  if (alike >= 0.93) return words >= 3 ? 'names_full' : 'names_same'
  if (alike >= 0.84) return 'names_close'
  return alike >= 0.76 ? 'names_near' : null
}

function householdSign(apart: number): Sign | null {
  if (apart === 0) return 'household'
  if (apart === 1) return 'household_near'
  return apart >= 4 ? 'household_far' : null
}

/** Two numbers of one length that a slip of the finger makes one: a digit wrong, or two neighbours swapped. */
export function isOneSlip(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false
  const wrong = [...a].flatMap((digit, at) => (digit === b[at] ? [] : [at]))
  const [first = 0, second] = wrong
  if (wrong.length === 1) return true
  return wrong.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first]
}

function phoneSign(a: string | null, b: string | null, equal: boolean): Sign | null {
  if (a === null || b === null) return null
  if (a === b) return equal ? 'phone' : null
  if (equal) return null
  if (isOneSlip(a, b)) return 'phone_near'
  return a.slice(-6) === b.slice(-6) ? 'phone_end' : null
}

function idSign(a: string | null, b: string | null, equal: boolean): Sign | null {
  if (a === null || b === null) return null
  if (a === b) return equal ? 'national_id' : null
  if (equal) return null
  return isOneSlip(a, b) ? 'id_near' : 'id_far'
}

/**
 * What two people must share to be compared at all, so that a hundred thousand are not compared with a hundred thousand:
 * two words of their names in one place, a word and the household size in one place, a word and one half of the phone
 * number, or three words of their names anywhere. A double entry that differs in all of it is not found.
 */
export function blockingKeys({ words, place, householdSize, phone }: Comparable): string[] {
  const frames = words.map(word => (word.initial ? [] : word.sounds.map(frameOf)))
  const keys = new Set<string>()
  frames.forEach((some, at) => {
    for (const frame of some) {
      keys.add(`size\n${place}\n${householdSize}\n${frame}`)
      if (phone !== null) {
        keys.add(`end\n${phone.slice(-4)}\n${frame}`)
        keys.add(`middle\n${phone.slice(-9, -4)}\n${frame}`)
      }
      for (const other of frames.slice(at + 1).flat()) keys.add(`pair\n${place}\n${[frame, other].sort().join('\n')}`)
    }
  })
  if (frames.length >= 3)
    keys.add(
      `whole\n${frames
        .flatMap(some => some.slice(0, 1))
        .sort()
        .join('\n')}`,
    )
  return [...keys]
}

/**
 * A key that more people share than this brings nobody together: the name is too common there. They are compared by
 * their other keys, and it is told how many that concerns.
 */
export const mostSharing = 50
