/** Payouts against their attempts, calls and the FSP's transactions. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'
import { disagreeing, ofProgramme, type Check } from './verifyRows.js'

export async function checkPayouts(house: House, programmeId?: ProgrammeId): Promise<Check[]> {
  const ofPayout = ofProgramme('p.programme_id', programmeId)
  const ofAttempt = ofProgramme('a.programme_id', programmeId)
  const checks = [
    [
      'a payout is paid if exactly one transfer of it was, and overpaid if more',
      sql`${successes}
        select p.id from payout p left join success s on s.payout_id = p.id
         where ${ofPayout} and not case
           when p.state = 'paid' then coalesce(s.paid, 0) = 1 and s.further = 0
           when p.state = 'overpaid' then coalesce(s.further, 0) > 0
           else coalesce(s.paid, 0) + coalesce(s.further, 0) = 0 end`,
    ],
    [
      'a payout is in progress or unknown if its open attempt is, and has none otherwise',
      // The one exception is a success that overtook a later attempt: that is a contradiction, with a case.
      sql`
        select p.id from payout p
          left join attempt a on a.payout_id = p.id and a.state in ('prepared','sending','accepted','unknown')
         where ${ofPayout} and not case
           when p.state = 'in_progress' then coalesce(a.state in ('prepared','sending','accepted'), false)
           when p.state = 'unknown' then coalesce(a.state = 'unknown', false)
           when p.state in ('paid','overpaid') then a.id is null or exists (
             select 1 from work_case c where c.attempt_id = a.id or c.payout_id = p.id and c.kind in ('contradiction','overpaid'))
           else a.id is null end`,
    ],
    [
      'money stands where the state of the payout says',
      sql`
        select p.id from payout p
          left join attempt a on a.payout_id = p.id and a.state in ('sending','accepted','unknown')
         where ${ofPayout} and not case p.state
           when 'listed' then p.money = 'none'
           when 'ready' then p.money = 'reserved'
           when 'refused' then p.money = 'reserved'
           when 'in_progress' then p.money = case when a.id is null then 'reserved' else 'in_transit' end
           when 'unknown' then p.money = 'in_transit'
           when 'paid' then p.money = 'disbursed'
           when 'overpaid' then p.money in ('disbursed','none')
           when 'to_decide' then p.money in ('returned','none')
           else p.money = 'none' and p.released end`,
    ],
    [
      'nobody has two first successes for one round',
      sql`
        select min(p.id::text) as id from payout p join attempt a on a.payout_id = p.id and a.state = 'paid'
         where ${ofPayout} group by p.beneficiary_id, p.round, p.purpose having count(*) > 1`,
    ],
    [
      'whoever was paid for a round holds it, so that no further list can have them',
      sql`
        select p.id from payout p where ${ofPayout} and p.paid_after_all and not exists (
          select 1 from payout q where (q.beneficiary_id, q.round, q.purpose) = (p.beneficiary_id, p.round, p.purpose) and not q.released)`,
    ],
    [
      'nobody was paid twice without a case',
      sql`${successes}
        select min(p.id::text) as id from payout p join success s on s.payout_id = p.id
         where ${ofPayout} group by p.beneficiary_id, p.round, p.purpose
        having sum(s.paid + s.further) > 1 and not exists (
          select 1 from work_case c where c.kind = 'overpaid' and c.payout_id = any (array_agg(p.id)))`,
    ],
    [
      'what was approved is what is sent: amount, account and destination',
      sql`
        select a.id from attempt a join payout p on p.id = a.payout_id join destination t on t.id = a.destination_id
         where ${ofAttempt} and (a.amount_minor <> p.amount_minor or a.fsp_account_id <> p.fsp_account_id
           or t.beneficiary_id <> p.beneficiary_id or t.number_lookup <> a.number_lookup
           or (a.destination_id <> p.destination_id and not exists (
             select 1 from approval y where y.destination_id = a.destination_id)))`,
    ],
    [
      'a payout names the programme, round and account of its distribution, and a destination of its own person',
      sql`
        select p.id from payout p
          left join distribution d on d.id = p.distribution_id
          left join destination t on t.id = p.destination_id
          left join beneficiary b on b.id = p.beneficiary_id
         where ${ofPayout} and (
           (p.programme_id, p.round, p.purpose, p.fsp_account_id) is distinct from (d.programme_id, d.round, d.purpose, d.fsp_account_id)
           or (p.beneficiary_id, p.programme_id) is distinct from (t.beneficiary_id, b.programme_id))`,
    ],
    [
      'attempts, transactions and ledger entries name the programme, distribution, person and account of their payout',
      sql`
        select a.id::text as id from attempt a join payout p on p.id = a.payout_id
         where ${ofAttempt} and (a.programme_id, a.distribution_id, a.beneficiary_id) is distinct from (p.programme_id, p.distribution_id, p.beneficiary_id)
        union all
        select x.transaction_id as id from fsp_transaction x join attempt a on a.id = x.attempt_id
         where ${ofAttempt} and x.fsp_account_id <> a.fsp_account_id
        union all
        select e.id::text from ledger_entry e join payout p on p.id = e.payout_id
         where ${ofPayout} and (e.programme_id, e.distribution_id) is distinct from (p.programme_id, p.distribution_id)`,
    ],
    [
      'an attempt that may have left has its call',
      sql`
        select a.id from attempt a
         where ${ofAttempt} and a.state in ('sending','accepted','unknown') and not exists (
           select 1 from call_attempt m join call c on c.id = m.call_id where m.call_id = a.call_id and m.attempt_id = a.id)`,
    ],
    [
      'a transaction that the FSP paid is a success here, or somebody’s case',
      sql`
        select x.transaction_id as id from fsp_transaction x join attempt a on a.id = x.attempt_id
         where ${ofAttempt} and x.said = 'paid' and a.state not in ('paid','paid_extra') and not exists (
           select 1 from work_case c where c.attempt_id = a.id and c.kind in ('contradiction','overpaid'))`,
    ],
  ] as const
  const done: Check[] = []
  for (const [name, query] of checks) done.push(await disagreeing(house, name, query))
  return done
}

/** By payout: first successes, and further ones (other attempts, or other transactions of one attempt). */
const successes = sql`
  with transactions as (
    select attempt_id, count(*) as number from fsp_transaction where said = 'paid' group by 1),
  success as (
    select a.payout_id, count(*) filter (where a.state = 'paid') as paid,
           count(*) filter (where a.state = 'paid_extra') + sum(greatest(coalesce(t.number, 1) - 1, 0)) as further
      from attempt a left join transactions t on t.attempt_id = a.id
     where a.state in ('paid','paid_extra') group by 1)`
