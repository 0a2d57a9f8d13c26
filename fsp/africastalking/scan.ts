/** One reading of the product's list of transactions, for every attempt at once whose transaction id never reached us. */
import { z } from 'zod'
import { FspUnreachable } from '../contract.js'
import { ask } from './ask.js'
import type { AfricasTalkingAccount } from './settings.js'
import { transactionRecord, type ReadRecord } from './transaction.js'

const dayMs = 86_400_000

/** Further pages are left for the next question: 200 pages of 500 are 100,000 transactions. */
const mostPages = 200

const page = z.object({ status: z.string(), responses: z.array(z.unknown()).nullish() })

export interface Scan {
  /** the transactions found by the attempt key in their metadata; more than one where the provider paid more than once */
  byKey: ReadonlyMap<string, readonly ReadRecord[]>
  /** whether the end of the list was seen */
  complete: boolean
  /** why the reading stopped early; what was found until then holds */
  failure?: FspUnreachable
}

/**
 * Reads the list from the day before `oldestMs` (epoch milliseconds) to tomorrow: days on the wire are UTC here and local
 * elsewhere, and clocks differ, so that every reading overlaps the one before. It ends with an empty page or two that
 * bring nothing new, never with a short one: a server may give less than it was asked for, and transactions that come in
 * between shift what was on one page onto the next.
 */
export async function scan(
  account: AfricasTalkingAccount,
  keys: ReadonlySet<string>,
  oldestMs: number,
  nowMs: number,
): Promise<Scan> {
  const seen = new Set<string>()
  const byKey = new Map<string, ReadRecord[]>()
  let pagesWithoutNews = 0
  try {
    for (let number = 1; number <= mostPages; number += 1) {
      const records = await readPage(account, number, dayOf(oldestMs - dayMs), dayOf(nowMs + dayMs))
      const news = records.filter(({ transactionId }) => !seen.has(transactionId))
      for (const record of news) {
        seen.add(record.transactionId)
        const key = record.requestMetadata?.attemptKey
        if (key !== undefined && keys.has(key)) byKey.set(key, [...(byKey.get(key) ?? []), record])
      }
      pagesWithoutNews = news.length === 0 ? pagesWithoutNews + 1 : 0
      if (records.length === 0 || pagesWithoutNews === 2) return { byKey, complete: true }
    }
    return { byKey, complete: false }
  } catch (error) {
    if (!(error instanceof FspUnreachable)) throw error
    return { byKey, complete: false, failure: error }
  }
}

/** `2026-01-31`, UTC. */
const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

async function readPage(
  account: AfricasTalkingAccount,
  number: number,
  startDate: string,
  endDate: string,
): Promise<readonly ReadRecord[]> {
  const document = await ask(account, '/query/transaction/fetch', {
    productName: account.productName,
    pageNumber: String(number),
    count: String(account.listPageSize),
    startDate,
    endDate,
  })
  const read = page.safeParse(document)
  if (!read.success || read.data.status !== 'Success') {
    throw new FspUnreachable('unclear_answer', 'The list of transactions could not be read: ask again later.')
  }
  return (read.data.responses ?? []).flatMap(raw => {
    const record = transactionRecord.safeParse(raw)
    return record.success ? [record.data] : []
  })
}
