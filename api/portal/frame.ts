/** What the portal needs to know before it shows anything: where it is, and what whoever is signed in may do. */
import { z } from '@hono/zod-openapi'
import { grantsOf } from '../../db/roles.js'
import { currencies, digitsOf } from '../../domain/money.js'
import { levelOf } from '../../domain/permissions.js'
import type { OpenRoute } from '../openRoute.js'
import { asking } from '../staff/asking.js'
import type { StaffDoor } from '../staff/door.js'
import { anId } from '../words.js'

const surroundingsOut = z.object({
  version: z.string(),
  sandbox: z.boolean().openapi({ description: 'FSPs and carriers are simulated: no real money moves here' }),
  currencies: z
    .record(z.string(), z.number().int())
    .openapi({ description: 'digits after the point of each currency, by ISO 4217' }),
})

const mayOut = z.object({
  items: z.array(
    z.object({
      role: z.string(),
      programmeId: anId.nullable().openapi({ description: 'null: in every programme, also those to come' }),
      whole: z.boolean().openapi({ description: 'for all the people of the programme, not only some' }),
      areas: z
        .array(z.string())
        .nullable()
        .openapi({ description: 'for everybody of these places; null: not by place' }),
      onBehalfOf: z.string().nullable(),
      permissions: z.array(z.string()),
    }),
  ),
})

export function frameRoutes(door: StaffDoor): OpenRoute[] {
  const { me, say } = asking(door)
  const { settings } = door
  return [
    {
      method: 'get',
      path: '/surroundings',
      permission: 'open.read',
      does: 'Where one is: the version, whether money is played with, and the currencies that are known',
      answer: surroundingsOut,
      serve: c =>
        say(c, {
          version: settings.version,
          sandbox: settings.sandbox,
          currencies: Object.fromEntries(currencies.map(each => [each, digitsOf(each)])),
        } satisfies z.infer<typeof surroundingsOut>),
    },
    {
      method: 'get',
      path: '/account/may',
      permission: 'staff.ownAccount',
      does: 'What one’s own roles allow, and where: what a screen offers. Every request is judged anew',
      answer: mayOut,
      serve: async c => {
        const { member } = await me(c)
        const grants = await grantsOf(door.house, { memberId: member.memberId })
        return say(c, {
          items: grants.map(({ role, programmeId, areas, partner, onBehalfOf, permissions }) => ({
            role,
            programmeId,
            whole: areas === null && partner === null,
            areas: partner === null && areas !== null ? [...areas] : null,
            onBehalfOf,
            // What concerns everybody is allowed by no role that is held for some.
            permissions: permissions.filter(
              each => levelOf(each) === 'programme' || (programmeId === null && areas === null && partner === null),
            ),
          })),
        } satisfies z.infer<typeof mayOut>)
      },
    },
  ]
}
