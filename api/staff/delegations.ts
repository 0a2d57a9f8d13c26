/** Letting somebody decide in one’s place until a day that is set. */
import { z } from '@hono/zod-openapi'
import { delegate, endDelegation, listDelegations } from '../../db/delegations.js'
import { themselves } from '../../domain/people.js'
import type { OpenRoute } from '../openRoute.js'
import { settled } from '../problem.js'
import { idOf, reasonIn, shortText } from '../words.js'
import { asking } from './asking.js'
import type { StaffDoor } from './door.js'

const delegationIn = z.strictObject({
  to: shortText(64),
  role: shortText(40),
  programmeId: idOf<'programme'>().nullish(),
  until: z.iso.datetime({ offset: true }).transform(text => new Date(text)),
  reason: reasonIn,
})
const endIn = z.strictObject({ delegationId: idOf<'delegation'>() })

export function delegationRoutes(door: StaffDoor): OpenRoute[] {
  const { here, read, say, me } = asking(door)
  const own = { permission: 'staff.ownAccount', path: '/account/delegations' } as const
  return [
    {
      ...own,
      method: 'get',
      does: 'Who decides in one’s place, and in whose place one does',
      serve: async c => {
        const { member } = await me(c)
        return say(c, { items: await listDelegations(here(c), { memberId: member.memberId }) })
      },
    },
    {
      ...own,
      method: 'post',
      does: 'Let somebody hold one of one’s own deciding roles until a moment, everywhere or in one programme',
      serve: async c => {
        const { member } = await me(c)
        const given = await read(c, delegationIn)
        const { delegationIds } = settled(await delegate(here(c), { from: member, ...given }))
        return say(c, { delegationIds })
      },
    },
    {
      ...own,
      method: 'post',
      path: '/account/delegations/end',
      does: 'End one before its day: either of the two may',
      serve: async c => {
        const { member } = await me(c)
        const { delegationId } = await read(c, endIn)
        const by = themselves(member.handle)
        settled(await endDelegation(here(c), { delegationId, of: { memberId: member.memberId }, by }))
        return say(c, { done: true })
      },
    },
  ]
}
