/**
 * What the database must refuse whoever asks, tried on the rows a play has left and undone again: the code above it asks
 * first, so that only this shows when one of its own guards is gone.
 */
import type { Finding } from './judge.js'
import type { Ground } from './ground.js'

const copyOf = (columns: string, changed: string) => `
  insert into attempt (id, payout_id, ordinal, key, state, ${columns})
  select gen_random_uuid(), payout_id, ${changed}, ${columns} from attempt where state = 'paid' limit 1 returning id`
const columns = `programme_id, distribution_id, beneficiary_id, batch, amount_minor, currency, destination_id, number_lookup,
  fsp_account_id, approval_id, opened_by`

const forbidden: readonly { says: string; statements: readonly string[] }[] = [
  {
    says: 'two open attempts of one payout',
    statements: [
      copyOf(columns, `901, payout_id::text || '.901', 'prepared'`),
      copyOf(columns, `902, payout_id::text || '.902', 'prepared'`),
    ],
  },
  {
    says: 'two successes of one payout',
    statements: [copyOf(columns, `903, payout_id::text || '.903', 'paid'`)],
  },
  {
    says: 'two payouts of one person in one round',
    statements: [
      `with d as (
         insert into distribution (programme_id, round, name, fsp_account_id, created_by)
         select programme_id, round, 'another', fsp_account_id, 'asha' from distribution limit 1 returning id)
       insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor, destination_id, fsp_account_id)
       select d.id, p.beneficiary_id, p.programme_id, p.round, p.purpose, p.position, p.batch, p.amount_minor, p.fee_reserve_minor, p.destination_id, p.fsp_account_id
         from payout p, d where p.state = 'paid' limit 1 returning id`,
    ],
  },
  {
    says: 'two live vouchers for one part of a payout',
    statements: [
      `insert into voucher (programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, ordinal, amount_minor, currency, ref_pos)
       select programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, 901, amount_minor, currency, ref_pos || '9'
         from voucher where state = 'delivered' limit 1 returning id`,
    ],
  },
  {
    says: 'an attempt that goes from paid to refused',
    statements: [
      `update attempt set state = 'refused' where id = (select id from attempt where state = 'paid' limit 1) returning id`,
    ],
  },
]

/** Needs the rows of a play in which somebody was paid. */
export async function probe(ground: Ground): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { says, statements } of forbidden) {
    await ground.look('begin')
    try {
      let written = 0
      for (const statement of statements) written += (await ground.look(statement)).length
      if (written === statements.length) findings.push({ what: 'databasePermits', says })
    } catch {
      // Refused, as it must be.
    } finally {
      await ground.look('rollback')
    }
  }
  return findings
}
