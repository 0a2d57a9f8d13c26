/** Where things stand in a drawing: round steps of an axis, which names have room, and places on a map. */

/** Round values from 0 to at least `most`, at most five steps: `[0, 50, 100]`. */
export function roundSteps(most: number): number[] {
  if (most <= 0) return [0, 1]
  const rough = most / 4
  const size = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map(times => times * size).find(each => each >= rough) ?? size * 10)
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, at) => at * step)
}

/** Every so many of `count` names are written, so that each has `needs` pixels of `width`. */
export const everySoMany = (count: number, width: number, needs: number): number =>
  Math.max(1, Math.ceil((count * needs) / Math.max(1, width)))

export interface OnEarth {
  readonly latitude: number
  readonly longitude: number
}
export interface Drawn {
  readonly x: number
  readonly y: number
}
interface Sheet {
  readonly width: number
  readonly height: number
  /** kept free at every edge */
  readonly edge: number
}

export interface Projection {
  at(place: OnEarth): Drawn
  /** pixels of one kilometre, the same in every direction */
  readonly kilometre: number
}

const degreeKm = 111.32
/** A single place, or several on one spot, would fill the sheet: at least so much is shown. */
const leastKm = 4

interface Extent {
  readonly middle: OnEarth
  /** kilometres of one degree to the east, in the middle */
  readonly eastKm: number
  readonly wideKm: number
  readonly highKm: number
}

function extentOf(places: readonly OnEarth[]): Extent {
  const latitudes = places.map(({ latitude }) => latitude)
  const longitudes = places.map(({ longitude }) => longitude)
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)]
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)]
  const middle = { latitude: (south + north) / 2, longitude: (west + east) / 2 }
  const eastKm = degreeKm * Math.max(0.01, Math.cos((middle.latitude * Math.PI) / 180))
  const wideKm = Math.max(leastKm, (east - west) * eastKm)
  return { middle, eastKm, wideKm, highKm: Math.max(leastKm, (north - south) * degreeKm) }
}

/** How high a sheet of this width is best, between two heights: places along a road need less than those around a town. */
export function heightFor(
  places: readonly OnEarth[],
  { width, edge, least, most }: { width: number; edge: number; least: number; most: number },
): number {
  const { wideKm, highKm } = extentOf(places)
  return Math.round(Math.min(most, Math.max(least, (highKm / wideKm) * (width - 2 * edge) + 2 * edge)))
}

/** Equirectangular, true in the middle: good for a country, and nothing has to be fetched for it. */
export function project(places: readonly OnEarth[], { width, height, edge }: Sheet): Projection {
  const { middle, eastKm, wideKm, highKm } = extentOf(places)
  const kilometre = Math.min((width - 2 * edge) / wideKm, (height - 2 * edge) / highKm)
  return {
    kilometre,
    at: ({ latitude, longitude }) => ({
      x: width / 2 + (longitude - middle.longitude) * eastKm * kilometre,
      y: height / 2 - (latitude - middle.latitude) * degreeKm * kilometre,
    }),
  }
}

/** A round length for the scale of a map: the longest of 1, 2, 5, 10 … kilometres that fits `most` pixels. */
export function roundKilometres(kilometre: number, most: number): number {
  const lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]
  return lengths.filter(each => each * kilometre <= most).at(-1) ?? 1
}
