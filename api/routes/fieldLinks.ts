/** Links for aid workers: made, listed and ended by staff. What is behind them is in api/field/. */
import { z } from '@hono/zod-openapi'
import { endFieldLink, listFieldLinks, makeFieldLink } from '../../db/fieldLinks.js'
import { findProgramme } from '../../db/programmes.js'
import { caseRef } from '../../domain/caseRef.js'
import { fieldLanguages, fieldLinkLimits } from '../../domain/fieldLinks.js'
import { reachIn } from '../../domain/reach.js'
import { placeAsked } from '../placeAsked.js'
import { found, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, defaultLimit, done, doneOut, idOf, moment, page, pageOf, pathId, shortText } from '../words.js'

const noun = 'cases'
const whole = z.number().int()
const programme = pathId<'programme'>()
const scoped = {
  about: 'programme',
  noun,
  params: programme,
  path: '/programmes/{id}/field-links',
} as const

const make = route({
  ...scoped,
  method: 'post',
  permission: 'fieldLinks.make',
  kind: 'stores',
  does: 'Make a link by which an aid worker without an account fills in some open corrections on one phone',
  more: 'What comes by it is proposed and decided by somebody else than who made the link. Send the link one way and tell the PIN another. Whoever reaches some places names one of them.',
  body: z.strictObject({
    place: shortText(200).optional(),
    owner: shortText(80).optional(),
    caseIds: z.array(idOf<'case'>()).min(1).max(fieldLinkLimits.cases).optional(),
    days: whole.min(1).max(fieldLinkLimits.days).default(3),
    pin: z.boolean().default(true),
    language: z.enum(fieldLanguages).default('en'),
  }),
  status: 201,
  answer: z.object({
    id: anId,
    linkRef: z.string().openapi({ example: 'K7Q-29F-XMA' }),
    link: z.string().openapi({ description: 'shown this one time' }),
    pin: z.string().nullable().openapi({ description: 'shown this one time; null: none is asked for' }),
    expiresAt: moment,
    corrections: whole.openapi({ description: 'so many are open there now' }),
  }),
  handle: async ({ house, by, reachFor, params, body, settings }) => {
    found(await findProgramme(house, params.id), 'programme')
    const place = placeAsked(reachFor('fieldLinks.make'), params.id, body.place)
    const reach = reachIn(reachFor('corrections.propose'), params.id)
    const given = { programmeId: params.id, ...body, place, by, reach }
    const { linkId, token, ...made } = settled(await makeFieldLink(house, given))
    return { ...made, id: linkId, linkRef: caseRef(linkId), link: `${settings.publicUrl}/field/${token}` }
  },
})

const list = route({
  ...scoped,
  method: 'get',
  permission: 'fieldLinks.read',
  kind: 'reads',
  does: 'Links of a programme, newest first: whose, for what, how they stand and how much came by each',
  query: z.strictObject({ limit: page.limit, after: idOf<'fieldLink'>().optional() }),
  answer: pageOf(
    z.object({
      id: anId,
      linkRef: z.string(),
      place: z.string().nullable(),
      owner: z.string().nullable(),
      cases: whole.nullable(),
      language: z.string(),
      hasPin: z.boolean(),
      state: z.enum(['waiting', 'open', 'over', 'ended']),
      madeBy: z.string(),
      madeAt: moment,
      expiresAt: moment,
      openedAt: moment.nullable(),
      endedAt: moment.nullable(),
      endedBy: z.string().nullable(),
      entries: whole,
      lastEntryAt: moment.nullable(),
    }),
  ),
  handle: async ({ house, params, query }) => {
    found(await findProgramme(house, params.id), 'programme')
    const given = { programmeId: params.id, after: query.after, limit: query.limit ?? defaultLimit }
    const { links, next } = await listFieldLinks(house, given)
    const items = links.map(({ linkId, caseIds, ...each }) => ({
      ...each,
      id: linkId,
      linkRef: caseRef(linkId),
      cases: caseIds?.length ?? null,
    }))
    return { items, next }
  },
})

const revoke = route({
  method: 'post',
  path: '/field-links/{id}/revoke',
  about: 'field_link',
  noun,
  permission: 'fieldLinks.make',
  kind: 'stores',
  does: 'End a link at once, wherever it is open; what came by it stays proposed',
  params: pathId<'fieldLink'>(),
  answer: doneOut,
  handle: async ({ house, by, params }) => {
    settled(await endFieldLink(house, { linkId: params.id, by }))
    return done
  },
})

export const fieldLinkRoutes = [make, list, revoke]
