/** Stored callbacks of carriers become facts: how far a message is, and what people wrote. */
import { applyCarrierNotices, type CarrierNoticeRead, type WaitingCarrierNotice } from '../../db/messages/notices.js'
import { whoseNumber } from '../../db/messages/incoming.js'
import { answerWordsOf } from '../../db/messages/answerWords.js'
import { understand } from '../../domain/answers.js'
import type { CarrierAccountId } from '../../domain/ids.js'
import { isLanguage } from '../../domain/language.js'
import { mergedWords } from '../../domain/ownAnswerWords.js'
import type { Carrier, IncomingMessage } from '../../messaging/contract.js'
import type { OpenCarrier } from './carriers.js'
import type { MessagePost } from './post.js'

const atOnce = 1_000

/** What people wrote, and then how far messages are. @param only one of them and nothing else */
export async function takeCarrierNotices(
  post: MessagePost,
  only?: 'incoming' | 'status',
): Promise<{ taken: number; more: boolean }> {
  if (only === undefined) {
    const written = await takeCarrierNotices(post, 'incoming')
    const told = await takeCarrierNotices(post, 'status')
    return { taken: written.taken + told.taken, more: written.more || told.more }
  }
  const opened = new Map<CarrierAccountId, Promise<OpenCarrier>>()
  // Each account is opened once for all that came from it.
  const carrierOf = (id: CarrierAccountId): Promise<OpenCarrier> => {
    const open = opened.get(id) ?? post.carriers.of(id)
    opened.set(id, open)
    return open
  }
  const taken = await applyCarrierNotices(post.house, {
    limit: atOnce,
    only,
    read: async notice => read(post, notice, (await carrierOf(notice.carrierAccountId)).carrier),
  })
  return { taken, more: taken === atOnce }
}

async function read(post: MessagePost, notice: WaitingCarrierNotice, carrier: Carrier): Promise<CarrierNoticeRead> {
  const { url, body } = JSON.parse(notice.raw) as { url: string; body: string }
  const headers = { 'content-type': notice.contentType }
  const request = { method: 'POST', url, headers, body: Buffer.from(body, 'utf8') }
  const parsed = carrier.parseNotice(request, notice.kind)
  return parsed.kind === 'incoming' ? { ...parsed, understood: await understood(post, notice, parsed) } : parsed
}

/** What the carrier itself has noted stands; else a button, else words in the languages of whoever has this number. */
async function understood(
  { house }: MessagePost,
  { carrierAccountId }: WaitingCarrierNotice,
  { optOut, from, text, buttonPayload, inReplyTo }: IncomingMessage,
): Promise<Extract<CarrierNoticeRead, { kind: 'incoming' }>['understood']> {
  if (optOut !== undefined) return { is: optOut, by: 'carrier' }
  const asked = { carrierAccountId, from, ...(inReplyTo === undefined ? {} : { inReplyTo }) }
  const { languages, programmeIds } = await whoseNumber(house, asked)
  const own = await answerWordsOf(house, programmeIds)
  const ownWords = mergedWords(own.map(({ words }) => words))
  const meant = understand({
    text,
    buttonPayload,
    languages: languages.filter(isLanguage),
    ownWords,
    asked: { buttons },
  })
  return { ...meant, wordsRead: own.map(({ programmeId, version }) => ({ programmeId, version })) }
}

/** By these ids quick replies of our questions are known (docs/vouchers.md); where nothing waits for an answer, staff read it. */
const buttons = { yes: ['yes'], no: ['no'], stop: ['stop'] } as const
