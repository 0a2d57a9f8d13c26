/** The small world of one play: an empty house but for a funded programme and its people. Every person is invented. */
import type { Chance } from './chance.js'
import type { Ground } from './ground.js'

export interface World {
  programmeId: string
  people: { id: string; number: string }[]
  batchSize: number
}

const tables = [
  'audit_event',
  'voucher_call',
  'voucher',
  'programme_voucher',
  'message',
  'programme_messaging',
  'staff_mail',
  'ledger_entry',
  'case_contact',
  'field_link',
  'work_case',
  'callback_refusal',
  'float_reading',
  'trial_payment',
  'proposal',
  'validation',
  'fsp_transaction',
  'notice',
  'call_attempt',
  'attempt',
  'call',
  'payout',
  'approval_given',
  'approval',
  'distribution_part',
  'issued_piece',
  'issued_list',
  'distribution',
  'destination',
  'likeness_due',
  'beneficiary',
  'programme',
]

/** Cleared without triggers, since rows of the ledger and of the audit refuse to go. */
export const clear = `set session_replication_role = replica; ${tables.map(each => `delete from ${each}`).join('; ')};
  set session_replication_role = origin; alter sequence skipped_ids restart; update fsp_account set paused_reason = null, paused_at = null;`

export const numberOf = (i: number): string => `+25471${String(1_000_000 + i)}`

export async function makeWorld(ground: Ground, chance: Chance, failClosed: boolean): Promise<World> {
  const { look } = ground
  await look(clear)
  await look(`set skipped.ms = '${Date.UTC(2026, 0, 5, 7)}'`)
  await look(`update fsp_account set fail_closed = $1 where id = $2`, [failClosed, ground.fspAccountId])
  const [programme] = await look<{ id: string }>(
    `insert into programme (name, currency, country, fsp_account_id, rounds, base_minor, members_included, per_extra_member_minor, languages, created_by)
     values ('Isiolo', 'KES', 'KE', $1, 2, 500000, 5, 50000, '{sw}', 'asha') returning id`,
    [ground.fspAccountId],
  )
  if (!programme) throw new Error('There is no programme.')
  await look(
    `insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key) values ($1, 'funding', 'available', 1000000000, 'funding', 'fund')`,
    [programme.id],
  )
  const count = chance.between(2, 5)
  const shares = chance.hit(0.2)
  const alike = chance.hit(0.4)
  const given = Array.from({ length: count }, (_, i) => {
    const number = numberOf(shares && i === 1 ? 0 : i)
    return { n: i + 1, size: alike ? 5 : 5 + (i % 3), number }
  })
  return {
    programmeId: programme.id,
    people: await includeAll(ground, programme.id, given),
    batchSize: chance.pick([1, 2, 3, 500]),
  }
}

export interface Household {
  n: number
  size: number
  number: string
}

/** Everybody is included, with a number that is approved. @returns them in the order given */
export async function includeAll(
  { look, sealing }: Ground,
  programmeId: string,
  given: readonly Household[],
): Promise<World['people']> {
  const sealed = (text: string): string => sealing.seal(text).toString('hex')
  const people = await look<{ id: string; n: number }>(
    `with v as (select * from json_to_recordset($2::json) as v(n int, size int, name text, digest text, sealed text, lookup text)),
     b as (
       insert into beneficiary (programme_id, number, state, name_enc, name_lookup, name_place_lookup, place, household_size, language, consent_at, identity_digest, account_check, created_by)
       select $1, n, 'included', decode(name, 'hex'), decode(digest, 'hex'), decode(digest, 'hex'), 'Wabera', size, 'sw', now(), decode(digest, 'hex'), 'ok', 'asha'
         from v order by n returning id, number),
     t as (
       insert into destination (beneficiary_id, version, number_enc, number_lookup, state, account_check, entered_by)
       select b.id, 1, decode(v.sealed, 'hex'), decode(v.lookup, 'hex'), 'approved', 'ok', 'asha' from b join v on v.n = b.number)
     select id, number as n from b order by number`,
    [
      programmeId,
      JSON.stringify(
        given.map(each => ({
          ...each,
          name: sealed(`Person ${each.n}`),
          digest: String(each.n).padStart(64, '0'),
          sealed: sealed(each.number),
          lookup: sealing.lookup('number', each.number).toString('hex'),
        })),
      ),
    ],
  )
  return people.map((row, i) => ({ id: row.id, number: given[i]?.number ?? '' }))
}
