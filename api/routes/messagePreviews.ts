/** How texts read before anybody is told: with examples, or as one person would read them. Nothing is stored. */
import { z } from '@hono/zod-openapi'
import { fieldsInUse, listFields } from '../../db/customFields.js'
import type { House } from '../../db/database.js'
import { personToTell } from '../../db/messages/person.js'
import { pricesFor } from '../../db/messages/prices.js'
import { messagingOf } from '../../db/messages/settings.js'
import { ownTexts } from '../../db/messages/texts.js'
import { findProgramme } from '../../db/programmes.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { exampleValues, fieldsOf } from '../../domain/messageFields.js'
import { costsByWay } from '../../domain/messagePrice.js'
import { valuesOf } from '../../domain/messageValues.js'
import { callingCodeOf } from '../../domain/phone.js'
import { wrongWithText } from '../../messaging/check.js'
import { bestText, chainOf, readsAs } from '../../messaging/compose.js'
import { prepareText } from '../../messaging/render.js'
import { lengthAdvice, segmentsOf } from '../../messaging/segments.js'
import { noteReading } from '../noted.js'
import { personal } from '../personal.js'
import { found, HttpProblem, settled } from '../problem.js'
import { route } from '../route.js'
import { saidOf, saidOut } from '../told.js'
import { anId, pathId } from '../words.js'
import { kindIn, languageIn } from './messaging.js'

const noun = 'messages'
const permission = 'messages.read'
const whole = z.number().int()
const source = z.string().max(4_000)

const costs = z
  .array(
    z.object({
      channel: z.string(),
      carrierAccountId: anId,
      currency: z.string(),
      micros: z.string().openapi({ description: 'millionths of the currency’s unit' }),
    }),
  )
  .openapi({ description: 'an estimate for each way of the programme that a table of prices names' })
const sizes = {
  segments: whole.nullable(),
  alphabet: z.string().nullable(),
  units: whole.nullable().openapi({ description: 'letters as carriers count them' }),
  advice: z.string().nullable().openapi({ description: 'how it would be shorter' }),
  adviceSaid: saidOut,
  costs,
}
const nothing = { reads: null, segments: null, alphabet: null, units: null, advice: null, adviceSaid: null, costs: [] }

const withExamples = route({
  method: 'post',
  path: '/programmes/{id}/message-texts/preview',
  about: 'programme',
  whole: true,
  noun,
  permission,
  kind: 'reads',
  does: 'How a text reads, what is wrong with it, how many SMS it takes and what it would cost; nothing is stored',
  params: pathId<'programme'>(),
  body: z.strictObject({ kind: kindIn, language: languageIn, text: source }),
  answer: z.object({
    wrong: z.array(z.string()).openapi({ description: 'everything that keeps it from being sent' }),
    wrongSaid: z.array(saidOut).openapi({ description: 'each of `wrong`, in their order' }),
    reads: z.string().nullable().openapi({ description: 'as a person reads it, with examples for what it names' }),
    placeholders: z.array(z.object({ name: z.string(), says: z.string(), type: z.string() })),
    ...sizes,
  }),
  handle: async ({ house, params, body }) => {
    const fields = fieldsOf(body.kind, await listFields(house, params.id))
    const wrong = [...wrongWithText(body.text, fields)]
    const placeholders = Object.entries(fields).map(([name, { says, type }]) => ({ name, says, type }))
    if (wrong.length > 0) return { wrong, wrongSaid: wrong.map(saidOf), placeholders, ...nothing }
    const { country } = found(await findProgramme(house, params.id), 'programme')
    const zoneOf = (await messagingOf(house, params.id))?.timeZone ?? 'UTC'
    const { prepared } = settled(prepareText(body.text, body.language, fields, zoneOf))
    const told = prepared.tell(exampleValues(fields))
    if (!told.ok) return { wrong: [told.why], wrongSaid: [saidOf(told.why)], placeholders, ...nothing }
    const size = await sizeOf(house, told.text, { programmeId: params.id, country, to: null })
    return { wrong, wrongSaid: [], placeholders, reads: told.text, ...size }
  },
})

