/** Stored callbacks of carriers become facts: how far a message is, and what people wrote. */
import { applyCarrierNotices, type CarrierNoticeRead, type WaitingCarrierNotice } from '../../db/messages/notices.js'
import { whoseNumber } from '../../db/messages/incoming.js'
import { answerWordsOf } from '../../db/messages/answerWords.js'
import { understand } from '../../domain/answers.js'
import { isLanguage } from '../../domain/language.js'
import { mergedWords } from '../../domain/ownAnswerWords.js'
import type { IncomingMessage } from '../../messaging/contract.js'
import type { MessagePost } from './send.js'

const atOnce = 500

export async function takeCarrierNotices(post: MessagePost): Promise<{ taken: number; more: boolean }> {
  const taken = await applyCarrierNotices(post.house, { limit: atOnce, read: notice => read(post, notice) })
  return { taken, more: taken === atOnce }
}

async function read(post: MessagePost, notice: WaitingCarrierNotice): Promise<CarrierNoticeRead> {
  const { carrier } = await post.carriers.of(notice.carrierAccountId)
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
  const meant = understand({ text, buttonPayload, languages: languages.filter(isLanguage), ownWords })
  return { ...meant, wordsRead: own.map(({ programmeId, version }) => ({ programmeId, version })) }
}
