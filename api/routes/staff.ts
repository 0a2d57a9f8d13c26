/** Members of staff: invited, recovered, deactivated, given another role. The one-time link goes by e-mail, or is in the answer, once. */
import { z } from '@hono/zod-openapi'
import type { House } from '../../db/database.js'
import { endDelegation, listDelegations } from '../../db/delegations.js'
import { findMember, inviteMember, listMembers, recoverMember, setActive, type Link } from '../../db/staff.js'
import { inviteAgain, mailLink } from '../../db/staffRecovery.js'
import { changeRoles, isLetInByOne, reactivate } from '../../db/staffRoles.js'
import { basisOf, basisOut, replaced } from '../basis.js'
import { found, settled } from '../problem.js'
import { heldIn, staffRoles as rolesHeld } from '../replaceable.js'
import { route, type Ask } from '../route.js'
import { anId, done, doneOut, moment, pathId, proposedOut, shortText } from '../words.js'
import { rolesIn, rolesOut } from './roles.js'

const noun = 'staff'
const params = pathId<'staff'>()
const linkOut = z.object({
  link: z.string().nullable().openapi({ description: 'null where it went by e-mail' }),
  mailed: z.boolean(),
  expiresAt: moment,
})
const memberOut = z.object({
  memberId: anId,
  handle: z.string(),
  roles: rolesOut,
  name: z.string(),
  email: z.string(),
  secondFactor: z.boolean(),
  active: z.boolean(),
  hasEntered: z.boolean(),
  invitation: z.enum(['handed_over', 'on_its_way', 'sent', 'not_taken', 'over']).nullable().openapi({
    description:
      'null for whoever has been in; `not_taken`: their mail server did not take the letter, so nobody has the link',
  }),
  invitedBy: z.string(),
  createdAt: moment,
  basis: basisOut.openapi({ description: 'of the roles that they hold' }),
})

/**
 * By e-mail where that is set up: then whoever lets somebody in never sees the way in. Otherwise in the answer; the secret
 * stands behind the #: it is never sent to any server but by the page itself.
 */
async function given(
  { house, settings }: Pick<Ask<object, object, object>, 'house' | 'settings'>,
  to: { memberId: string; kind: 'invitation' | 'recovery'; link: Link },
) {
  const { token, expiresAt } = to.link
  if (!settings.mail) return { link: `${settings.publicUrl}/welcome#${token}`, mailed: false, expiresAt }
  await mailLink(house, to)
  return { link: null, mailed: true, expiresAt }
}

const withBasis = <Member extends { readonly roles: Parameters<typeof heldIn>[0] }>(house: House, member: Member) => ({
  ...member,
  basis: basisOf(house, heldIn(member.roles)),
})

const list = route({
  method: 'get',
  path: '/staff',
  noun,
  permission: 'staff.read',
  kind: 'reads',
  does: 'Everybody who has, or had, an account',
  answer: z.object({ items: z.array(memberOut) }),
  handle: async ({ house }) => ({ items: (await listMembers(house)).map(each => withBasis(house, each)) }),
})

const invite = route({
  method: 'post',
  path: '/staff',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'Invite somebody: the link by which they set a password, once, goes by e-mail or is in the answer',
  body: z.strictObject({ handle: shortText(64), name: shortText(200), email: shortText(254), roles: rolesIn }),
  status: 201,
  answer: linkOut.extend({ id: anId, ...proposedOut.shape }),
  handle: async ask => {
    const { memberId, link, proposalId } = settled(await inviteMember(ask.house, { ...ask.body, by: ask.by }))
    return { id: memberId, proposalId, ...(await given(ask, { memberId, kind: 'invitation', link })) }
  },
})

const inviteOnceMore = route({
  method: 'post',
  path: '/staff/{id}/invite-again',
  about: 'house',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'Another link for somebody who was invited and has not been in, because the one before was lost or is too old',
  params,
  answer: linkOut,
  handle: async ask => {
    const memberId = ask.params.id
    const { link } = settled(await inviteAgain(ask.house, { memberId, by: ask.by }))
    return given(ask, { memberId, kind: 'invitation', link })
  },
})

const recover = route({
  method: 'post',
  path: '/staff/{id}/recover',
  about: 'house',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'A new link for somebody who lost their password, or with `dropSecondFactor` their telephone too',
  params,
  body: z.strictObject({ dropSecondFactor: z.boolean().default(false) }),
  answer: linkOut,
  handle: async ask => {
    const { house, by, params, body } = ask
    const memberId = params.id
    const { link } = settled(await recoverMember(house, { memberId, dropsSecondFactor: body.dropSecondFactor, by }))
    return given(ask, { memberId, kind: 'recovery', link })
  },
})

const deactivated = route({
  method: 'post',
  path: '/staff/{id}/deactivate',
  about: 'house',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'Deactivate an account: its sessions, links and tokens end now; what the person did stays',
  params,
  undoes: true,
  answer: doneOut.extend({
    byOne: z.boolean().openapi({ description: 'one person alone lets the account in again' }),
  }),
  handle: async ({ house, by, params }) => {
    settled(await setActive(house, { memberId: params.id, active: false, by }))
    return { ...done, byOne: await isLetInByOne(house, params.id) }
  },
})

const reactivated = route({
  method: 'post',
  path: '/staff/{id}/reactivate',
  about: 'house',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'Let a deactivated account in again, with the roles it held; where a programme asks for two, once approved',
  params,
  undoes: true,
  answer: proposedOut,
  handle: async ({ house, by, params }) => {
    const { proposalId } = settled(await reactivate(house, { memberId: params.id, by }))
    return { proposalId }
  },
})

const changed = route({
  method: 'post',
  path: '/staff/{id}/roles',
  about: 'house',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'Replace all roles that somebody holds, from their next request on; where a programme asks for two, once approved',
  params,
  body: z.strictObject({ roles: rolesIn }),
  replaces: ({ params }) => replaced(rolesHeld, params.id),
  answer: memberOut.extend({ ...proposedOut.shape }),
  handle: async ({ house, by, params, body }) => {
    const { proposalId } = settled(await changeRoles(house, { memberId: params.id, roles: body.roles, by }))
    const member = found(await findMember(house, params.id), 'member of staff')
    return { ...withBasis(house, member), proposalId }
  },
})

const delegations = route({
  method: 'get',
  path: '/delegations',
  noun,
  permission: 'staff.read',
  kind: 'reads',
  does: 'Who decides in whose place, until when',
  answer: z.object({
    items: z.array(
      z.object({
        delegationId: anId,
        from: z.string(),
        to: z.string(),
        role: z.string(),
        programmeId: anId.nullable(),
        areas: z.array(z.string()).nullable(),
        partner: z.string().nullable(),
        until: moment,
        reason: z.string(),
        since: moment,
      }),
    ),
  }),
  handle: async ({ house }) => ({ items: await listDelegations(house, null) }),
})

const delegationEnds = route({
  method: 'post',
  path: '/delegations/{id}/end',
  about: 'house',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'End a delegation before its day',
  params: pathId<'delegation'>(),
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(await endDelegation(house, { delegationId: params.id, of: null, by }))
    return done
  },
})

export const staffRoutes = [
  list,
  invite,
  inviteOnceMore,
  recover,
  deactivated,
  reactivated,
  changed,
  delegations,
  delegationEnds,
]
