/** Questions to the payments service. They move no money, so they may be asked a second way, and fail as exceptions. */
import type { Reason } from '../../domain/reason.js'
import { FspUnreachable } from '../contract.js'
import { exchange, type HttpRequest, type HttpResult } from '../../wire/http.js'
import { parseJson } from '../../wire/literals.js'
import { retryAfterMs } from '../../wire/retryAfter.js'
import type { AfricasTalkingAccount } from './settings.js'

/** A page of 999 transactions takes about 1 MiB. */
const mostAnswerBytes = 8 * 1024 * 1024

/** Statuses by which a server says that it wants the question put the other way. */
const wantsPost: readonly number[] = [400, 404, 405, 501]

/**
 * Asks `path` and returns the parsed document, or undefined if the server knows nothing there (404). The documentation
 * asks by GET, the provider's own Node client by POST (facts 1.3): the second is tried where the first is not taken.
 * Throws FspUnreachable with the reason, and with the wait where the provider named one.
 */
export async function ask(
  account: AfricasTalkingAccount,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<unknown> {
  const named = { username: account.username, ...fields }
  const byGet = await exchange({ ...frame(account, path, `?${new URLSearchParams(named).toString()}`), method: 'GET' })
  if (byGet.is !== 'answer' || !wantsPost.includes(byGet.status)) return documentOf(byGet)
  const body = JSON.stringify(named)
  return documentOf(await exchange({ ...frame(account, path, ''), method: 'POST', body }))
}

function frame(account: AfricasTalkingAccount, path: string, query: string): Omit<HttpRequest, 'method'> {
  return {
    url: new URL(account.urls.payments + path + query),
    headers: { apikey: account.apiKey, accept: 'application/json', 'content-type': 'application/json' },
    connectTimeoutMs: account.connectTimeoutMs,
    answerTimeoutMs: account.answerTimeoutMs,
    maxAnswerBytes: mostAnswerBytes,
  }
}

function documentOf(result: HttpResult): unknown {
  if (result.is === 'notSent')
    throw new FspUnreachable('not_reached', 'The payments service could not be reached: ask again later.')
  if (result.is === 'lost')
    throw new FspUnreachable('no_answer', 'The payments service gave no whole answer: ask again later.')
  if (result.status === 404) return undefined
  const wait = retryAfterMs(result.headers['retry-after'], Date.now())
  const reason = reasonByStatus[result.status] ?? 'unclear_answer'
  if (result.status !== 200) throw new FspUnreachable(reason, sentences[reason] ?? unclear, wait)
  const document = parseJson(result.body)
  if (document === undefined) throw new FspUnreachable('unclear_answer', unclear)
  return document
}

const reasonByStatus: Readonly<Record<number, Reason>> = { 401: 'credentials', 403: 'not_permitted', 429: 'throttled' }
const unclear = 'The payments service answered with something that is no document of its interface: ask again later.'
const sentences: Partial<Record<Reason, string>> = {
  credentials: 'The payments service does not accept the credentials: correct user name and key of the FSP account.',
  not_permitted: 'The payments service does not allow this to the FSP account: have it set up by the provider.',
  throttled: 'The payments service asked to slow down: ask again later.',
}
