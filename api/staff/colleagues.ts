/** Names for the short ones under which acts are recorded, for whoever is signed in. */
import { listColleagues } from '../../db/team.js'
import type { OpenRoute } from '../openRoute.js'
import { asking } from './asking.js'
import type { StaffDoor } from './door.js'

export function colleagueRoutes(door: StaffDoor): OpenRoute[] {
  const { here, say, me } = asking(door)
  return [
    {
      permission: 'staff.ownAccount',
      method: 'get',
      path: '/account/colleagues',
      does: 'Who works here: the name of everybody who has, or had, an account, with the handle under which they act',
      serve: async c => {
        await me(c)
        return say(c, { items: await listColleagues(here(c)) })
      },
    },
  ]
}
