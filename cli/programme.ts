import type { House } from '../db/database.js'
import { listProgrammes, type Programme } from '../db/programmes.js'
import { Refused } from './failure.js'

/** The programme that a person means by its name (capitals do not count) or id. */
export async function programmeNamed(house: House, wanted: string): Promise<Programme> {
  const all = await listProgrammes(house)
  const lower = wanted.trim().toLowerCase()
  const found = all.filter(each => each.programmeId === lower || each.name.toLowerCase() === lower)
  const [first, second] = found
  if (first !== undefined && second === undefined) return first
  if (second !== undefined) {
    throw new Refused(
      `More than one programme is called that: name it by its id (${found.map(each => each.programmeId).join(', ')}).`,
    )
  }
  if (all.length === 0) throw new Refused('There is no programme yet: make one with the API (POST /programmes).')
  throw new Refused(`There is no such programme: name one of ${all.map(each => each.name).join(', ')}.`)
}
