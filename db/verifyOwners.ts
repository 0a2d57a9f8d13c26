/**
 * Nothing waits for ever (promise 2): whatever is not final has its own next check, an open case, or belongs to a
 * distribution that is still open and therefore looked after by its own clock.
 */
import { sql } from 'kysely'
import type { ProgrammeId } from '../domain/ids.js'
import type { House } from './database.js'
import { disagreeing, ofProgramme, type Check } from './verifyRows.js'

const distributionIsOpen = sql`d.state not in ('closed','rejected','cancelled')`

export async function checkOwners(house: House, programmeId?: ProgrammeId): Promise<Check[]> {
  const ofPayout = ofProgramme('p.programme_id', programmeId)
  const caseOfPayout = sql`exists (select 1 from work_case c where c.state = 'open' and c.payout_id = p.id)`
  return [
    await disagreeing(
      house,
      'every transfer that is under way has a time at which it is asked about, or a case',
      sql`
        select a.id from attempt a join payout p on p.id = a.payout_id
         where ${ofPayout} and a.state in ('sending','accepted','unknown') and a.next_check_at is null
           and not exists (select 1 from voucher v where v.attempt_id = a.id and v.next_at is not null)
           and not exists (select 1 from work_case c where c.state = 'open' and c.attempt_id = a.id) and not ${caseOfPayout}`,
    ),
    await disagreeing(
      house,
      'every refusal waits for a time, a confirmation or a person',
      sql`
        select p.id from payout p
         where ${ofPayout} and p.state in ('refused','to_decide') and p.next_check_at is null and not ${caseOfPayout}
           and not exists (select 1 from attempt a where a.payout_id = p.id and a.next_check_at is not null)`,
    ),
    await disagreeing(
      house,
      'every payout that has not left belongs to an open distribution, a time or a person',
      sql`
        select p.id from payout p join distribution d on d.id = p.distribution_id
          left join attempt a on a.payout_id = p.id and a.state = 'prepared'
         where ${ofPayout} and (p.state in ('listed','ready') or (p.state = 'in_progress' and a.id is not null))
           and not ${distributionIsOpen} and p.next_check_at is null and a.next_check_at is null and not ${caseOfPayout}`,
    ),
  ]
}
