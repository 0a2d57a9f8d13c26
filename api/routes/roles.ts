/** Roles: those of every house, and those that an administrator makes of the same permissions. */
import { z } from '@hono/zod-openapi'
import { holdersByRole } from '../../db/atStake/staff.js'
import { listOwnRoles } from '../../db/roles.js'
import { changeRole } from '../../db/staffRoles.js'
import { allPermissions, levelOf, type Permission } from '../../domain/permissions.js'
import { defaultRoles, roles } from '../../domain/roles.js'
import { basisOf, basisOut, replaced } from '../basis.js'
import { settled } from '../problem.js'
import { ownRole, permissionsIn } from '../replaceable.js'
import { route } from '../route.js'
import { anId, idOf, moment, proposedOut, shortText } from '../words.js'

const noun = 'staff'
const permission = z.enum(allPermissions as [Permission, ...Permission[]])

/** What somebody is given: a role, in one programme or all, for all its people or some. */
export const rolesIn = z
  .array(
    z.strictObject({
      role: shortText(40).openapi({ example: 'field_officer' }),
      programmeId: idOf<'programme'>()
        .nullish()
        .openapi({ type: ['string', 'null'], description: 'null: every programme, also those to come' }),
      areas: z
        .array(shortText(200))
        .min(1)
        .max(500)
        .nullish()
        .openapi({ description: 'only people of these places, written as they are in the list' }),
      partner: shortText(200).nullish().openapi({ description: 'only people whom this partner enrolled' }),
    }),
  )
  .max(100)
export const rolesOut = z.array(
  z.object({
    role: z.string(),
    programmeId: anId.nullable(),
    areas: z.array(z.string()).nullable(),
    partner: z.string().nullable(),
  }),
)

const list = route({
  method: 'get',
  path: '/roles',
  noun,
  permission: 'roles.read',
  kind: 'reads',
  does: 'Every role with what it allows, and every permission',
  answer: z.object({
    roles: z.array(
      z.object({
        name: z.string(),
        permissions: z.array(z.string()),
        own: z.boolean().openapi({ description: 'made in this house, and can be changed' }),
        madeBy: z.string().nullable(),
        madeAt: moment.nullable(),
        heldBy: z
          .object({ people: z.number().int(), keys: z.number().int() })
          .openapi({ description: 'active accounts and good tokens that hold it, wherever' }),
        basis: basisOut.nullable().openapi({ description: 'null: it can not be changed' }),
      }),
    ),
    permissions: z.array(z.object({ name: permission, level: z.enum(['house', 'programme']) })),
  }),
  handle: async ({ house }) => {
    const held = await holdersByRole(house)
    const heldBy = (name: string) => held.get(name) ?? { people: 0, keys: 0 }
    const defaults = defaultRoles.map(name => ({
      name,
      permissions: [...roles[name]],
      own: false,
      madeBy: null,
      madeAt: null,
      basis: null,
    }))
    const own = (await listOwnRoles(house)).map(each => ({
      ...each,
      permissions: [...each.permissions],
      own: true,
      basis: basisOf(house, permissionsIn(each.permissions)),
    }))
    return {
      roles: [...defaults, ...own].map(role => ({ ...role, heldBy: heldBy(role.name) })),
      permissions: allPermissions.map(name => ({ name, level: levelOf(name) })),
    }
  },
})

const save = route({
  method: 'post',
  path: '/roles',
  noun,
  permission: 'roles.manage',
  kind: 'stores',
  does: 'Make a role, or change what one of the house’s own allows, at once for everybody who holds it',
  more: 'The basis of a role that is new is `none`: then nobody’s role of that name is overwritten.',
  body: z.strictObject({ name: shortText(40), permissions: z.array(permission).min(1) }),
  replaces: ({ body }) => replaced(ownRole, body.name),
  answer: proposedOut,
  handle: async ({ house, by, body }) => {
    const { proposalId } = settled(await changeRole(house, { ...body, by }))
    return { proposalId }
  },
})

export const roleRoutes = [list, save]
