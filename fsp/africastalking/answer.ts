/** What became of a call, read from its answer. Pure. Every attempt of the call is spoken of exactly once. */
import { z } from 'zod'
import type { Reason } from '../../domain/reason.js'
import type { AttemptToSend, Call, CallAnswer, EntryAnswer, Outcome } from '../contract.js'
import type { HttpResult } from '../../wire/http.js'
import { parseJson } from '../../wire/literals.js'
import { failedEntry, notTakenReason, silentStatuses, tabled } from './codes.js'
import { wireNumber } from './number.js'
import { retryAfterMs } from '../../wire/retryAfter.js'
import { mismatch, readAmount, readFee } from './transaction.js'

/** Answers are kept as evidence up to this size; ten entries take about 3 KiB. */
export const mostRawBytes = 64 * 1024

const text = z.string().optional().catch(undefined)
const entryShape = z.object({
  phoneNumber: z.string(),
  status: z.string(),
  value: text,
  transactionId: text,
  transactionFee: text,
  errorMessage: text,
})
type Entry = z.output<typeof entryShape>

const answerShape = z.object({ entries: z.array(z.unknown()) })

/**
 * Reads the answer to `call`. Nothing was taken only if nothing was sent or a tabled status says so; whatever was lost
 * or is not understood is `unknown`.
 * @param nowMs epoch milliseconds, for a Retry-After that names a date
 */
export function readAnswer(call: Call, result: HttpResult, country: string, nowMs: number): CallAnswer {
  switch (result.is) {
    case 'notSent':
      return whole(call, { is: 'notTaken', reason: result.why === 'too_late' ? 'too_late' : 'not_reached' })
    case 'lost':
      return whole(call, { is: 'unknown', reason: 'no_answer' })
    case 'answer': {
      const evidence = { httpStatus: result.status, raw: truncated(result.body) }
      const notTaken = notTakenReason(result.status, result.headers['content-type'] ?? '', result.body)
      if (notTaken !== undefined) {
        const waitMs = retryAfterMs(result.headers['retry-after'], nowMs)
        const answer = whole(call, { is: 'notTaken', reason: notTaken })
        return { ...answer, ...evidence, ...(waitMs !== undefined && { retryAfterMs: waitMs }) }
      }
      // 201 is documented; 200 is what a gateway in front makes of it. The entries speak for themselves either way.
      const entries = result.status === 201 || result.status === 200 ? readEntries(result.body) : undefined
      if (!entries) return { ...whole(call, { is: 'unknown', reason: 'unclear_answer' }), ...evidence }
      return { ...evidence, entries: matched(call, entries, country) }
    }
  }
}

function whole(call: Call, outcome: Outcome): CallAnswer {
  return { entries: call.attempts.map(({ key }) => ({ attemptKey: key, outcome })) }
}

function truncated(body: string): string {
  const bytes = Buffer.from(body)
  return bytes.length <= mostRawBytes
    ? body
    : bytes
        .subarray(0, mostRawBytes)
        .toString('utf8')
        .replace(/\uFFFD+$/, '')
}

/** The entries that can be read as such; undefined if the document has none. One that can not be read speaks of nobody. */
function readEntries(body: string): readonly Entry[] | undefined {
  const document = answerShape.safeParse(parseJson(body))
  if (!document.success) return undefined
  return document.data.entries.flatMap(raw => {
    const entry = entryShape.safeParse(raw)
    return entry.success ? [entry.data] : []
  })
}

/** By normalised number: the order of entries promises nothing, and a number named twice can not be told apart. */
function matched(call: Call, entries: readonly Entry[], country: string): readonly EntryAnswer[] {
  const byNumber = new Map<string, Entry[]>()
  let strangers = 0
  for (const entry of entries) {
    const number = wireNumber(entry.phoneNumber, country)
    if (number === null || !call.attempts.some(attempt => attempt.number === number)) strangers += 1
    else byNumber.set(number, [...(byNumber.get(number) ?? []), entry])
  }
  const remark = strangers === 0 ? [] : [`the answer speaks of ${strangers} number(s) that were not asked for`]
  return call.attempts.map(attempt => readEntry(attempt, byNumber.get(attempt.number) ?? [], remark, country))
}

function readEntry(
  attempt: AttemptToSend,
  entries: readonly Entry[],
  remark: readonly string[],
  country: string,
): EntryAnswer {
  const [entry, ...more] = entries
  if (!entry) return unknown(attempt, 'entry_missing', {}, remark)
  if (more.length > 0)
    return unknown(attempt, 'entry_missing', {}, [...remark, 'the answer speaks of it more than once'])
  return judged(attempt, entry, remark, country)
}

function judged(attempt: AttemptToSend, entry: Entry, remark: readonly string[], country: string): EntryAnswer {
  const { status, value, transactionFee, phoneNumber } = entry
  const transactionId = entry.transactionId?.trim() || undefined
  const errorMessage = entry.errorMessage?.trim() || undefined
  const amount = readAmount(value)
  const said = { ...(transactionId && { transactionId }), ...(amount.is === 'read' && { amount: amount.amount }) }

  if (status === 'Queued') {
    const odd = mismatch(attempt, { number: wireNumber(phoneNumber, country), amount })
    if (odd !== undefined) return unknown(attempt, 'unclear_answer', said, [...remark, odd])
    const { fee, oddities } = readFee([transactionFee], attempt.amount.currency)
    const nameless = transactionId ? [] : ['it was taken without a transaction id']
    const remarks = [...remark, ...oddities, ...nameless]
    return {
      attemptKey: attempt.key,
      outcome: { is: 'accepted' },
      ...said,
      ...(fee && { fee }),
      ...odditiesOf(remarks),
    }
  }
  // With a transaction id there is a transaction, and only asking for it tells how it ended.
  const failed =
    transactionId === undefined && errorMessage !== undefined ? failedEntry(status, errorMessage) : undefined
  if (failed) return { attemptKey: attempt.key, outcome: failed, ...odditiesOf(remark) }
  return unknown(attempt, tabled(silentStatuses, status) ?? 'unclear_answer', said, remark)
}

function unknown(
  attempt: AttemptToSend,
  reason: Reason,
  said: Partial<EntryAnswer>,
  oddities: readonly string[],
): EntryAnswer {
  return { ...said, attemptKey: attempt.key, outcome: { is: 'unknown', reason }, ...odditiesOf(oddities) }
}

const odditiesOf = (oddities: readonly string[]) => (oddities.length > 0 ? { oddities } : {})
