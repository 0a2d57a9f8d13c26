/**
 * A trial that has ended is asked about once more: does the FSP say the same as its answer and its callback? So the way
 * that finds what is lost is seen to work before it is needed.
 */
import { sql } from 'kysely'
import type { AttemptId, AttemptKey, FspAccountId, PayoutId } from '../domain/ids.js'
import type { AskGroup } from './asking.js'
import { toMoney } from './calls.js'
import type { House } from './database.js'

/** Whoever takes one has a minute to ask; three times nobody hears anything, then it stays so. */
const leaseMs = 60_000
const mostTimes = 3

interface Due {
  attemptId: AttemptId
  key: AttemptKey
  payoutId: PayoutId
  fspAccountId: FspAccountId
  amountMinor: bigint
  currency: string
  leftAt: Date
  numberEnc: Buffer
  transactionIds: string[]
}

/** Takes trials that have ended and that the FSP has not confirmed; they are not given to anybody else for a minute. */
export async function takeTrialsToAsk(house: House): Promise<AskGroup[]> {
  const { rows } = await sql<Due>`
    with due as (
      select t.proposal_id, a.id as attempt_id from trial_payment t
        join payout p on p.distribution_id = t.distribution_id
        join attempt a on a.payout_id = p.id
       where t.asked_times < ${mostTimes} and (t.asked_at is null or t.asked_at < now() - ${leaseMs} * interval '1 millisecond')
         and a.ordinal = (select max(l.ordinal) from attempt l where l.payout_id = p.id)
         and a.state in ('paid','paid_extra','refused')
         and exists (select from fsp_transaction x where x.attempt_id = a.id)
         and not exists (select from fsp_transaction x where x.attempt_id = a.id and x.confirmed)
       for update of t skip locked),
    taken as (
      update trial_payment t set asked_at = now(), asked_times = t.asked_times + 1 from due
       where t.proposal_id = due.proposal_id returning due.attempt_id)
    select a.id as "attemptId", a.key, a.payout_id as "payoutId", a.fsp_account_id as "fspAccountId", a.amount_minor as "amountMinor",
           a.currency, coalesce(a.left_at, a.opened_at) as "leftAt", d.number_enc as "numberEnc",
           array(select x.transaction_id from fsp_transaction x where x.attempt_id = a.id) as "transactionIds"
      from taken join attempt a on a.id = taken.attempt_id join destination d on d.id = a.destination_id`.execute(
    house.db,
  )
  return rows.map(({ fspAccountId, amountMinor, currency, leftAt, numberEnc, ...row }) => ({
    fspAccountId,
    attempts: [
      {
        ...row,
        number: house.sealing.open(numberEnc),
        amount: toMoney(amountMinor, currency),
        leftAtMs: leftAt.getTime(),
      },
    ],
  }))
}
