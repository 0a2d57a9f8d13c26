/** A bench that loses money has measured nothing: our own books must be proven, and equal the provider's. */
import { sql } from 'kysely'
import { verifyBooks } from '../db/verify.js'
import type { House } from '../db/database.js'
import type { Sandbox } from './sandbox.js'

export interface Judgement {
  readonly ok: boolean
  readonly paid: number
  readonly paidTwice: number
  /** paid by the provider, and we do not know */
  readonly notKnown: number
  /** paid as we say, and not by the provider; or another amount */
  readonly imagined: number
  /** checks of `mkono verify` that failed */
  readonly failedChecks: readonly string[]
  readonly checks: number
}

export async function judge(house: House, sandbox: Sandbox): Promise<Judgement> {
  const { summary, transfers } = await sandbox.book()
  const theirs = new Map(
    transfers.flatMap(each => (each.status === 'paid' ? [[each.payoutId ?? '', each.amountMinor]] : [])),
  )
  const { rows } = await sql<{ id: string; amount: string }>`
    select id, amount_minor::text as amount from payout where state in ('paid','overpaid')`.execute(house.db)
  const ours = new Set(rows.map(({ id }) => id))
  const notKnown = [...theirs.keys()].filter(id => !ours.has(id)).length
  const imagined = rows.filter(({ id, amount }) => theirs.get(id) !== amount).length
  const { checks } = await verifyBooks(house)
  const failedChecks = checks.flatMap(({ ok, name, found }) => (ok ? [] : [`${name}: ${found}`]))
  const paidTwice = summary.numbersOrPayoutsPaidTwice
  const ok = paidTwice + notKnown + imagined + failedChecks.length === 0
  return { ok, paid: rows.length, paidTwice, notKnown, imagined, failedChecks, checks: checks.length }
}
