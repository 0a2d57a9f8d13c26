/**
 * When two people are the same by a key: one phone, one national ID, or the same name in the same place (those who are
 * only alike: domain/likeness.ts). It is only a suspicion: households share phones. A person decides every pair, and until then neither is paid.
 */
export const duplicateReasons = ['name_place', 'national_id', 'phone'] as const
export type DuplicateReason = (typeof duplicateReasons)[number]

export type Doubt = DuplicateReason | 'likeness'
/** As a case says them (domain/caseSays.ts); nothing in it says who they are. */
export const doubts: Readonly<Record<Doubt, string>> = {
  name_place: 'the same name in the same place',
  national_id: 'the same national ID',
  phone: 'the same phone number',
  likeness: 'names and households that are alike',
}

/** What is compared. The keys are opaque (keyed hashes, or plain text in a dry run); null is never equal to null. */
export interface DuplicateKeys {
  readonly phone: string | null
  readonly nationalId: string | null
  readonly namePlace: string | null
}

/**
 * One key shared by very many (a list with one office number in every row) would make pairs without end. Each person is
 * paired with at most so many of the earlier ones per reason: enough to block the payment and to show what is wrong.
 */
export const pairsPerReason = 20

/** Why these two may be the same person, in alphabetical order; empty when nothing says so. */
export function reasonsToDoubt(a: DuplicateKeys, b: DuplicateKeys): DuplicateReason[] {
  const same = (one: string | null, other: string | null): boolean => one !== null && one === other
  const doubts: DuplicateReason[] = []
  if (same(a.namePlace, b.namePlace)) doubts.push('name_place')
  if (same(a.nationalId, b.nationalId)) doubts.push('national_id')
  if (same(a.phone, b.phone)) doubts.push('phone')
  return doubts
}

/** A possible pair: positions in the list given, the earlier one first. */
export interface PossiblePair {
  readonly a: number
  readonly b: number
  readonly reasons: readonly DuplicateReason[]
}

/** Every possible pair of a list, found by key and not by comparing all with all. */
export function possiblePairs(people: readonly DuplicateKeys[]): PossiblePair[] {
  const seen = new Map<string, number[]>()
  const pairs: PossiblePair[] = []
  people.forEach((person, b) => {
    const others = new Set<number>()
    for (const [field, key] of Object.entries(person) as [string, string | null][]) {
      if (key === null) continue
      const known = seen.get(`${field}:${key}`) ?? []
      known.forEach(a => others.add(a))
      if (known.length < pairsPerReason) seen.set(`${field}:${key}`, [...known, b])
    }
    for (const a of [...others].sort((one, other) => one - other)) {
      const earlier = people[a]
      if (earlier !== undefined) pairs.push({ a, b, reasons: reasonsToDoubt(earlier, person) })
    }
  })
  return pairs
}

/** “also in programme Garissa; same phone”; the programme only to whoever reaches it */
export const overlapInWords = (programme: string | null, reasons: readonly ('national_id' | 'phone')[]): string =>
  [
    programme === null ? 'also in another programme' : `also in programme ${programme}`,
    ...reasons.map(reason => (reason === 'phone' ? 'same phone' : 'same national ID')),
  ].join('; ')
