/** How far somebody’s roles reach for one permission: which programmes, and which of their people. */
import type { ProgrammeId } from './ids.js'
import { levelOf, opposites, type Permission } from './permissions.js'

/** A role somebody holds, with what it allows. */
export interface Grant {
  readonly role: string
  readonly permissions: readonly Permission[]
  /** null: in every programme, also those to come */
  readonly programmeId: ProgrammeId | null
  /** only people of these places; null: of all */
  readonly areas: readonly string[] | null
  /** only people whom this partner enrolled; null: of all */
  readonly partner: string | null
  /** whose role it is, for whom they stand in; null: their own */
  readonly onBehalfOf: string | null
}

/** A part of a programme’s people. */
export interface Part {
  readonly programmeId: ProgrammeId | null
  readonly areas: readonly string[] | null
  readonly partner: string | null
}

export interface Reach {
  /** everybody in every programme, and what belongs to none */
  readonly everywhere: boolean
  /** programmes with all their people */
  readonly whole: readonly ProgrammeId[]
  readonly parts: readonly Part[]
}

export const everywhere: Reach = { everywhere: true, whole: [], parts: [] }

const isLimited = ({ areas, partner }: Part): boolean => areas !== null || partner !== null

/** @param onlyWhole leaves out what reaches only some of a programme’s people */
export function reachOf(grants: readonly Grant[], permission: Permission, onlyWhole = false): Reach {
  const holding = grants.filter(each => each.permissions.includes(permission))
  if (holding.some(each => each.programmeId === null && !isLimited(each))) return everywhere
  if (levelOf(permission) === 'house') return { everywhere: false, whole: [], parts: [] }
  const whole = holding.flatMap(each => (each.programmeId !== null && !isLimited(each) ? [each.programmeId] : []))
  const parts = onlyWhole ? [] : holding.filter(isLimited)
  return {
    everywhere: false,
    whole: [...new Set(whole)],
    parts: parts.map(({ programmeId, areas, partner }) => ({ programmeId, areas, partner })),
  }
}

export const reachesNothing = ({ everywhere, whole, parts }: Reach): boolean =>
  !everywhere && whole.length === 0 && parts.length === 0

/** Everybody of this programme? */
export const reachesWhole = ({ everywhere, whole }: Reach, programmeId: ProgrammeId): boolean =>
  everywhere || whole.includes(programmeId)

/** Who of a programme a person is, as far as reach goes by it. */
export interface Whereabouts {
  readonly programmeId: ProgrammeId
  readonly place: string
  readonly partner: string | null
}

/** The same rule as the policies of the database (db/migrations/0001-house/reach.ts), for fields of rows already read. */
export const reaches = (reach: Reach, { programmeId, place, partner }: Whereabouts): boolean =>
  reach.everywhere ||
  reach.whole.includes(programmeId) ||
  reach.parts.some(
    part =>
      (part.programmeId === null || part.programmeId === programmeId) &&
      (part.areas === null || part.areas.includes(place)) &&
      (part.partner === null || part.partner === partner),
  )

/** The same reach, looked at in one programme only. */
export const reachIn = ({ everywhere, whole, parts }: Reach, programmeId: ProgrammeId): Reach => ({
  everywhere: false,
  whole: everywhere || whole.includes(programmeId) ? [programmeId] : [],
  parts: parts
    .filter(part => part.programmeId === null || part.programmeId === programmeId)
    .map(part => ({ ...part, programmeId })),
})

/** The places outside of which it reaches nobody of this programme; null where it is not limited by places alone. */
export function placesOf(reach: Reach, programmeId: ProgrammeId): readonly string[] | null {
  const { whole, parts } = reachIn(reach, programmeId)
  if (whole.length > 0) return null
  const places = parts.map(({ areas }) => areas)
  return places.every(each => each !== null) ? [...new Set(places.flat())] : null
}

/** Places all of whose people of this programme are reached; a role for one partner’s people reaches only some of any place. */
export const wholePlacesOf = (reach: Reach, programmeId: ProgrammeId): readonly string[] => [
  ...new Set(
    reachIn(reach, programmeId).parts.flatMap(({ areas, partner }) => (partner === null ? (areas ?? []) : [])),
  ),
]

/** Does it reach everybody whom the other one reaches? Of two parts that could only together: no. */
export const reachesAllOf = (reach: Reach, other: Reach): boolean =>
  reach.everywhere ||
  (!other.everywhere &&
    other.whole.every(programmeId => reach.whole.includes(programmeId)) &&
    other.parts.every(
      part =>
        (part.programmeId !== null && reach.whole.includes(part.programmeId)) ||
        reach.parts.some(wider => isWithin(part, wider)),
    ))

const isWithin = (part: Part, wider: Part): boolean =>
  (wider.programmeId === null || wider.programmeId === part.programmeId) &&
  (wider.areas === null || (part.areas?.every(area => wider.areas?.includes(area)) ?? false)) &&
  (wider.partner === null || wider.partner === part.partner)

type Held = Pick<Grant, 'permissions' | 'programmeId'>

/** The pair of which somebody with these grants would hold both sides in one programme; null when there is none. */
export function bothSides(grants: readonly Held[]): readonly [Permission, Permission] | null {
  const meet = (one: Held, other: Held): boolean =>
    one.programmeId === null || other.programmeId === null || one.programmeId === other.programmeId
  return (
    opposites.find(([makes, approves]) =>
      grants.some(
        one =>
          one.permissions.includes(makes) &&
          grants.some(other => other.permissions.includes(approves) && meet(one, other)),
      ),
    ) ?? null
  )
}
