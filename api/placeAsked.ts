/** Of which place something is that goes to the field: whoever reaches only some places chooses among them. */
import type { ProgrammeId } from '../domain/ids.js'
import { reachesWhole, wholePlacesOf, type Reach } from '../domain/reach.js'
import { HttpProblem } from './problem.js'

/**
 * @returns the place as the roles spell it, so that it is theirs afterwards too; undefined: of all places
 * @throws HttpProblem 403 for a place that is not theirs, and for all of them
 */
export function placeAsked(reach: Reach, programmeId: ProgrammeId, place: string | undefined): string | undefined {
  if (reachesWhole(reach, programmeId)) return place
  const own = wholePlacesOf(reach, programmeId).find(each => each.toLowerCase() === place?.toLowerCase())
  if (own !== undefined) return own
  throw new HttpProblem(
    'forbidden',
    'Your role is for some places: name one of them as “place”. For a partner’s people alone none is made.',
  )
}
