/**
 * What is over and says nothing any more: sessions, steps of sign-ins, tries, browsers, used codes, answers kept for whoever asks again, e-mails, old balances, uploads that broke off. Acts, and what
 * they were about, stay.
 */
import { sql } from 'kysely'
import type { House } from './database.js'
import { forgetWhatWasWritten } from './invitations/forget.js'
import { endOldProposals } from './proposals.js'
import { tidyMail } from './staffMail.js'
import { tidyUploads } from './statements/uploads.js'

/** Proposals that nobody decided in time are over as well. @returns how many rows went or ended */
export async function tidyUp(house: House): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with sessions as (delete from staff_session where expires_at < now() - interval '1 day' returning 1),
         steps as (delete from staff_step where expires_at < now() returning 1),
         tries as (delete from sign_in_try where last_at < now() - interval '48 hours'
                      and (locked_until is null or locked_until < now()) returning 1),
         browsers as (delete from staff_browser where signed_in_at < now() - interval '180 days' returning 1),
         floats as (delete from float_reading where at < now() - interval '400 days' returning 1),
         -- Who never answered an invitation is forgotten; what the partner calls them stays.
         invited as (update invitation set name_enc = null, number_enc = null, number_lookup = null, email_enc = null
                      where state in ('open','revoked') and expires_at < now() - interval '180 days'
                        and num_nonnulls(name_enc, number_enc, email_enc) > 0 returning 1),
         -- Nobody asks again after so long: what was done then is in the record. Little by little, for there are many.
         answers as (delete from idempotent_answer where (person, key) in (
                       select person, key from idempotent_answer
                        where created_at < now() - interval '90 days' order by created_at limit 20000) returning 1),
         codes as (delete from staff_code_used where used_at < now() - interval '1 day' returning 1)
    select ((select count(*) from sessions) + (select count(*) from steps) + (select count(*) from tries)
          + (select count(*) from answers) + (select count(*) from codes) + (select count(*) from invited) + (select count(*) from browsers) + (select count(*) from floats))::int as gone`.execute(
    house.db,
  )
  const unwritten = await forgetWhatWasWritten(house, null)
  return (
    (rows[0]?.gone ?? 0) +
    unwritten +
    (await tidyMail(house)) +
    (await tidyUploads(house)) +
    (await endOldProposals(house))
  )
}
