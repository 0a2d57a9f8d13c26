/** Work on cases that ends none of them: whose they are, and what came of trying to reach somebody. */
import { z } from '@hono/zod-openapi'
import { assignCases } from '../../db/caseAssign.js'
import { noteContact } from '../../db/caseContacts.js'
import { assignCase } from '../../db/caseOwner.js'
import { contactHows, contactResults } from '../../domain/cases.js'
import { everywhere } from '../../domain/reach.js'
import { settled } from '../problem.js'
import { route } from '../route.js'
import { anId, done, doneOut, idOf, manyIds, momentIn, pathId, shortText } from '../words.js'
import { kindIn } from './caseOut.js'

const noun = 'cases'
const whole = z.number().int()
const params = pathId<'case'>()

const assign = route({
  method: 'post',
  path: '/cases/{id}/assign',
  about: 'work_case',
  noun,
  permission: 'cases.assign',
  kind: 'stores',
  does: 'Hand a case to a person, or to programme staff, finance, approver or operator',
  params,
  body: z.strictObject({ owner: shortText(64) }),
  undoes: true,
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await assignCase(house, { caseId: params.id, owner: body.owner, by }))
    return done
  },
})

const manyIn = z.strictObject({
  owner: shortText(64),
  who: z
    .strictObject({
      ids: manyIds<'case'>().optional(),
      programmeId: idOf<'programme'>().optional(),
      kinds: z.array(kindIn).min(1).max(20).optional(),
      owner: shortText(80).optional(),
      place: shortText(200).optional(),
      openedBefore: momentIn.optional(),
      dueBefore: momentIn.optional(),
      distributionId: idOf<'distribution'>().optional(),
    })
    .refine(who => Object.values(who).some(each => each !== undefined), 'say which cases are meant')
    .openapi({ description: 'which open cases are meant; everything given must hold' }),
})
const manyOut = z.object({
  meant: whole.openapi({ description: 'open ones that are within reach' }),
  assigned: whole,
  before: z
    .array(z.object({ owner: z.string(), ids: z.array(anId) }))
    .openapi({ description: 'those that were handed over, by whose they were before; none in a dry run' }),
  unchanged: whole.openapi({ description: 'had this owner before' }),
  left: whole.openapi({ description: 'beyond the 1,000 of one request: ask again with a new key' }),
})
const many = { method: 'post', noun, permission: 'cases.assign', body: manyIn, answer: manyOut } as const
const whoOf = ({ who: { dueBefore, ...rest } }: z.output<typeof manyIn>) => ({ ...rest, dueAt: dueBefore })

const assignDryRun = route({
  ...many,
  path: '/cases/assign/dry-run',
  kind: 'reads',
  does: 'Count the cases that would be handed over',
  // Read with their own eyes, so that whoever is beyond is not counted.
  handle: async ({ house, by, body }) =>
    settled(await assignCases(house, { who: whoOf(body), owner: body.owner, reach: everywhere, by, dryRun: true })),
})

const assignMany = route({
  ...many,
  undoes: true,
  path: '/cases/assign',
  kind: 'stores',
  does: 'Hand many cases to somebody: those named, or all that are meant; the most pressing first',
  handle: async ({ house, by, reachFor, body }) =>
    settled(await assignCases(house, { who: whoOf(body), owner: body.owner, reach: reachFor('cases.assign'), by })),
})

const contact = route({
  method: 'post',
  path: '/cases/{id}/contacts',
  about: 'work_case',
  noun,
  permission: 'cases.contact',
  kind: 'stores',
  does: 'Note that somebody was called, visited or written to about a case, and what came of it',
  more: 'Only added to: what was noted stays. A number that was given is proposed apart.',
  params,
  body: z.strictObject({
    how: z.enum(contactHows),
    result: z.enum(contactResults),
    note: shortText(1_000).optional(),
    at: momentIn.optional().openapi({ description: 'when it was; now, where nothing is said' }),
  }),
  status: 201,
  answer: z.object({ id: anId.nullable() }),
  handle: async ({ house, by, params, body }) => {
    const { contactId } = settled(await noteContact(house, { caseId: params.id, ...body, by }))
    return { id: contactId }
  },
})

export const caseWorkRoutes = [assignDryRun, assignMany, assign, contact]
