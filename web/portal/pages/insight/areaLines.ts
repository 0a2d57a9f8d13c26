/** Areas with their coordinates as people write or paste them: a line each, name, degrees north, degrees east. */
export interface AreaLine {
  readonly name: string
  readonly latitude: number
  readonly longitude: number
}

export interface Read {
  readonly areas: readonly AreaLine[]
  /** names without coordinates: they stay off the map */
  readonly without: number
  /** numbers of lines (from 1) that can not be understood */
  readonly wrong: readonly number[]
}

/** The last two cells are the coordinates, so that a name may hold the sign that separates. */
const line = /^"?(.*?)"?\s*[,;\t]\s*"?(-?[0-9]{1,3}(?:\.[0-9]+)?)?"?\s*[,;\t]\s*"?(-?[0-9]{1,3}(?:\.[0-9]+)?)?"?\s*$/
/** What the first line of a file calls them. */
const heading = /lat.*[,;\t].*(lon|lng)/i

export function readAreas(text: string): Read {
  const areas: AreaLine[] = []
  const wrong: number[] = []
  const names = new Set<string>()
  let without = 0
  for (const [at, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const said = raw.trim()
    if (said === '' || (at === 0 && heading.test(said))) continue
    const [, name = '', north, east] = line.exec(said) ?? []
    const latitude = Number(north)
    const longitude = Number(east)
    const key = name.trim().toLowerCase()
    if (key !== '' && north === undefined && east === undefined) without += 1
    else if (key === '' || names.has(key) || !(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180))
      wrong.push(at + 1)
    else areas.push({ name: name.trim(), latitude, longitude })
    names.add(key)
  }
  return { areas, without, wrong }
}

export const writeAreas = (
  areas: readonly { name: string; position: { latitude: number; longitude: number } | null }[],
): string =>
  areas
    .map(({ name, position }) => `${name}; ${position?.latitude ?? ''}; ${position?.longitude ?? ''}`.trimEnd())
    .join('\n')
