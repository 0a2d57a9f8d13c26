/** Rules of what is told about many: how small a number may be, and into which spans a wait falls. Pure. */

/**
 * Charts and their files are passed on to donors, partners and the press. A place of three people says who they are, so
 * nothing is told about fewer than this many people of one area.
 */
export const fewestTold = 5

export interface AreaCount {
  readonly area: string
  readonly people: number
}

/**
 * Which areas are told one by one. The others are told together; where they are too few even together, the next smallest
 * area joins them, or what is missing could be found by subtraction.
 */
export function toldAlone<Area extends AreaCount>(areas: readonly Area[]): { alone: Area[]; together: Area[] } {
  const byPeople = [...areas].sort((a, b) => b.people - a.people || a.area.localeCompare(b.area))
  const alone = byPeople.filter(({ people }) => people >= fewestTold)
  const together = byPeople.filter(({ people }) => people < fewestTold)
  while (together.length > 0 && alone.length > 0 && peopleOf(together) < fewestTold)
    together.unshift(...alone.splice(-1))
  return { alone, together }
}

const peopleOf = (areas: readonly AreaCount[]): number => areas.reduce((sum, { people }) => sum + people, 0)

/** Days from registration to first payment at which a span of the chart ends; the last span has no end. */
export const waitDays = [1, 3, 7, 14, 30, 60, 90] as const

/** Charts by week or by month. */
export const spans = ['week', 'month'] as const
export type Span = (typeof spans)[number]

/** Where a place lies: degrees north and east (WGS 84). */
export interface Position {
  readonly latitude: number
  readonly longitude: number
}

/** As it is kept: nothing is drawn more exactly than about a hundred metres, for an area is no house. */
export interface MilliPosition {
  readonly latitudeMilli: number
  readonly longitudeMilli: number
}

export const toMilli = ({ latitude, longitude }: Position): MilliPosition => ({
  latitudeMilli: Math.round(latitude * 1_000),
  longitudeMilli: Math.round(longitude * 1_000),
})

/** null where it is not known */
export const fromMilli = (kept: { [K in keyof MilliPosition]: number | null }): Position | null =>
  kept.latitudeMilli === null || kept.longitudeMilli === null
    ? null
    : { latitude: kept.latitudeMilli / 1_000, longitude: kept.longitudeMilli / 1_000 }
