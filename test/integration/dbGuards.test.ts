import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { constraintOf } from '../../db/database.js'
import { attemptStates, mayMove, openStates, type AttemptState } from '../../domain/attempt.js'
import type { AttemptId, PayoutId } from '../../domain/ids.js'
import { aDistribution, aPayday, type Payday, takeAll } from '../world/payday.js'

/** What the database refuses whoever asks, however: these are the locks behind “never twice”. */
let payday: Payday
let payouts: { payoutId: PayoutId; attemptId: AttemptId }[]
beforeAll(async () => {
  payday = await aPayday({ people: 2 })
  const distributionId = await aDistribution(payday)
  await takeAll(payday, distributionId)
  payouts = await payday.house.db
    .selectFrom('attempt')
    .select(['payout_id as payoutId', 'id as attemptId'])
    .orderBy('id')
    .execute()
})
afterAll(() => payday.end())

/** Whether the statement would be carried out; everything is taken back. `set` goes before it without its guards. */
async function refusalOf(statement: string, set?: string): Promise<unknown> {
  return payday.house.db
    .transaction()
    .execute(async trx => {
      if (set !== undefined) {
        await sql`set local session_replication_role = replica`.execute(trx)
        await sql.raw(set).execute(trx)
        await sql`set local session_replication_role = origin`.execute(trx)
      }
      await sql.raw(statement).execute(trx)
      throw 'carried out'
    })
    .catch((error: unknown) => error)
}

describe('the life of an attempt', () => {
  it('allows in the database exactly what domain/attempt.ts allows, for every pair of states', async () => {
    const { attemptId } = payouts[0]!
    const become = (state: AttemptState): string => `update attempt set state = '${state}' where id = '${attemptId}'`
    const wrong: string[] = []
    for (const from of attemptStates)
      for (const to of attemptStates) {
        const end = await refusalOf(become(to), become(from))
        const carriedOut = end === 'carried out'
        if (!carriedOut && !(end instanceof Error && end.message === `an attempt can not go from ${from} to ${to}`))
          wrong.push(`${from} > ${to}: ${String(end)}`)
        if (carriedOut !== (from === to || mayMove(from, to)))
          wrong.push(`${from} > ${to} ${carriedOut ? 'was allowed' : 'was refused'}`)
      }
    expect(wrong).toEqual([])
  })

  it.each([
    ['amount_minor', '1'],
    ['currency', `'UGX'`],
    ['number_lookup', `'other'`],
    ['key', `'other'`],
    ['approval_id', 'gen_random_uuid()'],
    ['destination_id', 'gen_random_uuid()'],
    ['fsp_account_id', 'gen_random_uuid()'],
  ])('keeps what was approved: %s', async (column, value) => {
    const refusal = await refusalOf(`update attempt set ${column} = ${value} where id = '${payouts[0]!.attemptId}'`)
    expect(refusal).toMatchObject({ message: 'an attempt keeps what was approved' })
  })
})