const withPerson = route({
  method: 'post',
  path: '/beneficiaries/{id}/message-preview',
  about: 'beneficiary',
  noun,
  permission,
  kind: 'reads',
  does: 'How a text would read for one person now, and what it would cost to their number; nothing is sent',
  more: 'Without a text: the one that they would be told, in the best language that there is. Whoever asks is written down.',
  params: pathId<'beneficiary'>(),
  body: z.strictObject({
    kind: kindIn,
    language: languageIn.optional().openapi({ description: 'of `text`; left out: the person’s own' }),
    text: source.optional(),
  }),
  answer: z.object({
    language: z.string().openapi({ description: 'in which they would read it' }),
    theirs: z.string().openapi({ description: 'what the person speaks' }),
    reads: personal('raw').nullable(),
    why: z.string().nullable().openapi({ description: 'why it can not be told to this person' }),
    stopped: z.boolean().openapi({ description: 'the number wants no messages' }),
    ...sizes,
  }),
  handle: async ({ house, settings, by, hidden, params, body: { kind, language: given, text: written } }) => {
    const person = found(await personToTell(house, { beneficiaryId: params.id, kind }), 'person')
    const { programmeId, facts, number, stopped, timeZone, country, language: theirs } = person
    const custom = await fieldsInUse(house, programmeId)
    const wrong = written === undefined ? [] : wrongWithText(written, fieldsOf(kind, custom))
    if (wrong.length > 0) {
      const errors = wrong.map(says => ({ where: 'body.text', says }))
      throw new HttpProblem('invalid', 'Correct what is named in “errors”.', { errors })
    }
    const chain = chainOf({ ...person, language: given ?? theirs })
    const own = chain[0] ?? 'en'
    const texts = (await ownTexts(house, programmeId)).filter(each => each.kind === kind)
    const best = written === undefined ? bestText(kind, texts, { chain }) : { text: written, language: own }
    await noteReading(house, by, 'message preview read', params.id, programmeId)
    const common = { theirs, stopped }
    if (!best) return { ...common, ...nothing, language: own, why: 'There is no text in a language of this person.' }
    const { language } = best
    const link = exampleLink(settings.publicUrl)
    const values = valuesOf({ kind, number, facts: { ...facts, link } }, custom, {
      ...{ languages: [language, ...chain], nowMs: Date.now() },
    })
    const told = readsAs(best, { kind, custom, timeZone, values })
    if (!told.ok) return { ...common, ...nothing, language, why: told.why }
    // How long it is would tell how long a name is that whoever asks may not see.
    if (hidden.size > 0) return { ...common, ...nothing, language, reads: told.text, why: null }
    const size = await sizeOf(house, told.text, { programmeId, country, to: number })
    return { ...common, language, reads: told.text, why: null, ...size }
  },
})

/** As long as the address of a voucher’s document, which is made as its message is written. */
const exampleLink = (publicUrl: string | null): string => `${publicUrl ?? 'https://mkono.example'}/d/${'x'.repeat(32)}`

async function sizeOf(
  house: House,
  text: string,
  { programmeId, country, to }: { programmeId: ProgrammeId; country: string; to: string | null },
) {
  const { segments, alphabet, units } = segmentsOf(text)
  const ways = (await messagingOf(house, programmeId))?.ways ?? []
  const tables = await pricesFor(house, programmeId)
  const estimated = costsByWay(ways, tables, { to, callingCode: callingCodeOf(country), segments })
  const advice = lengthAdvice(text)
  return { segments, alphabet, units, advice, adviceSaid: saidOf(advice), costs: [...estimated] }
}

export const messagePreviewRoutes = [withExamples, withPerson]
