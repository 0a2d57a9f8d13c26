/** Vouchers that people have, as rows beside real cards of the simulated FSP, for what staff do with them by the API. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { decideAccountChange } from '../../db/fspAccountChanges.js'
import { post } from '../../db/ledger.js'
import type { AttemptId, DistributionId, PayoutId, ProgrammeId, VoucherId } from '../../domain/ids.js'
import type { IssuedCard } from '../../fsp/voucherContract.js'
import { aVoucherAccount, type VoucherGround } from '../contract/voucherGround.js'
import { aProgramme, type TestApi } from './apiGround.js'

export interface GivenVouchers {
  programmeId: ProgrammeId
  distributionId: DistributionId
  payoutId: PayoutId
  vouchers: { id: VoucherId; card: IssuedCard }[]
}

/** An account of the FSP, confirmed by a second person; `settings` beside its product code. */
export async function aConfirmedAccount({ call, house }: TestApi, settings: object = {}): Promise<string> {
  const account = aVoucherAccount()
  const body = { ...account, name: `Vouchers ${randomUUID()}`, settings: { ...account.settings, ...settings } }
  const made = await call('POST', '/fsp-accounts', { as: 'administrator', body })
  if (made.status !== 201) throw new Error(made.text)
  const { rows } = await sql<{ id: string }>`select id from proposal where subject = ${made.json.id}`.execute(house.db)
  const proposalId = rows[0]?.id ?? ''
  const decided = await decideAccountChange(house, {
    proposalId,
    approve: true,
    by: { person: 'chege', role: 'finance_approver' },
  })
  if (!decided.ok) throw new Error(decided.why)
  return String(made.json.id)
}

/** One person who got a voucher of EUR 25 for each part, paid and told in the ledger. */
export async function givenVouchers(
  api: TestApi,
  ground: VoucherGround,
  { account, parts = 1 }: { account: string; parts?: number },
): Promise<GivenVouchers> {
  const { house, call } = api
  const euros = { currency: 'EUR', country: 'NL', languages: ['nl'], fspAccountId: account }
  const made = await call('POST', '/programmes', { as: 'administrator', body: aProgramme(euros) })
  if (made.status !== 201) throw new Error(made.text)
  const programmeId = made.json.id as ProgrammeId
  const person = await call('POST', `/programmes/${programmeId}/beneficiaries`, {
    body: { name: 'Lokol Ekai', phone: '0612345678', place: 'Wabera', householdSize: 3, consent: true },
  })
  if (person.status !== 201) throw new Error(person.text)
  const total = 2_500n * BigInt(parts)
  const distributionId = randomUUID() as DistributionId
  const [payoutId, attemptId] = [randomUUID() as PayoutId, randomUUID() as AttemptId]
  const vouchers: GivenVouchers['vouchers'] = []
  for (let part = 1; part <= parts; part += 1)
    vouchers.push({ id: randomUUID() as VoucherId, card: (await ground.issued()).card })
  await house.db.transaction().execute(async db => {
    // Rows as they would stand, without the guards of how they come to stand so.
    await sql`set local session_replication_role = replica`.execute(db)
    await sql`
      insert into distribution (id, programme_id, round, name, state, fsp_account_id, list_filter, list_hash, payouts, batches, batch_size, total_minor, created_by, frozen_at)
      values (${distributionId}, ${programmeId}, 1, 'Round 1', 'closed', ${account}, '{}', '\\x00', 1, 1, 500, ${total}, 'asha', now())`.execute(
      db,
    )
    await sql`
      insert into payout (id, programme_id, distribution_id, beneficiary_id, destination_id, fsp_account_id, round, purpose, position, batch, amount_minor, fee_reserve_minor, state, money)
      select ${payoutId}, ${programmeId}, ${distributionId}, d.beneficiary_id, d.id, ${account}, 1, 'transfer', 1, 1, ${total}, 0, 'paid', 'disbursed'
        from destination d where d.beneficiary_id = ${person.json.id}`.execute(db)
    await sql`
      insert into attempt (id, payout_id, programme_id, distribution_id, beneficiary_id, destination_id, number_lookup, fsp_account_id, ordinal, key, state, amount_minor, currency, approval_id, opened_by)
      select ${attemptId}, ${payoutId}, ${programmeId}, ${distributionId}, d.beneficiary_id, d.id, d.number_lookup, ${account}, 1, ${`${payoutId}.1`}, 'paid', ${total}, 'EUR', ${payoutId}, 'mkono'
        from destination d where d.beneficiary_id = ${person.json.id}`.execute(db)
    for (const [at, { id, card }] of vouchers.entries())
      await sql`
        insert into voucher (id, programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, ordinal, amount_minor, currency,
                             ref_pos, state, card_enc, pin_enc, card_lookup, transaction_id, due_on, issued_at, delivered_at, next_at, wake_at)
        values (${id}, ${programmeId}, ${distributionId}, ${person.json.id}, ${payoutId}, ${attemptId}, ${account}, ${at + 1}, ${parts}, 1, 2500, 'EUR',
                ${randomUUID()}, 'delivered', ${house.sealing.seal(card.cardId)}, ${house.sealing.seal(card.pin)}, ${house.sealing.lookup('card', card.cardId)},
                ${card.transactionId}, ${card.dueDate}, now(), now(), null, null)`.execute(db)
  })
  const of = { programmeId, distributionId, payoutId, attemptId }
  await post(house, [
    { programmeId, from: 'funding', to: 'available', amountMinor: 100_000n, kind: 'funding', key: `fund:${payoutId}` },
    { ...of, from: 'available', to: 'disbursed', amountMinor: total, kind: 'paid', key: `paid:${attemptId}` },
  ])
  return { programmeId, distributionId, payoutId, vouchers }
}
