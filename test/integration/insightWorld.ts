/** A programme that has paid: people of several places and what became of their payments, as rows. */
import { sql } from 'kysely'
import type { House } from '../../db/database.js'
import type { PayoutState } from '../../domain/payout.js'

export interface Paid {
  readonly place: string
  readonly state: PayoutState
  /** days ago that the person was registered, and that the payout came to this state */
  readonly cameDaysAgo: number
  readonly daysAgo: number
  /** of an attempt that failed before */
  readonly failedFor?: string
  /** of whom there are so many alike */
  readonly people?: number
}

export interface World {
  readonly programmeId: string
  readonly accountId: string
}

/** Without the guards of how money comes to stand so: what is read is only what stands there. One payout of 5,000.00 each. */
export async function aRoundOf(
  { db, sealing }: House,
  { programmeId, accountId }: World,
  round: number,
  paid: readonly Paid[],
): Promise<string> {
  return db.transaction().execute(async db => {
    await sql`set local session_replication_role = replica`.execute(db)
    const { rows } = await sql<{ id: string }>`
      insert into distribution (programme_id, round, name, state, fsp_account_id, created_by)
      values (${programmeId}, ${round}, ${`Round ${round}`}, 'closed', ${accountId}, 'asha') returning id`.execute(db)
    const distributionId = rows[0]?.id
    const given = paid.flatMap(({ people = 1, ...each }) => Array.from({ length: people }, () => each))
    await sql`
      with given as (
        select gen_random_uuid() as person, gen_random_uuid() as payout, row_number() over () as n, g.*
          from json_to_recordset(${JSON.stringify(given)}::json) as g(place text, state text, "cameDaysAgo" float8, "daysAgo" float8, "failedFor" text)),
      person as (
        insert into beneficiary (id, programme_id, number, state, name_enc, name_lookup, name_place_lookup, place, household_size, language,
                                 consent_at, identity_digest, created_by, created_at)
        select person, ${programmeId}, ${round * 1_000_000} + n, 'included', ${sealing.seal('Somebody of a past round')}, '', '', place, 5, 'sw', now(), decode(md5(person::text), 'hex'), 'asha',
               now() - make_interval(secs => "cameDaysAgo" * 86400) from given),
      number as (
        insert into destination (beneficiary_id, version, number_enc, number_lookup, state, entered_by)
        select person, 1, ${sealing.seal('+254711000000')}, sha256(decode(md5(person::text), 'hex')), 'approved', 'asha' from given),
      payouts as (
        insert into payout (id, distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor,
                            destination_id, fsp_account_id, state, state_at)
        select payout, ${distributionId}, person, ${programmeId}, ${round}, 'transfer', n, n / 1000, 500000, 0, gen_random_uuid(), ${accountId}, state,
               now() - make_interval(secs => "daysAgo" * 86400) from given)
      insert into attempt (payout_id, ordinal, key, state, reason, programme_id, distribution_id, beneficiary_id, amount_minor, currency,
                           destination_id, number_lookup, fsp_account_id, approval_id, opened_by)
      select payout, 1, payout::text || '.1', 'refused', "failedFor", ${programmeId}, ${distributionId}, person, 500000, 'KES', gen_random_uuid(), '',
             ${accountId}, gen_random_uuid(), 'mkono' from given where "failedFor" is not null`.execute(db)
    return distributionId ?? ''
  })
}
