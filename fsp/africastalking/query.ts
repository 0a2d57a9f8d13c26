/** Asking about silent attempts: by transaction id where one is known, else in one reading of the list for all. */
import { z } from 'zod'
import { FspUnreachable, type AttemptToAsk, type QueryFinding } from '../contract.js'
import { ask } from './ask.js'
import { transactionOutcome } from './codes.js'
import { wireNumber } from './number.js'
import { scan } from './scan.js'
import type { AfricasTalkingAccount } from './settings.js'
import { factsOf, mismatch, readAmount, transactionRecord, type ReadRecord } from './transaction.js'

const found = z.object({ status: z.string(), data: z.unknown().optional() })

/**
 * One finding for every known transaction id, and for every transaction that the list shows under an attempt's key, so
 * that an attempt paid twice gives two. Attempts about which nothing could be learnt are left out: what they are stays
 * as it was. Throws FspUnreachable if nothing could be learnt at all.
 */
export async function query(
  account: AfricasTalkingAccount,
  attempts: readonly AttemptToAsk[],
  nowMs: number,
): Promise<readonly QueryFinding[]> {
  const byId = await findAll(
    account,
    attempts.filter(attempt => attempt.transactionIds.length > 0),
  )
  const inList = byId.stop ? { findings: [], failure: byId.failure } : await list(account, attempts, nowMs)
  const findings = [...byId.findings, ...inList.findings]
  const failure = byId.failure ?? inList.failure
  if (findings.length === 0 && failure) throw failure
  return findings
}

interface Learnt {
  findings: readonly QueryFinding[]
  failure?: FspUnreachable | undefined
}

/** Asks by id, several at once; stops where every further question would fail the same way. */
async function findAll(
  account: AfricasTalkingAccount,
  attempts: readonly AttemptToAsk[],
): Promise<Learnt & { stop: boolean }> {
  const questions = attempts.flatMap(attempt =>
    attempt.transactionIds.map(transactionId => ({ attempt, transactionId })),
  )
  const findings: QueryFinding[] = []
  let failure: FspUnreachable | undefined
  let stop = false
  const asker = async () => {
    for (let next = questions.shift(); next && !stop; next = questions.shift()) {
      try {
        findings.push(await find(account, next.attempt, next.transactionId))
      } catch (error) {
        if (!(error instanceof FspUnreachable)) throw error
        failure ??= error
        // An answer that could not be read may be this one's alone; the other failures are everybody's.
        stop = error.reason !== 'unclear_answer' && error.reason !== 'no_answer'
      }
    }
  }
  await Promise.all(Array.from({ length: account.callsAtOnce }, asker))
  return { findings, failure, stop }
}

async function find(
  account: AfricasTalkingAccount,
  attempt: AttemptToAsk,
  transactionId: string,
): Promise<QueryFinding> {
  const document = await ask(account, '/query/transaction/find', { transactionId })
  if (document === undefined) return notFound(attempt, 'find', transactionId)
  const answer = found.safeParse(document)
  if (!answer.success) throw unreadable()
  // Anything but Success comes without data: the provider does not see it, or not yet.
  if (answer.data.status !== 'Success' || answer.data.data == null) return notFound(attempt, 'find', transactionId)
  const record = transactionRecord.safeParse(answer.data.data)
  if (!record.success || record.data.transactionId !== transactionId) throw unreadable()
  return judged(account, attempt, record.data, 'find')
}

const unreadable = () =>
  new FspUnreachable('unclear_answer', 'The answer about a transaction could not be read: ask again later.')

function notFound(attempt: AttemptToAsk, by: 'find' | 'list', transactionId?: string): QueryFinding {
  return { attemptKey: attempt.key, by, outcome: { is: 'notFound' }, ...(transactionId && { transactionId }) }
}

/** Those without a transaction id, all in one reading. Only a reading that saw the end may say `notFound`. */
async function list(account: AfricasTalkingAccount, attempts: readonly AttemptToAsk[], nowMs: number): Promise<Learnt> {
  const sought = attempts.filter(attempt => attempt.transactionIds.length === 0)
  if (sought.length === 0) return { findings: [] }
  const oldestMs = sought.reduce((oldest, { leftAtMs }) => Math.min(oldest, leftAtMs), nowMs)
  const { byKey, complete, failure } = await scan(account, new Set(sought.map(({ key }) => key)), oldestMs, nowMs)
  const findings = sought.flatMap(attempt => {
    const records = byKey.get(attempt.key) ?? []
    if (records.length > 0) return records.map(record => judged(account, attempt, record, 'list'))
    return complete ? [notFound(attempt, 'list')] : []
  })
  const tooLong = complete
    ? undefined
    : new FspUnreachable('unclear_answer', 'The list of transactions is too long to read: ask sooner.')
  return { findings, failure: failure ?? tooLong }
}

/** A record speaks for the attempt only if key, kind, number and amount agree; otherwise a person looks. */
function judged(
  account: AfricasTalkingAccount,
  attempt: AttemptToAsk,
  record: ReadRecord,
  by: 'find' | 'list',
): QueryFinding {
  const facts = factsOf(record, account.currency, account.country)
  const odd = contradiction(account, attempt, record)
  if (odd === undefined) {
    return {
      attemptKey: attempt.key,
      by,
      ...facts,
      outcome: transactionOutcome(record.status, record.description ?? ''),
    }
  }
  const outcome = { is: 'unknown', reason: 'unclear_answer' } as const
  return { attemptKey: attempt.key, by, ...facts, outcome, oddities: [...(facts.oddities ?? []), odd] }
}

function contradiction(account: AfricasTalkingAccount, attempt: AttemptToAsk, record: ReadRecord): string | undefined {
  const key = record.requestMetadata?.attemptKey
  if (key !== undefined && key !== attempt.key) return 'the transaction belongs to another attempt'
  if (record.category !== undefined && record.category !== 'MobileB2C') return 'the transaction is of another kind'
  const number = record.destination === undefined ? undefined : wireNumber(record.destination, account.country)
  return mismatch(attempt, { number, amount: readAmount(record.value) })
}
