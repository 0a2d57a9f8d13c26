/** Vouchers against the money: what is in transit is on cards, what is given is with its person, and nothing is nobody’s. */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'
import { disagreeing, ofProgramme, type Check } from './verifyRows.js'

const last = sql`(select distinct on (v.attempt_id, v.part) v.* from voucher v where v.replaces is null order by v.attempt_id, v.part, v.ordinal desc)`
/** Of each lost voucher the last that was ordered for it. */
const lastReplacement = sql`(select distinct on (v.replaces) v.* from voucher v where v.replaces is not null order by v.replaces, v.ordinal desc)`

/** The FSP is asked so often that a case is open within hours (domain/voucher.ts: triesBeforeACase). */
const longestDays = 3

export async function checkVouchers(house: House, programmeId?: ProgrammeId): Promise<Check[]> {
  const ofAttempt = ofProgramme('a.programme_id', programmeId)
  const ofVoucher = ofProgramme('v.programme_id', programmeId)
  return [
    await disagreeing(
      house,
      'the vouchers of a payout are worth what was approved of it, in all their parts',
      sql`
        select a.id from attempt a join ${last} v on v.attempt_id = a.id where ${ofAttempt}
         group by a.id having sum(v.amount_minor) <> a.amount_minor or count(*) <> max(v.parts) or max(v.parts) <> min(v.parts)`,
    ),
    await disagreeing(
      house,
      'a payout counts as paid when its vouchers are with their person, but for parts that came off it, and as refused when none is',
      sql`
        select a.id from attempt a join ${last} v on v.attempt_id = a.id where ${ofAttempt}
         group by a.id having a.state = 'paid' and count(*) filter (where v.state not in ('delivered','expired','cancelling','cancelled') and v.moved_minor is null) > 0
            or a.state = 'refused' and count(*) filter (where v.state in ('delivered','waiting','agreed','cancelling','issuing','to_issue','unsettled')) > 0`,
    ),
    await disagreeing(
      house,
      'every voucher that is not at its end has a time at which it is looked at, or a case',
      sql`
        select v.id from voucher v where ${ofVoucher} and v.state in ('to_issue','issuing','unsettled','lost','waiting','agreed','cancelling')
           and v.next_at is null and v.wake_at is null
           and not exists (select 1 from work_case c where c.payout_id = v.payout_id and c.kind = 'voucher' and c.state = 'open')`,
    ),
    await disagreeing(
      house,
      `every voucher that is ordered or taken back for more than ${longestDays} days without an end has a case`,
      sql`
        select v.id from voucher v where ${ofVoucher} and v.state in ('issuing','unsettled','cancelling')
           and v.state_at < now() - ${longestDays} * interval '1 day'
           and not exists (select 1 from work_case c where c.payout_id = v.payout_id and c.kind = 'voucher' and c.state = 'open')`,
    ),
    await disagreeing(
      house,
      'a voucher counts as taken back by the FSP’s word, by a lost answer of it, by its contract, or by two people',
      sql`
        select v.id from voucher v join fsp_account f on f.id = v.fsp_account_id
         where ${ofVoucher} and v.state = 'cancelled' and v.ended is distinct from 'replaced' and v.balance_minor is distinct from 0
           and coalesce(f.settings ->> 'returnsExpired', 'no') <> 'yes'
           and not exists (select from voucher_call c where c.voucher_id = v.id and c.asks in ('cancel_card','cancel_ref')
                              and coalesce(c.outcome, 'unknown') in ('cancelled','unknown'))
           and not exists (select from proposal p where p.kind = 'voucher_replacement' and p.subject = v.payout_id and p.state = 'approved')`,
    ),
    await disagreeing(
      house,
      'a lost voucher has one replacement at most, for what left it, and none while it could be spent',
      sql`
        select v.id from ${lastReplacement} v join voucher o on o.id = v.replaces
         where ${ofVoucher} and (v.attempt_id, v.part) is distinct from (o.attempt_id, o.part)
            or ${ofVoucher} and v.amount_minor <> coalesce(o.moved_minor, o.amount_minor)
            or ${ofVoucher} and not (o.state = 'cancelled' or o.replaces is not null and o.state in ('refused','void','lost'))`,
    ),
  ]
}
