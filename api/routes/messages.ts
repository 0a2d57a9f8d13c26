/** What was said to and by people: conversations, the inbox, and lists for those who have no phone. */
import { z } from '@hono/zod-openapi'
import { closeCase, findCase } from '../../db/cases.js'
import { conversationOf, findIncoming, inbox, settleIncoming, type Written } from '../../db/messages/conversation.js'
import { markPrinted, notReadOut, toldOtherwise, toPrint } from '../../db/messages/printed.js'
import { lookedAfterAll, withoutWord } from '../../db/messages/wordless.js'
import { setStopped } from '../../db/messages/wishes.js'
import { programmeOf } from '../../db/reach.js'
import { attachmentKind, attachmentKinds } from '../../domain/attachment.js'
import { messageReasons } from '../../domain/message.js'
import { noteReading } from '../noted.js'
import { personal } from '../personal.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
import { anId, defaultLimit, done, doneOut, idOf, manyIds, moment, page, pageOf, pathId, reasonIn } from '../words.js'

const noun = 'messages'
const whole = z.number().int()
const person = pathId<'beneficiary'>()
const programme = pathId<'programme'>()

const incomingOut = z
  .object({
    id: anId,
    at: moment,
    channel: z.string(),
    number: personal('number'),
    text: personal('raw'),
    button: z.string().nullable(),
    media: whole,
    attachments: z
      .array(z.object({ is: z.string(), type: z.string().nullable(), bytes: whole.nullable(), says: z.string() }))
      .openapi({ description: 'what the carrier said of each; nothing is fetched' }),
    understood: z.string(),
    understoodBy: z.string().nullable(),
    understoodIn: z.string().nullable(),
    understoodWord: z.string().nullable().openapi({ description: 'of our words or the programme’s' }),
    wordsRead: z
      .array(z.object({ programmeId: anId, version: whole }))
      .openapi({ description: 'whose own words were read beside ours, and in which version' }),
    inReplyTo: anId.nullable(),
    state: z.enum(['inbox', 'done']),
    doneBy: z.string().nullable(),
    beneficiaryId: anId.nullable(),
    ref: z.string().nullable().openapi({ example: 'ISI-0042' }),
    name: personal('name').nullable(),
    latePayoutId: anId
      .nullable()
      .openapi({ description: 'of a yes that came too late: the payout whose vouchers were taken back' }),
  })
  .openapi('IncomingMessage')
const toOut = ({ incomingId, programmeId: _, attachments, wordsRead, ...row }: Written) => ({
  ...row,
  id: incomingId,
  wordsRead: [...wordsRead],
  attachments: attachments.map(each => {
    const is = attachmentKind(each)
    return { ...each, is, says: attachmentKinds[is] }
  }),
})

const reasonSays = (reason: string | null): string | null =>
  reason === null
    ? null
    : ((messageReasons as Record<string, { says: string } | undefined>)[reason]?.says ?? ends[reason] ?? null)
const ends: Readonly<Record<string, string>> = {
  no_text: 'There is no text in a language of this person.',
  no_way: 'None of the ways of the programme reaches this person.',
  over: 'What it tells is over.',
  no_word: 'The carrier took it and has not told whether it arrived: ask the person where it matters.',
  looked_after: 'The carrier never told whether it arrived; staff have looked after it.',
}

const conversation = route({
  method: 'get',
  path: '/beneficiaries/{id}/messages',
  about: 'beneficiary',
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'Everything that was said to a person and by them, newest first, and how far each message is',
  params: person,
  answer: z.object({
    stoppedAt: moment.nullable().openapi({ description: 'since when the number wants no messages' }),
    told: z.array(
      z.object({
        id: anId,
        kind: z.string(),
        at: moment,
        state: z.string(),
        stateAt: moment,
        reason: z.string().nullable(),
        says: z.string().nullable().openapi({ description: 'why it did not arrive, or who acts' }),
        language: z.string().nullable(),
        body: personal('raw').nullable(),
        tries: z.array(
          z.object({
            channel: z.string(),
            carrier: z.string(),
            state: z.string(),
            reason: z.string().nullable(),
            code: z.string().nullable(),
            at: moment,
            segments: whole.nullable(),
            priceMicros: z.string().nullable(),
            priceCurrency: z.string().nullable(),
            estimateMicros: z.string().nullable().openapi({ description: 'while the carrier has told no price' }),
            estimateCurrency: z.string().nullable(),
          }),
        ),
      }),
    ),
    written: z.array(incomingOut),
  }),
  handle: async ({ house, by, params }) => {
    const { told, written, stoppedAt } = await conversationOf(house, params.id)
    await noteReading(
      house,
      by,
      'conversation read',
      params.id,
      (await programmeOf(house, 'beneficiary', params.id)) ?? undefined,
    )
    return {
      stoppedAt,
      told: told.map(({ messageId, tries, ...row }) => ({
        ...row,
        id: messageId,
        says: reasonSays(row.reason),
        tries: tries.map(each => ({ ...each, at: new Date(each.at) })),
      })),
      written: written.map(toOut),
    }
  },
})

