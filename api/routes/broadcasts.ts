/** What staff tell many people: drafted and counted, confirmed, followed person by person. */
import { z } from '@hono/zod-openapi'
import { listFields } from '../../db/customFields.js'
import {
  broadcastCounts,
  broadcastMoves,
  broadcastResults,
  countBroadcast,
  draftBroadcast,
  findBroadcast,
  listBroadcasts,
  moveBroadcast,
  segmentPrices,
  type Broadcast,
} from '../../db/messages/broadcasts.js'
import { pricesFor } from '../../db/messages/prices.js'
import { messagingOf, type Messaging } from '../../db/messages/settings.js'
import { findProgramme } from '../../db/programmes.js'
import { languageCodes, type Language } from '../../domain/language.js'
import { inBestLanguage } from '../../domain/languageChain.js'
import { exampleValues, fieldsOf } from '../../domain/messageFields.js'
import { broadcastCosts } from '../../domain/messagePrice.js'
import { callingCodeOf } from '../../domain/phone.js'
import { wrongWithText } from '../../messaging/check.js'
import { chainOf } from '../../messaging/compose.js'
import { prepareText } from '../../messaging/render.js'
import { segmentsOf } from '../../messaging/segments.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route, type Route } from '../route.js'
import { anId, defaultLimit, done, doneOut, idOf, moment, page, pageOf, pathId, shortText } from '../words.js'
import { whoIn } from './people.js'

const noun = 'messages'
const permission = 'messages.broadcast'
const whole = z.number().int()
const one = pathId<'broadcast'>()
const programme = pathId<'programme'>()

const out = z
  .object({
    id: anId,
    name: z.string(),
    texts: z.record(z.string(), z.string()),
    state: z.enum(['draft', 'sending', 'paused', 'done', 'cancelled']),
    queued: whole.openapi({ description: 'people queued so far; all of them once filledAt is set' }),
    filledAt: moment.nullable(),
    createdBy: z.string(),
    createdAt: moment,
    confirmedBy: z.string().nullable(),
    confirmedAt: moment.nullable(),
    finishedAt: moment.nullable(),
  })
  .openapi('Broadcast')
const toOut = ({ broadcastId, programmeId: _, texts, ...row }: Broadcast) => ({
  ...row,
  id: broadcastId,
  texts: { ...texts },
})

const draft = route({
  method: 'post',
  path: '/programmes/{id}/broadcasts',
  about: 'programme',
  whole: true,
  noun,
  permission,
  kind: 'stores',
  does: 'Draft what many are to be told, in as many languages as there are; nothing is sent before it is confirmed',
  params: programme,
  body: z.strictObject({
    name: shortText(120),
    who: whoIn,
    texts: z
      .partialRecord(z.enum(languageCodes as [Language, ...Language[]]), z.string().min(1).max(4_000))
      .refine(texts => Object.keys(texts).length > 0, 'give a text in one language at least'),
  }),
  status: 201,
  answer: z.object({ id: anId }),
  handle: async ({ house, by, chosen, params, body: { who, name, texts } }) => {
    const fields = fieldsOf('broadcast', await listFields(house, params.id))
    const errors = Object.entries(texts).flatMap(([language, text]) =>
      wrongWithText(text, fields).map(says => ({ where: `body.texts.${language}`, says })),
    )
    if (errors.length > 0)
      throw new HttpProblem('invalid', 'Correct what is named in “errors”; nothing was stored.', { errors })
    const meant = await chosen({ ...who, programmeId: params.id })
    const { broadcastId } = settled(await draftBroadcast(house, { who: meant, name, texts, by }))
    return { id: broadcastId }
  },
})

const list = route({
  method: 'get',
  path: '/programmes/{id}/broadcasts',
  about: 'programme',
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'The last hundred broadcasts, newest first',
  params: programme,
  answer: z.object({ items: z.array(out) }),
  handle: async ({ house, params }) => ({ items: (await listBroadcasts(house, params.id)).map(toOut) }),
})

const get = route({
  method: 'get',
  path: '/broadcasts/{id}',
  about: 'broadcast',
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'How far a broadcast is: how many are where, and in which language they were told',
  params: one,
  answer: out.extend({
    counts: z.array(z.object({ state: z.string(), language: z.string().nullable(), count: whole })),
  }),
  handle: async ({ house, params }) => ({
    ...toOut(found(await findBroadcast(house, params.id), 'broadcast')),
    counts: await broadcastCounts(house, params.id),
  }),
})

