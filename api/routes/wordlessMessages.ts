/** Messages of which the carrier never told whether they arrived: whose they are, and that staff have looked after them. */
import { z } from '@hono/zod-openapi'
import { lookedAfter, wordlessOf } from '../../db/messages/wordless.js'
import { route } from '../route.js'
import { anId, defaultLimit, idOf, manyIds, moment, page, pageOf, pathId, reasonIn } from '../words.js'

const noun = 'messages'
const permission = 'messages.answer'
const params = pathId<'programme'>()

const list = route({
  method: 'get',
  path: '/programmes/{id}/messages-without-word',
  about: 'programme',
  noun,
  permission,
  kind: 'reads',
  does: 'Messages that a carrier took and of which, for a day, it has not told whether they arrived',
  params,
  query: z.strictObject({ limit: page.limit, after: idOf<'message'>().optional() }),
  answer: pageOf(
    z.object({
      id: anId,
      beneficiaryId: anId,
      ref: z.string(),
      place: z.string(),
      kind: z.string(),
      channel: z.string(),
      carrier: z.string(),
      at: moment.openapi({ description: 'when it left' }),
    }),
  ),
  handle: async ({ house, params, query: { limit = defaultLimit, after } }) => {
    const { items, next } = await wordlessOf(house, { programmeId: params.id, after, limit })
    return { items: items.map(({ messageId, ...row }) => ({ ...row, id: messageId })), next }
  },
})

const done = route({
  method: 'post',
  path: '/programmes/{id}/messages-without-word/done',
  about: 'programme',
  whole: true,
  noun,
  permission,
  kind: 'stores',
  does: 'These people were asked or told otherwise, or need not be; the case ends with the last of them',
  params,
  body: z.strictObject({ ids: manyIds<'message'>(), how: reasonIn }),
  answer: z.object({ done: z.number().int() }),
  handle: async ({ house, by, params, body }) => ({
    done: await lookedAfter(house, { programmeId: params.id, messageIds: body.ids, how: body.how, by }),
  }),
})

export const wordlessMessageRoutes = [list, done]
