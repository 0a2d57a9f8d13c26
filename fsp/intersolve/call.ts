/** One request to Intersolve, and what came back before anybody judges it. */
import type { Reason } from '../../domain/reason.js'
import { exchange } from '../../wire/http.js'
import { retryAfterMs } from '../../wire/retryAfter.js'
import type { Departure, Heard } from '../voucherContract.js'
import { notTakenByStatus, tabled } from './codes.js'
import { mostAnswerBytes, readDocument, textOf, type Elements } from './document.js'
import { envelope, namespace, type Part } from './envelope.js'
import type { IntersolveAccount } from './settings.js'

/** Where tests let time pass, or a process die, right before the first byte leaves. */
export interface Hooks {
  beforeFirstByte?: () => void
  clock?: () => number
}

export interface Request extends Partial<Departure> {
  operation: 'IssueCard' | 'GetCard' | 'Cancel' | 'CancelTransactionByRefPos'
  parts: readonly Part[]
}

export type Came =
  /** the operation's own answer, with its result code */
  | { is: 'answer'; code: string; fields: Elements; heard: Heard }
  /** proof that it was not taken in */
  | { is: 'notTaken'; reason: Reason; heard: Heard }
  /** no answer, or one that says nothing */
  | { is: 'unknown'; reason: Reason; heard: Heard }

/** Sends it, once. Never rejects over what the network or Intersolve does. */
export async function call(
  account: IntersolveAccount,
  { operation, parts, sendByMs, mayLeave }: Request,
  { beforeFirstByte, clock = Date.now }: Hooks,
): Promise<Came> {
  const result = await exchange({
    method: 'POST',
    url: account.url,
    headers: {
      'content-type': 'text/xml;charset=UTF-8',
      accept: 'text/xml',
      soapaction: `"${namespace}${operation}"`,
    },
    body: envelope(account, operation, parts),
    connectTimeoutMs: account.connectTimeoutMs,
    answerTimeoutMs: account.answerTimeoutMs,
    maxAnswerBytes: mostAnswerBytes,
    ...(sendByMs !== undefined && { sendByMs }),
    ...(mayLeave && { mayLeave }),
    clock,
    ...(beforeFirstByte && { beforeFirstByte }),
  })
  if (result.is === 'notSent')
    return { is: 'notTaken', reason: result.why === 'too_late' ? 'too_late' : 'not_reached', heard: {} }
  if (result.is === 'lost') return { is: 'unknown', reason: 'no_answer', heard: {} }
  const waitMs = retryAfterMs(result.headers['retry-after'], clock())
  const heard: Heard = {
    httpStatus: result.status,
    raw: result.body,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  }
  const turnedAway = tabled(notTakenByStatus, String(result.status))
  if (turnedAway !== undefined) return { is: 'notTaken', reason: turnedAway, heard }
  // A fault comes with 500, and says nothing of what was done before it.
  const document = result.status === 200 ? readDocument(result.body, operation) : undefined
  const code = document?.is === 'answer' ? textOf(document.fields, 'ResultCode') : undefined
  if (document?.is !== 'answer' || code === undefined) return { is: 'unknown', reason: 'unclear_answer', heard }
  return { is: 'answer', code, fields: document.fields, heard: { ...heard, code: code.slice(0, 20) } }
}
