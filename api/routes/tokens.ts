/** Tokens by which programs use the API. Each is told to whoever makes it, and to nobody else; what is kept to tell them again, should the answer get lost, is sealed. */
import { z } from '@hono/zod-openapi'
import { isOfSomebodyElse, listTokens, makeToken, revokeToken } from '../../db/tokens.js'
import { takesTwo } from '../../db/twoPeople.js'
import { HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, done, doneOut, moment, momentIn, pathId, shortText } from '../words.js'
import { rolesIn } from './roles.js'

const noun = 'staff'

const list = route({
  method: 'get',
  path: '/tokens',
  noun,
  permission: 'staff.read',
  kind: 'reads',
  does: 'All tokens ever made, newest first; never the tokens themselves',
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        person: z.string().openapi({ description: 'under whose name its acts stand' }),
        grants: z.array(
          z.object({
            role: z.string(),
            programme: z.string().nullable(),
            areas: z.array(z.string()).nullable(),
            partner: z.string().nullable(),
          }),
        ),
        createdAt: moment,
        expiresAt: moment.nullable(),
        revokedAt: moment.nullable(),
        lastUsedAt: moment.nullable(),
        live: z.boolean(),
      }),
    ),
  }),
  handle: async ({ house }) => ({
    items: (await listTokens(house)).map(({ tokenId, ...token }) => ({ ...token, id: tokenId })),
  }),
})

const make = route({
  method: 'post',
  path: '/tokens',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'Make a token for a program; it is in this answer and nowhere else',
  body: z.strictObject({
    person: shortText(64).openapi({ description: 'a short name under which its acts stand' }),
    roles: rolesIn.min(1),
    expiresAt: momentIn.openapi({ description: 'it ends then; at most two years ahead' }),
  }),
  status: 201,
  answer: z.object({ id: anId, token: z.string(), person: z.string() }),
  handle: async ({ house, by, body }) => {
    const { expiresAt, roles } = body
    if (expiresAt.getTime() > Date.now() + 2 * 366 * 86_400_000)
      throw new HttpProblem('invalid', 'Let the token end within two years: make another one then.')
    if (await isOfSomebodyElse(house, body.person, by))
      throw new HttpProblem(
        'conflict',
        'Somebody of the staff acts under this name: give the program a name of its own.',
      )
    // A token is a way to roles: it does not lead around the second person.
    if (
      await takesTwo(
        house,
        'roles',
        roles.map(({ programmeId }) => programmeId ?? null),
      )
    )
      throw new HttpProblem(
        'four_eyes',
        'Roles take two people there, and a token is made by one. Make it on the machine: mkono token make.',
      )
    const { tokenId, token, person } = settled(await makeToken(house, { ...body, by }))
    return { id: tokenId, token, person }
  },
})

const revoke = route({
  method: 'post',
  path: '/tokens/{id}/revoke',
  about: 'house',
  noun,
  permission: 'staff.manage',
  kind: 'stores',
  does: 'Revoke a token: it opens nothing from now on',
  params: pathId<'token'>(),
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(await revokeToken(house, { tokenId: params.id, by }))
    return done
  },
})

export const tokenRoutes = [list, make, revoke]
