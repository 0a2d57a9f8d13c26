/**
 * Possible duplicates: two people side by side; a person decides. Undecided ones are not payable. And people who are in
 * another programme too: seen, and in nobody’s way.
 */
import { z } from '@hono/zod-openapi'
import { countPairs, decidePair, listPairs } from '../../db/duplicates.js'
import { likenessStanding } from '../../db/likenessSearch.js'
import { listOverlaps, type PersonOfProgramme } from '../../db/overlaps.js'
import { findProgramme } from '../../db/programmes.js'
import { overlapInWords } from '../../domain/duplicates.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import { inWords, signs, type Sign } from '../../domain/likeness.js'
import { found, settled } from '../problem.js'
import { masked, personal, type Seeing } from '../personal.js'
import { route } from '../route.js'
import { anId, defaultLimit, done, doneOut, idOf, moment, page, pathId, reasonIn } from '../words.js'

const noun = 'duplicates'
const states = ['open', 'different', 'duplicate'] as const
const whole = z.number().int()
const aSign = z.enum(Object.keys(signs) as [Sign, ...Sign[]])

const personOut = z.object({
  beneficiaryId: anId,
  ref: z.string(),
  state: z.string(),
  name: personal('name'),
  phone: personal('number').nullable(),
  nationalId: personal('id').nullable(),
  place: z.string(),
  householdSize: whole,
})

const list = route({
  method: 'get',
  path: '/programmes/{id}/duplicates',
  about: 'programme',
  noun,
  permission: 'duplicates.read',
  kind: 'reads',
  does: 'Pairs with both people side by side, oldest first',
  params: pathId<'programme'>(),
  query: z.strictObject({
    state: z.enum(states).optional(),
    beneficiaryId: idOf<'beneficiary'>().optional(),
    limit: page.limit,
    after: idOf<'pair'>().optional(),
  }),
  answer: z.object({
    counts: z.object({ open: whole, different: whole, duplicate: whole }),
    notCompared: z.object({
      waiting: whole.openapi({ description: 'people who are still to be compared with the others by likeness' }),
      tooCommon: whole.openapi({ description: 'people of whom something is too common there to be compared by it' }),
    }),
    items: z.array(
      z.object({
        id: anId,
        reasons: z.array(z.string()),
        score: whole.openapi({ description: 'how much speaks for their being one, 0 to 100' }),
        says: z.string().openapi({ example: 'names alike: Mohamed Ali / Ali Muhammad; same place' }),
        signs: z.array(aSign).openapi({ description: 'the same as codes', example: ['names_close', 'place'] }),
        state: z.enum(states),
        declinedId: anId.nullable(),
        reason: personal('text').nullable(),
        decidedBy: z.string().nullable(),
        decidedAt: moment.nullable(),
        createdAt: moment,
        people: z.array(personOut),
      }),
    ),
    next: z.string().nullable(),
  }),
  handle: async ({ house, params, query, hidden }) => {
    const { name } = found(await findProgramme(house, params.id), 'programme')
    const { pairs, next } = await listPairs(house, {
      programmeId: params.id,
      ...query,
      limit: query.limit ?? defaultLimit,
    })
    const shown = (text: string) => masked('name', text, seeing => !hidden.has(seeing))
    const items = pairs.map(({ pairId, people, likeness, ...pair }) => ({
      ...pair,
      id: pairId,
      score: likeness.score,
      says: inWords(likeness, [shown(people[0].name), shown(people[1].name)]),
      signs: likeness.signs,
      people: people.map(({ number, ...person }) => ({ ...person, ref: beneficiaryRef(name, number) })),
    }))
    const notCompared = await likenessStanding(house, params.id)
    return { counts: await countPairs(house, params.id), notCompared, items, next }
  },
})

const decide = route({
  method: 'post',
  path: '/duplicates/{id}/decide',
  about: 'possible_duplicate',
  noun,
  permission: 'duplicates.decide',
  kind: 'stores',
  does: 'Decide a pair: different people, or a duplicate of whom one is declined',
  params: pathId<'pair'>(),
  body: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('different'), reason: reasonIn.optional() }),
    z.strictObject({ is: z.literal('duplicate'), declineId: idOf<'beneficiary'>(), reason: reasonIn.optional() }),
  ]),
  answer: doneOut,
  handle: async ({ house, by, params, body: { reason, ...decision } }) => {
    settled(await decidePair(house, { pairId: params.id, decision, reason, by }))
    return done
  },
})

const someoneOut = z.object({
  beneficiaryId: anId,
  programmeId: anId,
  programme: z.string(),
  ref: z.string(),
  state: z.string(),
  name: z.string().openapi({ description: 'masked for whoever may not see it in that programme' }),
})

const overlaps = route({
  method: 'get',
  path: '/programmes/{id}/overlaps',
  about: 'programme',
  noun,
  permission: 'duplicates.read',
  kind: 'reads',
  does: 'People who are in another programme too, by phone or national ID; named only where one reaches both',
  params: pathId<'programme'>(),
  query: z.strictObject({
    beneficiaryId: idOf<'beneficiary'>().optional(),
    limit: page.limit,
    after: idOf<'overlap'>().optional(),
  }),
  answer: z.object({
    items: z.array(
      z.object({
        id: anId,
        reasons: z.array(z.enum(['national_id', 'phone'])),
        says: z.string().openapi({ example: 'also in programme Garissa; same phone' }),
        foundAt: moment,
        person: someoneOut,
        other: someoneOut.nullable().openapi({ description: 'null: in a programme or place beyond one’s reach' }),
      }),
    ),
    next: z.string().nullable(),
  }),
  handle: async ({ house, params, query, may }) => {
    found(await findProgramme(house, params.id), 'programme')
    const given = { programmeId: params.id, ...query, limit: query.limit ?? defaultLimit }
    const { overlaps, next } = await listOverlaps(house, given)
    const shown = ({ place, partner, ...person }: PersonOfProgramme) => {
      const sees = (seeing: Seeing) => may(seeing, { programmeId: person.programmeId, place, partner })
      return { ...person, name: masked('name', person.name, sees) }
    }
    const items = overlaps.map(({ overlapId, person, other, reasons, foundAt }) => ({
      id: overlapId,
      reasons,
      says: overlapInWords(other?.programme ?? null, reasons),
      foundAt,
      person: shown(person),
      other: other && shown(other),
    }))
    return { items, next }
  },
})

export const duplicateRoutes = [list, decide, overlaps]
