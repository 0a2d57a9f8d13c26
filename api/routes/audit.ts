/** Who did what, when and from where. The record is only ever added to. */
import { z } from '@hono/zod-openapi'

import { listActs, openPersonal } from '../../db/audit.js'
import { actNames } from '../../domain/acts.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, defaultLimit, idOf, moment, momentIn, page, pageOf, reasonIn } from '../words.js'

const list = route({
  method: 'get',
  path: '/audit',
  noun: 'system',
  permission: 'audit.read',
  kind: 'reads',
  does: 'Acts, newest first: by person, act, programme, subject and time',
  more: 'Personal values of an act are kept sealed beside it and not shown here (/audit/personal). “asked” is a request that a life then does.',
  query: z.strictObject({
    person: z.string().max(64).optional(),
    act: z.string().max(100).optional(),
    programmeId: idOf<'programme'>().optional(),
    subjectKind: z.string().max(50).optional(),
    subjectId: z.string().max(100).optional(),
    from: momentIn.optional(),
    until: momentIn.optional(),
    limit: page.limit,
    after: z
      .string()
      .regex(/^[0-9]{1,18}$/)
      .optional(),
  }),
  answer: pageOf(
    z.object({
      id: z.string(),
      at: moment,
      person: z.string(),
      role: z.string(),
      act: z.string(),
      programmeId: anId.nullable(),
      subjectKind: z.string(),
      subjectId: z.string(),
      details: z.record(z.string(), z.unknown()),
      address: z.string().nullable(),
      hasPersonal: z.boolean(),
    }),
  ),
  handle: async ({ house, query: { after, subjectKind, subjectId, limit = defaultLimit, ...filter } }) => {
    const acts = await listActs(house, {
      ...filter,
      ...(subjectKind !== undefined && subjectId !== undefined ? { subject: [subjectKind, subjectId] } : {}),
      ...(after === undefined ? {} : { before: BigInt(after) }),
      limit: limit + 1,
    })
    const shown = acts.slice(0, limit)
    return {
      items: shown.map(({ subject: [kind, id], ...act }) => ({
        ...act,
        id: String(act.id),
        subjectKind: kind,
        subjectId: id,
        details: act.details as Record<string, string>,
      })),
      next: acts.length > limit ? String(shown.at(-1)?.id) : null,
    }
  },
})

const names = route({
  method: 'get',
  path: '/audit/acts',
  noun: 'system',
  permission: 'audit.read',
  kind: 'reads',
  does: 'Every act that the record knows, for its filter',
  answer: z.object({ items: z.array(z.string()) }),
  handle: () => Promise.resolve({ items: [...actNames] }),
})

/** Written by whoever may only look, too (db/migrations/0001-house/reach.ts), so it is a question with the asker's own eyes. */
const personal = route({
  method: 'post',
  path: '/audit/personal',
  noun: 'system',
  permission: 'audit.personal',
  kind: 'reads',
  does: 'See the personal values of one act, before and after; who looked, and why, is written down with it',
  more: 'Nothing in them is masked: what an act kept is opened whole, or not at all.',
  body: z.strictObject({ id: z.string().regex(/^[0-9]{1,18}$/), reason: reasonIn }),
  answer: z.object({ id: z.string(), act: z.string(), personal: z.record(z.string(), z.unknown()) }),
  handle: async ({ house, by, body: { id, reason } }) => {
    const opened = found(await openPersonal(house, { id: BigInt(id), reason, by }), 'act')
    const { act, personal } = settled(opened)
    return { id, act, personal: personal as Record<string, string> }
  },
})

export const auditRoutes = [list, names, personal]