const estimate = route({
  method: 'get',
  path: '/broadcasts/{id}/dry-run',
  about: 'broadcast',
  whole: true,
  noun,
  permission,
  kind: 'reads',
  does: 'Whom it would reach now: counts by language, languages without a text, and what it would cost',
  params: one,
  answer: z.object({
    people: whole,
    stopped: whole.openapi({ description: 'want no messages: they get none' }),
    noNumber: whole,
    languages: z.array(
      z.object({
        language: z.string(),
        people: whole,
        told: z
          .string()
          .nullable()
          .openapi({ description: 'the language in which they would be told; null: none fits, they get nothing' }),
        reads: z.string().nullable().openapi({ description: 'with examples for what it names' }),
        segments: whole.nullable(),
      }),
    ),
    costs: z
      .array(
        z.object({
          channel: z.string(),
          currency: z.string(),
          micros: z.string(),
          by: z.enum(['told', 'table']).openapi({
            description:
              'told: what the carrier has asked for a segment lately · table: at most, by the table of prices',
          }),
        }),
      )
      .openapi({ description: 'an estimate, if all went this way; a way that nobody prices is not here' }),
  }),
  handle: async ({ house, params }) => {
    const { programmeId, texts } = found(await findBroadcast(house, params.id), 'broadcast')
    const { languages, country } = found(await findProgramme(house, programmeId), 'programme')
    const fields = fieldsOf('broadcast', await listFields(house, programmeId))
    const { timeZone: zone, insteadOf, ways } = (await messagingOf(house, programmeId)) ?? silent
    const counted = (await countBroadcast(house, params.id)).map(row => {
      const chain = chainOf({ language: row.language, programmeLanguages: languages, insteadOf })
      const best = inBestLanguage(texts as Partial<Record<Language, string>>, chain)
      const prepared = best && prepareText(best.text, best.language, fields, zone)
      const told = prepared?.ok === true ? prepared.prepared.tell(exampleValues(fields)) : null
      const reads = told?.ok === true ? told.text : null
      return {
        ...row,
        told: reads === null ? null : (best?.language ?? null),
        reads,
        segments: reads === null ? null : segmentsOf(reads).segments,
      }
    })
    const sum = (of: (row: (typeof counted)[number]) => number): number =>
      counted.reduce((total, row) => total + of(row), 0)
    const told = counted.flatMap(({ people, stopped, noNumber, segments }) =>
      segments === null ? [] : [{ people: people - stopped - noNumber, segments }],
    )
    const costs = broadcastCosts(told, {
      ways,
      told: await segmentPrices(house, programmeId),
      tables: await pricesFor(house, programmeId),
      callingCode: callingCodeOf(country),
    })
    return {
      people: sum(({ people }) => people),
      stopped: sum(({ stopped }) => stopped),
      noNumber: sum(({ noNumber }) => noNumber),
      languages: counted.map(({ language, people, told, reads, segments }) => ({
        language,
        people,
        told,
        reads,
        segments,
      })),
      costs: [...costs],
    }
  },
})

const silent = { timeZone: 'UTC', insteadOf: {}, ways: [] } satisfies Partial<Messaging>

const does = {
  confirm: 'Confirm: everybody whom it means is told, one after the other',
  pause: 'Pause: nobody more is told until it is resumed',
  resume: 'Resume a paused one',
  cancel: 'Cancel: whoever has not been told is told nothing; what has left has left',
} as const

const moves = broadcastMoves.map((move): Route =>
  route({
    method: 'post',
    path: `/broadcasts/{id}/${move}`,
    about: 'broadcast',
    whole: true,
    noun,
    permission,
    kind: 'stores',
    ...(move === 'pause' || move === 'resume' ? { undoes: true } : {}),
    does: does[move],
    params: one,
    answer: doneOut,
    handle: async ({ house, by, params }) => {
      settled(await moveBroadcast(house, { broadcastId: params.id, move, by }))
      return done
    },
  }),
)

const results = route({
  method: 'get',
  path: '/broadcasts/{id}/people',
  about: 'broadcast',
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'What became of it person by person',
  params: one,
  query: z.strictObject({ limit: page.limit, after: idOf<'beneficiary'>().optional() }),
  answer: pageOf(
    z.object({
      beneficiaryId: anId,
      ref: z.string().openapi({ example: 'ISI-0042', description: 'what staff call the person' }),
      state: z.string(),
      reason: z.string().nullable(),
      language: z.string().nullable(),
    }),
  ),
  handle: async ({ house, params, query: { limit = defaultLimit, after } }) => {
    const { items, next } = await broadcastResults(house, { broadcastId: params.id, after, limit })
    return { items: [...items], next }
  },
})

export const broadcastRoutes = [draft, list, get, estimate, ...moves, results]
