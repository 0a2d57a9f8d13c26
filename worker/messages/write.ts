/** How a message becomes what one person reads: the programme’s own words in their language, else ours, else the next best language’s. */
import { fieldsInUse } from '../../db/customFields.js'
import type { House } from '../../db/database.js'
import type { DueMessage } from '../../db/messages/due.js'
import { pricesFor } from '../../db/messages/prices.js'
import { messagingOf } from '../../db/messages/settings.js'
import { broadcastTexts, ownTexts, type OwnText } from '../../db/messages/texts.js'
import type { CustomField } from '../../domain/customField.js'
import type { BroadcastId, CarrierAccountId, MessageTextId, ProgrammeId } from '../../domain/ids.js'
import { isLanguage, type Language } from '../../domain/language.js'
import type { Channel } from '../../domain/message.js'
import { priceOf, type Estimate } from '../../domain/messagePrice.js'
import { valuesOf } from '../../domain/messageValues.js'
import { bestText, chainOf, readsAs } from '../../messaging/compose.js'
import { segmentsOf } from '../../messaging/segments.js'
import { documentUrl, questionUrl, registerUrl } from './links.js'

/** Personal: it leaves for the carrier and is kept sealed. */
export interface Ready {
  readonly body: string
  readonly language: string
  /** the programme’s own text and version; null: ours, or what staff wrote for this one */
  readonly textId: MessageTextId | null
  readonly template: { readonly id: string; readonly variables: Readonly<Record<string, string>> } | null
}

export interface Writer {
  /** Null: there is no text in any of the languages, or it names what is not known of this person. */
  write(message: DueMessage): Promise<Ready | null>
  /** What it will cost on a way, by the programme’s table of prices or its account’s; null where neither names it. */
  estimate(message: DueMessage, going: Leaving): Promise<Estimate | null>
}

/** Personal: the number and what is said. */
export interface Leaving {
  readonly accountId: CarrierAccountId
  readonly channel: Channel
  readonly number: string
  readonly body: string
}

/** A changed text counts after so long; a broadcast to thousands does not read it thousands of times. */
const rememberMs = 2_000

interface Said {
  readonly own: readonly OwnText[]
  readonly custom: readonly CustomField[]
  readonly insteadOf: Readonly<Record<string, readonly string[]>>
}

/** @param publicUrl below which documents are fetched; null: there are no addresses to tell */
export function openWriter(house: House, publicUrl: string | null): Writer {
  const saidIn = remembered(async (id: ProgrammeId): Promise<Said> => ({
    own: await ownTexts(house, id),
    custom: await fieldsInUse(house, id),
    insteadOf: (await messagingOf(house, id))?.insteadOf ?? {},
  }))
  const saidToMany = remembered((id: BroadcastId) => broadcastTexts(house, id))
  const pricesIn = remembered((id: ProgrammeId) => pricesFor(house, id))
  return {
    estimate: async ({ programmeId }, { accountId, channel, number, body }) => {
      const lines = (await pricesIn(programmeId)).get(accountId)
      return lines ? priceOf(lines, { channel, number, segments: segmentsOf(body).segments }) : null
    },
    write: async due => {
      const message = await withLink(house, publicUrl, due)
      const said = await saidIn(message.programmeId)
      const own = said.own.filter(each => each.kind === message.kind)
      if (message.written) {
        const text = own.find(each => each.textId === message.written?.textId)
        return { ...message.written, template: templateOf(message, text, said) }
      }
      const { broadcastId } = message.about
      const many = broadcastId === undefined ? {} : await saidToMany(broadcastId as BroadcastId)
      return compose(message, { ...said, own }, many)
    },
  }
}

/** A voucher’s document, and its question, have an address of their own for each message that tells of them. */
async function withLink(house: House, publicUrl: string | null, message: DueMessage): Promise<DueMessage> {
  if (message.written) return message
  const link = await linkOf(house, publicUrl, message)
  return { ...message, facts: { ...message.facts, link } }
}

async function linkOf(house: House, publicUrl: string | null, message: DueMessage): Promise<string | null> {
  const { voucher } = message.facts
  if (message.invited !== null) return registerUrl(publicUrl, message.invited.token)
  if (voucher === null) return null
  if (message.kind === 'voucher') return documentUrl(house, publicUrl, voucher.voucherId, 'person')
  return message.kind === 'voucher_question' ? questionUrl(house, publicUrl, voucher) : null
}

function remembered<Key, Value>(read: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const kept = new Map<Key, { untilMs: number; value: Promise<Value> }>()
  return key => {
    const known = kept.get(key)
    if (known && known.untilMs > Date.now()) return known.value
    if (kept.size > 1_000) kept.clear()
    const value = read(key)
    kept.set(key, { untilMs: Date.now() + rememberMs, value })
    value.catch(() => kept.delete(key))
    return value
  }
}

function compose(message: DueMessage, said: Said, many: Readonly<Record<string, string>>): Ready | null {
  const best = bestText(message.kind, said.own, { many, chain: chainIn(message, said) })
  if (!best) return null
  const body = told(message, best.text, best.language, said)
  if (body === null) return null
  const { language, own } = best
  return { body, language, textId: own?.textId ?? null, template: templateOf(message, own, said) }
}

const chainIn = ({ facts }: DueMessage, { insteadOf }: Said): readonly Language[] => chainOf({ ...facts, insteadOf })

function told(message: DueMessage, text: string, language: Language, said: Said): string | null {
  const { custom } = said
  const { kind, facts } = message
  const languages = [language, ...chainIn(message, said)]
  const values = valuesOf(message, custom, { languages, nowMs: Date.now() })
  const read = readsAs({ text, language }, { kind, custom, timeZone: facts.timeZone, values })
  return read.ok ? read.text : null
}

/** An approved template says the same; each of its variables is one of our placeholders, as it reads in its language. */
function templateOf(message: DueMessage, text: OwnText | undefined, said: Said): Ready['template'] {
  if (!text?.contentSid || !isLanguage(text.language)) return null
  const { language } = text
  const variables: Record<string, string> = {}
  for (const [at, name] of text.contentVariables.entries()) {
    const value = told(message, `{${name}}`, language, said)
    if (value === null) return null
    variables[String(at + 1)] = value
  }
  return { id: text.contentSid, variables }
}