const read = route({
  method: 'get',
  path: '/programmes/{id}/inbox',
  about: 'programme',
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'What people wrote and nobody has read, oldest first',
  params: programme,
  query: z.strictObject({ limit: page.limit, after: idOf<'incoming'>().optional() }),
  answer: pageOf(incomingOut),
  handle: async ({ house, params, query: { limit = defaultLimit, after } }) => {
    const { items, next } = await inbox(house, { programmeId: params.id, after, limit })
    return { items: items.map(toOut), next }
  },
})

const strangers = route({
  method: 'get',
  path: '/inbox/strangers',
  noun,
  permission: 'carriers.read',
  kind: 'reads',
  does: 'What was written from numbers that nobody of ours has',
  query: z.strictObject({ limit: page.limit, after: idOf<'incoming'>().optional() }),
  answer: pageOf(incomingOut),
  handle: async ({ house, query: { limit = defaultLimit, after } }) => {
    const { items, next } = await inbox(house, { programmeId: null, after, limit })
    return { items: items.map(toOut), next }
  },
})

const settle = route({
  method: 'post',
  path: '/incoming-messages/{id}/settle',
  about: 'incoming_message',
  noun,
  permission: 'messages.answer',
  kind: 'stores',
  does: 'Done with it: with an answer, which is sent, or without',
  params: pathId<'incoming'>(),
  body: z.strictObject({ answer: z.string().trim().min(1).max(1_600).nullable().default(null) }),
  answer: z.object({ messageId: anId.nullable() }),
  handle: async ({ house, by, params, body }) => {
    found(await findIncoming(house, params.id), 'message')
    const settledIt = found(await settleIncoming(house, { incomingId: params.id, answer: body.answer, by }), 'message')
    const { messageId } = settled(settledIt)
    return { messageId }
  },
})

const wish = route({
  method: 'post',
  path: '/beneficiaries/{id}/message-wish',
  about: 'beneficiary',
  noun,
  permission: 'messages.answer',
  kind: 'stores',
  undoes: true,
  does: 'Note that a person told staff to send nothing any more, or to send again',
  params: person,
  body: z.strictObject({ stop: z.boolean(), reason: reasonIn }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    settled(await setStopped(house, { beneficiaryId: params.id, ...body, by }))
    return done
  },
})

const printable = route({
  method: 'get',
  path: '/programmes/{id}/messages-to-print',
  about: 'programme',
  noun,
  permission: 'messages.answer',
  kind: 'reads',
  does: 'What aid workers read out to people whom no phone reaches, place by place',
  params: programme,
  query: z.strictObject({ limit: page.limit, after: idOf<'message'>().optional() }),
  answer: pageOf(
    z.object({
      id: anId,
      beneficiaryId: anId,
      ref: z.string(),
      name: personal('name'),
      place: z.string(),
      language: z.string().nullable(),
      body: personal('raw'),
      since: moment.openapi({ description: 'since when it waits; a week later it is a case' }),
    }),
  ),
  handle: async ({ house, by, params, query: { limit = defaultLimit, after } }) => {
    const { items, next } = await toPrint(house, { programmeId: params.id, after, limit })
    await noteReading(house, by, 'messages to print read', params.id)
    return { items: items.map(({ messageId, ...row }) => ({ ...row, id: messageId })), next }
  },
})

const printed = route({
  method: 'post',
  path: '/programmes/{id}/messages-to-print/done',
  about: 'programme',
  whole: true,
  noun,
  permission: 'messages.answer',
  kind: 'stores',
  does: 'These were read out or handed over',
  params: programme,
  body: z.strictObject({ ids: manyIds<'message'>() }),
  answer: z.object({ done: whole }),
  handle: async ({ house, by, params, body }) => ({
    done: await markPrinted(house, { programmeId: params.id, messageIds: body.ids, by }),
  }),
})

const told = route({
  method: 'post',
  path: '/cases/{id}/told',
  about: 'work_case',
  noun,
  permission: 'messages.answer',
  kind: 'stores',
  does: 'A message that did not arrive: say how the person was told otherwise, or why not',
  params: pathId<'case'>(),
  body: z.strictObject({ how: reasonIn }),
  answer: doneOut,
  handle: async ({ house, by, params, body }) => {
    const { kind, reason, beneficiaryId, programmeId } = found(await findCase(house, params.id), 'case')
    if (kind !== 'message_failed') throw new HttpProblem('state', 'This case is about something else: see its acts.')
    settled(await closeCase(house, { caseId: params.id, by, resolution: body.how }))
    if (beneficiaryId !== null && reason === notReadOut) await toldOtherwise(house, beneficiaryId)
    if (programmeId !== null && reason === withoutWord) await lookedAfterAll(house, programmeId)
    return done
  },
})

export const messageRoutes = [conversation, read, strangers, settle, wish, printable, printed, told]
