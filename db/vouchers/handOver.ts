/**
 * Payouts through an FSP of vouchers are not sent by a batch: each becomes vouchers, stored with their RefPos, and from
 * then on every voucher has its own life. Nothing leaves here. The attempt is what the FSP has of it, from now on
 * `accepted`; the end of its vouchers ends it (settle.ts).
 */
import { sql } from 'kysely'
import type { AttemptId, DistributionId, PayoutId, ProgrammeId } from '../../domain/ids.js'
import { partsOf } from '../../domain/voucher.js'
import { takeCalls, type CallToSend, type Taken } from '../calls.js'
import { inTransaction, type House } from '../database.js'
import { given } from '../given.js'
import { applyFindings } from '../outcomes.js'
import { tellVouchers } from './wake.js'
import { lowerOf, voucherRulesOf } from './rules.js'

export interface HandOver {
  distributionId: DistributionId
  batch?: number
  payoutId?: PayoutId
  /** payouts at once */
  most: number
  /** what one card of the FSP holds at most, in minor units */
  highestCardMinor: bigint | null
  /** and at least; null: any amount */
  leastCardMinor: bigint | null
  newRefPos(): string
}

export interface HandedOver extends Omit<Taken, 'calls'> {
  /** payouts */
  count: number
}

/**
 * Under the same locks and conditions as everything that leaves (calls.ts): pause, cancel, holds, the approved hash.
 * @returns what keeps more from being handed over, as `takeCalls` says it
 */
export async function handOver(house: House, want: HandOver): Promise<HandedOver> {
  return inTransaction(house, async house => {
    const { distributionId, batch, payoutId } = want
    const { calls, ...end } = await takeCalls(house, {
      distributionId,
      ...(batch === undefined ? {} : { batch }),
      ...(payoutId === undefined ? {} : { payoutId }),
      recipientsPerCall: 1,
      calls: want.most,
      sendByMs: 0,
      longestProcessingMs: 0,
    })
    if (calls.length === 0) return { count: 0, ...end }
    await storeVouchers(house, want, calls)
    const ids = calls.map(call => call.callId)
    await sql`update call set state = 'handed_over', answered_at = now() where id = any (${ids}::uuid[])`.execute(
      house.db,
    )
    await applyFindings(
      house,
      calls.flatMap(({ callId, fspAccountId, attempts }) =>
        attempts.map(({ key }) => ({
          fspAccountId,
          attempt: { key },
          source: 'answer' as const,
          said: { is: 'accepted' as const },
          callId,
        })),
      ),
    )
    // Its vouchers have their own clock; there is nothing to ask the FSP about an attempt.
    const attempts = calls.flatMap(call => call.attempts.map(each => each.attemptId))
    await sql`update attempt set next_check_at = null where id = any (${attempts}::uuid[])`.execute(house.db)
    await tellVouchers(house)
    await house.hooks.at('handing')
    return { count: calls.length, ...end }
  })
}

async function storeVouchers(house: House, want: HandOver, calls: readonly CallToSend[]): Promise<void> {
  const highest = await highestCard(house, want)
  const rows = calls.flatMap(({ attempts }) =>
    attempts.flatMap(({ attemptId, amount }) => {
      const parts = partsOf(amount.minor, highest, want.leastCardMinor ?? 0n)
      return parts.map((minor, at) => ({
        attempt: attemptId as AttemptId,
        part: at + 1,
        parts: parts.length,
        minor: minor.toString(),
        refPos: want.newRefPos(),
      }))
    }),
  )
  const stored = await sql`
    insert into voucher (programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, ordinal,
                         amount_minor, currency, ref_pos)
    select a.programme_id, a.distribution_id, a.beneficiary_id, a.payout_id, a.id, a.fsp_account_id, v.part, v.parts,
           coalesce((select max(o.ordinal) from voucher o where o.attempt_id = a.id and o.part = v.part), 0) + 1,
           v.minor, a.currency, v."refPos"
      from ${given('v', rows, { attempt: 'uuid', part: 'int', parts: 'int', minor: 'bigint', refPos: 'text' })}
      join attempt a on a.id = v.attempt
    returning 1`.execute(house.db)
  if (stored.rows.length !== rows.length) throw new Error('Not every voucher was stored; nothing is handed over.')
}

/** The lower of what the programme and the FSP put on one card. */
async function highestCard(house: House, { distributionId, highestCardMinor }: HandOver): Promise<bigint | null> {
  const { programme_id: programmeId } = await house.db
    .selectFrom('distribution')
    .select('programme_id')
    .where('id', '=', distributionId)
    .executeTakeFirstOrThrow()
  const { highestCardMinor: own } = await voucherRulesOf(house, programmeId as ProgrammeId)
  return lowerOf(own, highestCardMinor)
}
