/** How a programme speaks with its people: ways, kinds, and its own texts. */
import { z } from '@hono/zod-openapi'
import { listFields } from '../../db/customFields.js'
import type { House } from '../../db/database.js'
import { openCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { messageCosts, messageCounts, messageLanguages } from '../../db/messages/conversation.js'
import { messagingOf, setMessaging } from '../../db/messages/settings.js'
import { ownTexts, textVersions, writeText } from '../../db/messages/texts.js'
import { findProgramme } from '../../db/programmes.js'
import { isLanguage, languageCodes, type Language } from '../../domain/language.js'
import { channels, messageKindNames, messageKinds, type MessageKind } from '../../domain/message.js'
import { fieldsOf } from '../../domain/messageFields.js'
import { wrongWithText } from '../../messaging/check.js'
import { ownKinds, shippedTextsOf } from '../../messaging/texts/index.js'
import { basisOf, basisOut, replaced } from '../basis.js'
import { found, HttpProblem, settled } from '../problem.js'
import type { Surroundings } from '../surroundings.js'
import type { Way } from '../../db/schemaMessages.js'
import { messageText, messaging as messagingSet, textIn } from '../replaceable.js'
import { route } from '../route.js'
import { askAboutTemplate, remarksOf, saidOut, templateCarrier } from './messageTemplates.js'
import { anId, done, doneOut, idOf, moment, pathId, shortText } from '../words.js'

const noun = 'messages'
const params = pathId<'programme'>()
const about = 'programme' as const
const whole = z.number().int()
export const kindIn = z.enum(messageKindNames as [MessageKind, ...MessageKind[]])
export const languageIn = z.enum(languageCodes as [Language, ...Language[]])
const zone = z
  .string()
  .refine(
    name => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC',
    'must be a time zone, e.g. Africa/Nairobi',
  )

const shape = {
  ways: z
    .array(z.object({ channel: z.enum(channels), carrierAccountId: idOf<'carrierAccount'>() }))
    .min(1)
    .max(6)
    .openapi({ description: 'in their order: where one does not reach a person the next is tried' }),
  switchedOff: z.array(kindIn).default([]),
  resendLost: z.boolean().default(false).openapi({
    description:
      'where a carrier can not be asked what became of a message: true risks a second one, false leaves it to a person',
  }),
  organisation: shortText(80).nullable().default(null),
  timeZone: zone.default('Africa/Nairobi'),
  insteadOf: z.partialRecord(languageIn, z.array(languageIn).min(1).max(5)).default({}).openapi({
    description: 'languages that are tried first where there is no text in a person’s own, best first: {"tuv": ["sw"]}',
  }),
}

const get = route({
  method: 'get',
  path: '/programmes/{id}/messaging',
  about,
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'How the programme speaks with its people; null: it tells nobody anything',
  params,
  answer: z.object({
    messaging: z
      .object({
        ways: z.array(z.object({ channel: z.enum(channels), carrierAccountId: anId })),
        switchedOff: z.array(z.string()),
        resendLost: z.boolean(),
        organisation: z.string().nullable(),
        timeZone: z.string(),
        insteadOf: z.record(z.string(), z.array(z.string())),
      })
      .nullable(),
    basis: basisOut,
    kinds: z.array(z.object({ kind: z.string(), does: z.string(), byItself: z.boolean() })),
  }),
  handle: async ({ house, params }) => {
    const messaging = await messagingOf(house, params.id)
    return {
      messaging: messaging && {
        ...messaging,
        ways: [...messaging.ways],
        switchedOff: [...messaging.switchedOff],
        insteadOf: Object.fromEntries(Object.entries(messaging.insteadOf).map(([of, others]) => [of, [...others]])),
      },
      basis: basisOf(house, messaging),
      kinds: messageKindNames.map(name => ({
        kind: name,
        does: messageKinds[name].does,
        byItself: messageKinds[name].by === 'itself',
      })),
    }
  },
})

const set = route({
  method: 'put',
  path: '/programmes/{id}/messaging',
  about,
  whole: true,
  noun,
  permission: 'messages.setUp',
  kind: 'stores',
  does: 'Set on which ways people are told, and of what; from now on',
  params,
  body: z.strictObject(shape),
  replaces: ({ params }) => replaced(messagingSet, params.id),
  answer: doneOut,
  handle: async ({ house, carrierFor, by, params, body }) => {
    await refuseImpossible(house, carrierFor, body.ways)
    settled(await setMessaging(house, { programmeId: params.id, ...body, by }))
    return done
  },
})

async function refuseImpossible(
  house: House,
  carrierFor: Surroundings['carrierFor'],
  ways: readonly Way[],
): Promise<void> {
  const errors: { where: string; says: string }[] = []
  for (const [at, { channel, carrierAccountId }] of ways.entries()) {
    const account = await openCarrierAccount(house, carrierAccountId)
    const says =
      account &&
      (carrierFor(account).describe().channels.includes(channel) ? null : `This account does not carry ${channel}.`)
    if (says !== null) errors.push({ where: `body.ways.${at}`, says: says ?? 'There is no such carrier account.' })
    const same = (way: Way) => way.channel === channel && way.carrierAccountId === carrierAccountId
    if (ways.findIndex(same) < at) errors.push({ where: `body.ways.${at}`, says: 'This way is there already.' })
  }
  if (errors.length > 0) throw new HttpProblem('invalid', 'Correct the fields named in “errors”.', { errors })
}

const textOut = z.object({
  kind: z.string(),
  language: z.string(),
  version: whole.openapi({ description: '0: the text that Mkono brings' }),
  text: z.string().nullable(),
  contentSid: z.string().nullable(),
  contentVariables: z.array(z.string()),
  madeBy: z.string().nullable(),
  madeAt: moment.nullable(),
})

const texts = route({
  method: 'get',
  path: '/programmes/{id}/message-texts',
  about,
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'What is said, by kind and language: the programme’s own texts, and ours where it has none',
  params,
  answer: z.object({
    items: z.array(textOut.extend({ basis: basisOut })),
    missing: z
      .array(z.object({ kind: z.string(), language: z.string(), basis: basisOut }))
      .openapi({ description: 'languages of the programme without a text: those people read another language' }),
  }),
  handle: async ({ house, params }) => {
    const { languages } = found(await findProgramme(house, params.id), 'programme')
    const own = await ownTexts(house, params.id)
    const spoken = [...new Set([...languages, 'en'])].filter(isLanguage)
    const items = own.map(({ textId: _, ...text }) => ({
      ...text,
      contentVariables: [...text.contentVariables],
      basis: basisOf(house, textIn(text)),
    }))
    const missing: { kind: string; language: string; basis: string }[] = []
    for (const each of ownKinds) {
      const shipped = shippedTextsOf(each)
      for (const one of spoken) {
        if (items.some(item => item.kind === each && item.language === one && item.text !== null)) continue
        const text = shipped[one] ?? null
        const given = own.find(({ kind, language }) => kind === each && language === one)
        const basis = basisOf(house, textIn(given))
        if (text === null) missing.push({ kind: each, language: one, basis })
        else items.push({ ...ours, kind: each, language: one, text, basis })
      }
    }
    return { items, missing }
  },
})
const ours = { version: 0, contentSid: null, contentVariables: [], madeBy: null, madeAt: null } as never as {
  version: number
  contentSid: null
  contentVariables: string[]
  madeBy: string
  madeAt: Date
}

const versions = route({
  method: 'get',
  path: '/programmes/{id}/message-texts/versions',
  about,
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'Every version of one text of the programme, the newest first, with who wrote it',
  params,
  query: z.strictObject({ kind: kindIn, language: languageIn }),
  answer: z.object({ items: z.array(textOut) }),
  handle: async ({ house, params, query }) => ({
    items: (await textVersions(house, { programmeId: params.id, ...query })).map(({ textId: _, ...text }) => ({
      ...text,
      contentVariables: [...text.contentVariables],
    })),
  }),
})

const written = {
  kind: kindIn,
  language: languageIn,
  text: z.string().max(4_000).nullable().openapi({ description: 'ICU MessageFormat; null: ours again' }),
}

const write = route({
  method: 'put',
  path: '/programmes/{id}/message-texts',
  about,
  whole: true,
  noun,
  permission: 'messages.setUp',
  kind: 'stores',
  does: 'Write the next version of a text; what was sent keeps the version that it had',
  params,
  body: z.strictObject({
    ...written,
    contentSid: z
      .string()
      .regex(/^H[A-Z][0-9a-f]{32}$/, 'is an id of the carrier, like HX…')
      .nullable()
      .default(null)
      .openapi({ description: 'the approved WhatsApp template that says the same' }),
    contentVariables: z
      .array(z.string().max(60))
      .max(20)
      .default([])
      .openapi({ description: 'which of our placeholders its variables 1, 2, … are' }),
  }),
  replaces: ({ params, body: { kind, language } }) => replaced(messageText, { programmeId: params.id, kind, language }),
  answer: z.object({
    version: whole,
    template: z.object(saidOut).nullable().openapi({ description: 'what the carrier says of it; null: none is named' }),
  }),
  handle: async ({ house, carrierFor, by, params, body }) => {
    const fields = fieldsOf(body.kind, await listFields(house, params.id))
    const errors = [
      ...(body.text === null ? [] : wrongWithText(body.text, fields)).map(says => ({ where: 'body.text', says })),
      ...body.contentVariables
        .filter(name => !Object.hasOwn(fields, name))
        .map(name => ({ where: 'body.contentVariables', says: `{${name}} is not known in this kind of message.` })),
    ]
    const refuse = (): never => {
      throw new HttpProblem('invalid', 'Correct what is named in “errors”; nothing was stored.', { errors })
    }
    if (errors.length > 0) refuse()
    const { contentSid } = body
    const said =
      contentSid === null
        ? null
        : await askAboutTemplate(await templateCarrier(house, carrierFor, params.id), { ...body, contentSid })
    errors.push(...(said?.wrong ?? []).map(says => ({ where: 'body.contentVariables', says })))
    if (errors.length > 0) refuse()
    const { version } = settled(await writeText(house, { programmeId: params.id, ...body, by }))
    return { version, template: said && { approval: said.approval, notes: [...said.notes], remarks: remarksOf(said) } }
  },
})

const totals = route({
  method: 'get',
  path: '/programmes/{id}/message-totals',
  about,
  whole: true,
  noun,
  permission: 'messages.read',
  kind: 'reads',
  does: 'How many messages are where, in which languages, and what they cost by month and channel',
  params,
  answer: z.object({
    counts: z.array(
      z.object({
        kind: z.string(),
        state: z.string(),
        count: whole,
        withoutWord: whole.openapi({
          description: 'of which the carrier took it and, for a day, has not told the end',
        }),
      }),
    ),
    languages: z
      .array(
        z.object({
          language: z.string(),
          theirs: z.string().openapi({ description: 'what the people speak' }),
          count: whole,
        }),
      )
      .openapi({ description: 'where the two differ a text in the people’s own language is missing' }),
    costs: z.array(
      z.object({
        month: z.string(),
        channel: z.string(),
        currency: z.string().nullable(),
        messages: whole,
        segments: whole,
        micros: z.string().openapi({ description: 'as the carrier told it; millionths of the currency’s unit' }),
        estimated: whole.openapi({
          description: 'of which the carrier has told no price, but the table of prices does',
        }),
        estimatedMicros: z.string().openapi({ description: 'of those, beside what was told' }),
        unpriced: whole.openapi({ description: 'of which neither tells a price' }),
      }),
    ),
  }),
  handle: async ({ house, params }) => ({
    counts: await messageCounts(house, params.id),
    languages: await messageLanguages(house, params.id),
    costs: await messageCosts(house, params.id),
  }),
})

export const messagingRoutes = [get, set, texts, versions, write, totals]
