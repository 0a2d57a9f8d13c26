/** The carrier's templates that say the same as texts of ours: what it says of them, asked when it is needed. */
import { z } from '@hono/zod-openapi'
import type { House } from '../../db/database.js'
import { openCarrierAccount } from '../../db/messages/carrierAccounts.js'
import { messagingOf } from '../../db/messages/settings.js'
import { ownTexts } from '../../db/messages/texts.js'
import type { ProgrammeId } from '../../domain/ids.js'
import { CarrierUnreachable, type Carrier } from '../../messaging/contract.js'
import { checkTemplate, type TemplateCheck } from '../../messaging/templates.js'
import { route } from '../route.js'
import { saidOf, saidOut as codeOut } from '../told.js'
import type { Surroundings } from '../surroundings.js'
import { pathId } from '../words.js'

export interface Said extends TemplateCheck {
  /** null: the carrier was not asked, or has not told */
  readonly approval: string | null
}

const notAsked = (note: string): Said => ({ approval: null, wrong: [], notes: [note] })

/** Whoever writes a text waits for it, so not for long. */
const longestMs = 8_000

export interface TemplateNamed {
  readonly contentSid: string
  readonly contentVariables: readonly string[]
  readonly language: string
}

/** Asks the carrier of the programme’s WhatsApp; where it can not be asked, that is a note and nothing is wrong. */
export async function askAboutTemplate(
  carrier: Carrier | null,
  { contentSid, contentVariables, language }: TemplateNamed,
): Promise<Said> {
  if (!carrier) return notAsked('It was not checked: the programme has no way by WhatsApp whose carrier has templates.')
  const away = notAsked('It was not checked: the carrier could not be asked. Look at the templates again later.')
  try {
    const facts = await inTime(carrier.template(contentSid))
    if (facts === undefined) return away
    if (facts === null) return { approval: null, wrong: ['The carrier has no template of this id.'], notes: [] }
    return { approval: facts.approval, ...checkTemplate(facts, { given: contentVariables, language }) }
  } catch (error) {
    if (error instanceof CarrierUnreachable) return away
    throw error
  }
}

async function inTime<T>(asked: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => (timer = setTimeout(resolve, longestMs, undefined)))
  // Nobody listens any more to what comes, or fails, later.
  asked.catch(() => undefined)
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}

/** The carrier of the programme’s first way by WhatsApp, if it has templates. */
export async function templateCarrier(
  house: House,
  carrierFor: Surroundings['carrierFor'],
  programmeId: ProgrammeId,
): Promise<Carrier | null> {
  const way = (await messagingOf(house, programmeId))?.ways.find(({ channel }) => channel === 'whatsapp')
  const account = way && (await openCarrierAccount(house, way.carrierAccountId))
  const carrier = account && carrierFor(account)
  return carrier?.describe().hasTemplates === true ? carrier : null
}

const texts = z.array(z.string())
export const saidOut = {
  approval: z.string().nullable().openapi({
    description: 'approved, waiting, unsubmitted, rejected, paused, disabled, unclear; null: not known now',
  }),
  notes: texts,
  remarks: z
    .array(z.object({ says: z.string(), said: codeOut }))
    .openapi({ description: 'what is wrong with it and the notes, each beside its code' }),
}

/** For whoever shows them in another language. */
export const remarksOf = ({ wrong, notes }: TemplateCheck) =>
  [...wrong, ...notes].map(says => ({ says, said: saidOf(says) }))

/** More than every kind in every language of a programme would be a mistake. */
const mostAsked = 100

const list = route({
  method: 'get',
  path: '/programmes/{id}/message-templates',
  about: 'programme',
  whole: true,
  noun: 'messages',
  permission: 'messages.read',
  kind: 'reads',
  does: 'The WhatsApp templates that texts name, and what the carrier says of each now',
  params: pathId<'programme'>(),
  answer: z.object({
    items: z.array(
      z.object({ kind: z.string(), language: z.string(), contentSid: z.string(), ...saidOut, wrong: texts }),
    ),
  }),
  handle: async ({ house, carrierFor, params }) => {
    const named = (await ownTexts(house, params.id)).flatMap(({ contentSid, ...text }) =>
      contentSid === null ? [] : [{ ...text, contentSid }],
    )
    const carrier = named.length === 0 ? null : await templateCarrier(house, carrierFor, params.id)
    const items = []
    // One after the other: the carrier lets few questions in at once.
    for (const each of named.slice(0, mostAsked)) {
      const { kind, language, contentSid } = each
      const said = await askAboutTemplate(carrier, each)
      const { approval, wrong, notes } = said
      const remarks = remarksOf(said)
      items.push({ kind, language, contentSid, approval, wrong: [...wrong], notes: [...notes], remarks })
    }
    return { items }
  },
})

export const messageTemplateRoutes = [list]
