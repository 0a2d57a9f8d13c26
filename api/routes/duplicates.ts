/** Possible duplicates: two people side by side; a person decides. Undecided ones are not payable. */
import { z } from '@hono/zod-openapi'
import { countPairs, decidePair, listPairs } from '../../db/duplicates.js'
import { findProgramme } from '../../db/programmes.js'
import { beneficiaryRef } from '../../domain/beneficiaryRef.js'
import { found, settled } from '../problem.js'
import { personal } from '../personal.js'
import { route } from '../route.js'
import { anId, defaultLimit, done, doneOut, idOf, moment, page, pathId, reasonIn } from '../words.js'

const noun = 'duplicates'
const states = ['open', 'different', 'duplicate'] as const
const whole = z.number().int()

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
    items: z.array(
      z.object({
        id: anId,
        reasons: z.array(z.string()),
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
  handle: async ({ house, params, query }) => {
    const { name } = found(await findProgramme(house, params.id), 'programme')
    const { pairs, next } = await listPairs(house, {
      programmeId: params.id,
      ...query,
      limit: query.limit ?? defaultLimit,
    })
    const items = pairs.map(({ pairId, people, ...pair }) => ({
      ...pair,
      id: pairId,
      people: people.map(({ number, ...person }) => ({ ...person, ref: beneficiaryRef(name, number) })),
    }))
    return { counts: await countPairs(house, params.id), items, next }
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

export const duplicateRoutes = [list, decide]