describe('a payout', () => {
  const copyOf = (ordinal: number, state: AttemptState): string => `
    insert into attempt (payout_id, ordinal, key, state, programme_id, distribution_id, beneficiary_id, amount_minor, currency, destination_id,
                         number_lookup, fsp_account_id, approval_id, opened_by)
    select payout_id, ${ordinal}, payout_id || '.${ordinal}', '${state}', programme_id, distribution_id, beneficiary_id, amount_minor, currency,
           destination_id, number_lookup, fsp_account_id, approval_id, 'asha' from attempt where id = '${payouts[0]!.attemptId}'`
  const firstBecomes = (state: AttemptState): string =>
    `update attempt set state = '${state}' where id = '${payouts[0]!.attemptId}'`

  it('has one open attempt at a time', async () => {
    for (const first of openStates)
      for (const second of openStates)
        expect(constraintOf(await refusalOf(copyOf(2, second), firstBecomes(first)))).toBe('attempt_one_open')
    expect(await refusalOf(copyOf(2, 'prepared'), firstBecomes('refused'))).toBe('carried out')
  })

  it('has one first success', async () => {
    expect(constraintOf(await refusalOf(copyOf(2, 'paid'), firstBecomes('paid')))).toBe('attempt_one_paid')
    expect(await refusalOf(copyOf(2, 'paid_extra'), firstBecomes('paid'))).toBe('carried out')
  })

  it('exists once for a person, round and purpose, until it is released', async () => {
    const again = `
      with other as (insert into distribution (programme_id, round, name, fsp_account_id, created_by)
        select programme_id, round, 'Again', fsp_account_id, 'asha' from distribution limit 1 returning id)
      insert into payout (distribution_id, beneficiary_id, programme_id, round, purpose, position, batch, amount_minor, fee_reserve_minor, destination_id, fsp_account_id)
      select o.id, p.beneficiary_id, p.programme_id, p.round, p.purpose, 1, 1, p.amount_minor, 0, p.destination_id, p.fsp_account_id
        from payout p, other o where p.id = '${payouts[0]!.payoutId}'`
    expect(constraintOf(await refusalOf(again))).toBe('payout_once_a_round')
    const released = (state: string, money: string): string =>
      `update payout set released = true, state = '${state}', money = '${money}' where id = '${payouts[0]!.payoutId}'`
    expect(await refusalOf(again, released('closed', 'none'))).toBe('carried out')
    for (const state of ['paid', 'overpaid', 'to_decide'])
      expect(await refusalOf(again, released(state, 'none'))).toMatchObject({
        message: 'somebody on this list was paid for this round',
      })
  })

  it('is not given back while it may still be paid, and takes its round again by a success only', async () => {
    const { payoutId } = payouts[0]!
    for (const state of ['listed', 'ready', 'in_progress', 'unknown', 'refused'])
      for (const money of ['none', 'reserved', 'in_transit'])
        expect(
          constraintOf(
            await refusalOf(
              `update payout set released = true, state = '${state}', money = '${money}' where id = '${payoutId}'`,
            ),
          ),
        ).toBe('payout_given_back')
    const closed = `update payout set released = true, state = 'closed', money = 'none' where id = '${payoutId}'`
    expect(await refusalOf(`update payout set released = false where id = '${payoutId}'`, closed)).toMatchObject({
      message: 'a frozen payout keeps its person, round and amount',
    })
    expect(
      await refusalOf(
        `update payout set released = false, state = 'paid', money = 'disbursed' where id = '${payoutId}'`,
        closed,
      ),
    ).toBe('carried out')
  })

  it('keeps its person, round and amount', async () => {
    for (const change of [
      `amount_minor = 1`,
      `round = 2`,
      `purpose = 'other'`,
      `beneficiary_id = '${payday.people[1]!}'`,
    ])
      expect(
        await refusalOf(`update payout set ${change} where beneficiary_id = '${payday.people[0]!}'`),
      ).toMatchObject({
        message: 'a frozen payout keeps its person, round and amount',
      })
  })
})

describe('a destination', () => {
  it('keeps its person, number and author: a correction is a new version', async () => {
    for (const change of [
      `number_lookup = 'other'`,
      `beneficiary_id = '${payday.people[1]!}'`,
      `version = 7`,
      `entered_by = 'x'`,
    ])
      expect(
        await refusalOf(`update destination set ${change} where beneficiary_id = '${payday.people[0]!}'`),
      ).toMatchObject({
        message: 'a destination is never changed, only followed by a next version',
      })
    expect(await refusalOf(`update destination set number_enc = 'sealed again', account_check = 'pending'`)).toBe(
      'carried out',
    )
  })
})

describe('what is only ever added to', () => {
  it.each(['audit_event', 'ledger_entry'])('%s can not be changed, deleted or emptied', async table => {
    for (const statement of [`update ${table} set at_or_posted = null`, `delete from ${table}`, `truncate ${table}`]) {
      const real = statement.replace('at_or_posted', table === 'audit_event' ? 'act' : 'kind')
      expect(await refusalOf(real)).toMatchObject({ message: `${table} is append-only` })
    }
  })
})

describe('two people', () => {
  it('approve what was made, whatever the code says', async () => {
    const alone: [string, string][] = [
      [`update distribution set approved_by = created_by`, 'distribution_four_eyes'],
      [`update distribution set approved_by = 'baraka', started_by = 'baraka'`, 'distribution_start_four_eyes'],
      [`insert into approval (kind, made_by, approved_by) values ('pay_again', 'asha', 'asha')`, 'approval_four_eyes'],
      [`update destination set decided_by = entered_by`, 'destination_four_eyes'],
      [
        `insert into proposal (kind, subject, summary, state, proposed_by, proposed_role, decided_by)
         values ('unknown_end', '${payouts[0]!.attemptId}', '{}', 'approved', 'asha', 'finance_maker', 'asha')`,
        'proposal_four_eyes',
      ],
    ]
    for (const [statement, constraint] of alone) expect(constraintOf(await refusalOf(statement))).toBe(constraint)
  })
})

test('no money amount is zero or less', async () => {
  const entry = `insert into ledger_entry (programme_id, from_account, to_account, amount_minor, kind, key)
    select id, 'available', 'reserved', AMOUNT, 'x', 'x' from programme`
  expect(await refusalOf(entry.replace('AMOUNT', '0'))).toBeInstanceOf(Error)
  expect(await refusalOf(entry.replace('AMOUNT', '-1'))).toBeInstanceOf(Error)
  expect(await refusalOf(entry.replace('AMOUNT', '1').replace(`'reserved'`, `'available'`))).toBeInstanceOf(Error)
  expect(await refusalOf(entry.replace('AMOUNT', '1'))).toBe('carried out')
})
