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

/** Equirectangular, true in the middle: good for a country, and nothing has to be fetched for it. */
export function project(places: readonly OnEarth[], { width, height, edge }: Sheet): Projection {
  const latitudes = places.map(({ latitude }) => latitude)
  const longitudes = places.map(({ longitude }) => longitude)
  const middle = {
    latitude: (Math.min(...latitudes) + Math.max(...latitudes)) / 2,
    longitude: (Math.min(...longitudes) + Math.max(...longitudes)) / 2,
  }
  const eastKm = degreeKm * Math.max(0.01, Math.cos((middle.latitude * Math.PI) / 180))
  const wideKm = Math.max(leastKm, (Math.max(...longitudes) - Math.min(...longitudes)) * eastKm)
  const highKm = Math.max(leastKm, (Math.max(...latitudes) - Math.min(...latitudes)) * degreeKm)
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
