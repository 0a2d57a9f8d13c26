/** What one person proposed and another one decides: changes of FSP accounts, of roles, of what takes two. */
import { z } from '@hono/zod-openapi'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import type { House } from '../../db/database.js'
import type { Decision } from '../../db/proposals.js'
import { decideRole, decideRoles } from '../../db/staffRoles.js'
import { decideTwoPeople } from '../../db/twoPeople.js'
import type { Done } from '../../domain/done.js'
import type { Permission } from '../../domain/permissions.js'
import { settled } from '../problem.js'
import { route, type Noun, type Route } from '../route.js'
import { done, doneOut, pathId, reasonIn } from '../words.js'

interface Matter {
  readonly path: `/${string}`
  readonly noun: Noun
  readonly about: 'proposal' | 'house'
  readonly whole?: boolean
  /** of whoever decides */
  readonly decides: Permission
  /** of whoever proposed it, to take it back */
  readonly proposes: Permission
  readonly what: string
  decide(house: House, decision: Decision): Promise<Done>
}

/** Two routes: somebody else approves or rejects, whoever proposed it withdraws. */
export const decisions = ({ path, noun, about, whole = false, decides, proposes, what, decide }: Matter): Route[] => [
  route({
    method: 'post',
    path: `${path}/{id}/decide`,
    about,
    whole,
    noun,
    permission: decides,
    kind: 'stores',
    does: `Approve or reject ${what} that somebody else proposed`,
    params: pathId<'proposal'>(),
    body: z.strictObject({ approve: z.boolean(), reason: reasonIn.optional() }),
    answer: doneOut,
    handle: async ({ house, by, params, body }) => {
      settled(await decide(house, { proposalId: params.id, ...body, by }))
      return done
    },
  }),
  route({
    method: 'post',
    path: `${path}/{id}/withdraw`,
    about,
    whole,
    noun,
    permission: proposes,
    kind: 'stores',
    does: `Take back ${what} that one proposed oneself; others’ is rejected by it`,
    params: pathId<'proposal'>(),
    body: z.strictObject({ reason: reasonIn }),
    answer: doneOut,
    handle: async ({ house, by, params, body }) => {
      settled(await decide(house, { proposalId: params.id, approve: false, ...body, by }))
      return done
    },
  }),
]

export const decisionRoutes = [
  ...decisions({
    path: '/fsp-account-changes',
    noun: 'FSP accounts',
    about: 'house',
    decides: 'fspAccounts.decide',
    proposes: 'fspAccounts.change',
    what: 'a new FSP account or a change of one',
    decide: decideAccountChange,
  }),
  ...decisions({
    path: '/staff-role-changes',
    noun: 'staff',
    about: 'house',
    decides: 'staff.manage',
    proposes: 'staff.manage',
    what: 'a change of somebody’s roles',
    decide: decideRoles,
  }),
  ...decisions({
    path: '/role-changes',
    noun: 'staff',
    about: 'house',
    decides: 'roles.manage',
    proposes: 'roles.manage',
    what: 'a change of what a role allows',
    decide: decideRole,
  }),
  ...decisions({
    path: '/two-people-changes',
    noun: 'programmes',
    about: 'proposal',
    whole: true,
    decides: 'programmes.approvalSteps',
    proposes: 'programmes.approvalSteps',
    what: 'that less takes two people',
    decide: decideTwoPeople,
  }),
]
