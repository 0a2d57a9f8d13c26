/** What whoever asks may see and mean, beside what the database already hides from them. */
import { chosenBy, type BeneficiaryFilter } from '../db/beneficiaryFilter.js'
import type { House } from '../db/database.js'
import { asSeen, isSeen, programmeOf } from '../db/reach.js'
import { isUuid } from '../domain/ids.js'
import type { By } from '../domain/people.js'
import { reaches, reachesAllOf, reachesNothing, reachIn, reachOf } from '../domain/reach.js'
import type { Asker } from './authenticate.js'
import { isOpen } from './permissions.js'
import { seeings, type Hidden } from './personal.js'
import type { Circumstances, Route } from './route.js'

export type Sight = Pick<Circumstances, 'chosen' | 'may' | 'reachFor' | 'hidden'>

/**
 * Who does it, by the role that they hold there: of several that allow it, one that reaches what the route is about. Asks
 * only where it makes a difference.
 */
export async function byThere(house: House, route: Route, asker: Asker, id: string | undefined): Promise<By> {
  const { by, grants } = asker
  const { about, permission, whole } = route
  const known = id?.toLowerCase() ?? ''
  if (about === null || about === 'house' || isOpen(permission) || !isUuid(known)) return by
  const holding = grants.filter(each => each.permissions.includes(permission))
  if (holding.every(({ role }) => role === by.role)) return by
  for (const grant of holding) {
    const reach = reachOf([grant], permission, whole)
    if (!reachesNothing(reach) && (await isSeen(house, reach, about, known))) return { ...by, role: grant.role }
  }
  return by
}

export function sightOf(house: House, { grants, reach }: Asker, hidden: Hidden): Sight {
  return {
    chosen: async (who: BeneficiaryFilter) => {
      if (reach.everywhere || reach.whole.includes(who.programmeId)) return who
      const ids = await asSeen(house, reach, async house => {
        const rows = await house.db.selectFrom('beneficiary').select('id').where(chosenBy(who)).execute()
        return rows.map(({ id }) => id)
      })
      return { programmeId: who.programmeId, ids }
    },
    reachFor: permission => reachOf(grants, permission),
    may: (permission, person) => reaches(reachOf(grants, permission), person),
    hidden,
  }
}

/**
 * What of the people in an answer is masked: whatever somebody may not see of everybody whom this route shows them, in the
 * programme that it is about.
 */
export async function hiddenFrom(house: House, route: Route, asker: Asker, id: string | undefined): Promise<Hidden> {
  if (!route.personal) return new Set()
  const seen = seeings.map(seeing => ({ seeing, reach: reachOf(asker.grants, seeing) }))
  const hidden = seen.filter(({ reach }) => !reachesAllOf(reach, asker.reach))
  const { about } = route
  if (hidden.length === 0 || about === null || about === 'house' || id === undefined || !isUuid(id.toLowerCase()))
    return new Set(hidden.map(({ seeing }) => seeing))
  const programmeId = await programmeOf(house, about, id.toLowerCase())
  const within = programmeId && reachIn(asker.reach, programmeId)
  const there = hidden.filter(
    ({ reach }) => !programmeId || !within || !reachesAllOf(reachIn(reach, programmeId), within),
  )
  return new Set(there.map(({ seeing }) => seeing))
}
