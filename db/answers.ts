/** What came back from calls, recorded: the calls are answered, and every entry is a finding about its attempt. */
import { sql } from 'kysely'
import type { AttemptKey, CallId, FspAccountId } from '../domain/ids.js'
import type { Money } from '../domain/money.js'
import type { Reason } from '../domain/reason.js'
import { inTransaction, type House } from './database.js'
import { given } from './given.js'
import { applyFindings, type Finding } from './outcomes.js'
import type { Touched } from './touched.js'

/** What a connector said of a call: structurally `CallAnswer` of fsp/contract.ts. */
export interface AnswerToRecord {
  httpStatus?: number
  raw?: string
  retryAfterMs?: number
  entries: readonly {
    attemptKey: AttemptKey
    outcome: { is: 'accepted' | 'paid' } | { is: 'refused' | 'notTaken' | 'unknown'; reason: Reason }
    transactionId?: string
    receipt?: string
    recipientName?: string
    fee?: Money
    amount?: Money
    number?: string
    oddities?: readonly string[]
  }[]
}

export interface AnsweredCall {
  callId: CallId
  answer: AnswerToRecord
}

/**
 * Stores what came back from calls and applies it to their attempts, in one transaction. A second recording of the same
 * call changes nothing. @returns for each call, in the order given, whose lives should look
 */
export async function recordAnswers(house: House, answered: readonly AnsweredCall[]): Promise<Touched[][]> {
  return inTransaction(house, async inner => {
    const accounts = await markAnswered(inner, answered)
    const findings = answered.flatMap(({ callId, answer }) => {
      const fspAccountId = accounts.get(callId)
      if (fspAccountId === undefined) return []
      // Whoever recorded it twice in one go is heard once.
      accounts.delete(callId)
      return answer.entries.map((entry): Finding => ({
        fspAccountId,
        attempt: { key: entry.attemptKey },
        source: 'answer',
        callId,
        said: entry.outcome,
        ...factsOf(inner, entry),
        ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
      }))
    })
    const { touched } = await applyFindings(inner, findings)
    const byKey = new Map(touched.map(each => [each.attemptKey, each]))
    return answered.map(({ answer }) =>
      answer.entries.flatMap(({ attemptKey }) => {
        const found = byKey.get(attemptKey)
        byKey.delete(attemptKey)
        return found ?? []
      }),
    )
  })
}

/** The accounts of those calls that had no answer yet; their rows say from now on how they ended. */
async function markAnswered(house: House, answered: readonly AnsweredCall[]): Promise<Map<CallId, FspAccountId>> {
  const written = answered.map(({ callId, answer }) => {
    const notTaken = answer.entries.length > 0 && answer.entries.every(each => each.outcome.is === 'notTaken')
    const why = answer.entries.find(each => 'reason' in each.outcome)?.outcome
    return {
      id: callId,
      state: notTaken ? 'not_taken' : answer.httpStatus === undefined ? 'lost' : 'answered',
      status: answer.httpStatus ?? null,
      why: why && 'reason' in why ? why.reason : null,
      raw: answer.raw === undefined ? null : house.sealing.seal(answer.raw),
    }
  })
  const { rows } = await sql<{ id: CallId; fspAccountId: FspAccountId }>`
    update call c set state = v.state, answered_at = now(), http_status = v.status, why = v.why, answer_enc = v.raw
      from ${given('v', written, { id: 'uuid', state: 'text', status: 'int', why: 'text', raw: 'bytea' })}
     where c.id = v.id and c.state = 'leaving' returning c.id, c.fsp_account_id as "fspAccountId"`.execute(house.db)
  return new Map(rows.map(({ id, fspAccountId }) => [id, fspAccountId]))
}

/** Connector facts in the form the books take: minor units and the keyed hash of the number. */
export function factsOf(
  house: House,
  facts: Pick<
    AnswerToRecord['entries'][number],
    'transactionId' | 'receipt' | 'recipientName' | 'fee' | 'amount' | 'number' | 'oddities'
  >,
): Partial<Finding> {
  return {
    ...(facts.transactionId === undefined ? {} : { transactionId: facts.transactionId }),
    ...(facts.receipt === undefined ? {} : { receipt: facts.receipt }),
    ...(facts.recipientName === undefined ? {} : { recipientName: facts.recipientName }),
    ...(facts.fee === undefined ? {} : { feeMinor: facts.fee.minor }),
    ...(facts.amount === undefined ? {} : { amountMinor: facts.amount.minor, currency: facts.amount.currency }),
    ...(facts.number === undefined ? {} : { numberLookup: house.sealing.lookup('number', facts.number) }),
    ...(facts.oddities === undefined ? {} : { oddities: facts.oddities }),
  }
}
