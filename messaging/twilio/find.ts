/** Looking for messages whose answer was lost, in Twilio's own list (facts 3.2). */
import { z } from 'zod'
import type { MessageReason } from '../../domain/message.js'
import type { HttpResult } from '../../wire/http.js'
import { parseKeepingLiterals } from '../../wire/literals.js'
import { retryAfterMs } from '../../wire/retryAfter.js'
import { CarrierUnreachable, type FoundMessage, type MessageToFind } from '../contract.js'
import { clientsHost, throughTwilio, type Hooks } from './client.js'
import { codeReasons } from './codes.js'
import { foundOf, messageRecord } from './record.js'
import type { TwilioAccount } from './settings.js'
import { tabled } from '../tabled.js'

/** The most that Twilio gives on one page, and the most pages that one phone can fill before something is wrong. */
const pageSize = 1_000
const mostPages = 20

/** Around the time that a message left by our clock: its clock may differ, and a queue may have held it. */
const marginMs = 10 * 60_000

const page = z.object({ messages: z.array(z.unknown()), next_page_uri: z.string().nullish() })

/**
 * Everything that is listed as sent to these numbers around their times, newest first, each message once.
 *
 * Asked by number alone: the list can be cut by `DateSent` too, but a message that still waits at Twilio has none, and
 * what a filter hides would be taken for never sent. A person's messages fit on one page.
 * @throws CarrierUnreachable
 */
export async function find(
  account: TwilioAccount,
  messages: readonly MessageToFind[],
  hooks: Hooks,
): Promise<readonly FoundMessage[]> {
  const found = new Map<string, FoundMessage>()
  for (const [to, times] of timesByAddress(messages)) {
    for (const one of await listedTo(account, to, hooks)) {
      if (one.createdAtMs >= Math.min(...times) - marginMs && one.createdAtMs <= Math.max(...times) + marginMs)
        found.set(one.carrierMessageId, one)
    }
  }
  return [...found.values()].sort(
    (a, b) => b.createdAtMs - a.createdAtMs || (a.carrierMessageId < b.carrierMessageId ? -1 : 1),
  )
}

function timesByAddress(messages: readonly MessageToFind[]): ReadonlyMap<string, number[]> {
  const times = new Map<string, number[]>()
  for (const { channel, to, leftAtMs } of messages) {
    if (channel === 'print') continue
    const address = channel === 'whatsapp' ? `whatsapp:${to}` : to
    times.set(address, [...(times.get(address) ?? []), leftAtMs])
  }
  return times
}

async function listedTo(account: TwilioAccount, to: string, hooks: Hooks): Promise<FoundMessage[]> {
  const listed: FoundMessage[] = []
  let next: string | undefined
  for (let read = 0; read < mostPages; read += 1) {
    const result = await throughTwilio(account, hooks, ({ messages }) =>
      next === undefined ? messages.page({ to, pageSize }) : messages.getPage(clientsHost + next),
    )
    const { lines, more } = pageOf(result, (hooks.clock ?? Date.now)())
    listed.push(...lines)
    if (more === undefined) return listed
    next = more
  }
  throw unclear()
}

/** One page. A line that can not be read may be the one looked for, so the whole list is not to be relied on then. */
function pageOf(result: HttpResult | { is: 'notAsked' }, nowMs: number): { lines: FoundMessage[]; more?: string } {
  const read = page.safeParse(parseKeepingLiterals(bodyOf(result, nowMs)))
  if (!read.success) throw unclear()
  const lines = read.data.messages.flatMap(raw => {
    const record = messageRecord.safeParse(raw)
    if (!record.success) throw unclear()
    if (record.data.direction?.startsWith('inbound')) return []
    const line = foundOf(record.data)
    if (!line) throw unclear()
    return [line]
  })
  const more = read.data.next_page_uri
  return more ? { lines, more } : { lines }
}

/** @throws CarrierUnreachable for everything but a whole answer of 200 */
export function bodyOf(result: HttpResult | { is: 'notAsked' }, nowMs: number): string {
  switch (result.is) {
    case 'answer':
      if (result.status === 200) return result.body
      throw refusal(result, nowMs)
    case 'notSent':
      throw new CarrierUnreachable('not_reached', 'Twilio could not be reached: ask again later.')
    case 'lost':
      throw new CarrierUnreachable('no_answer', 'Twilio did not answer: ask again later.')
    case 'notAsked':
      throw unclear()
  }
}

const unclear = () =>
  new CarrierUnreachable('unclear_answer', 'The list of messages at Twilio could not be read: ask again later.')

const errorBody = z.object({ code: z.string() })
const known: readonly MessageReason[] = ['credentials', 'suspended', 'throttled']

function refusal({ status, body, headers }: HttpResult & { is: 'answer' }, nowMs: number): CarrierUnreachable {
  const error = errorBody.safeParse(parseKeepingLiterals(body))
  const byCode = tabled(codeReasons, error.success ? error.data.code : '')
  const reason = byCode ?? (status === 401 || status === 403 ? 'credentials' : status === 429 ? 'throttled' : undefined)
  if (reason === undefined || !known.includes(reason)) return unclear()
  if (reason === 'throttled')
    return new CarrierUnreachable(
      reason,
      'Twilio asked to slow down: ask again later.',
      retryAfterMs(headers['retry-after'], nowMs),
    )
  return new CarrierUnreachable(reason, 'Twilio does not let this account in: correct the carrier account.')
}
