/** What `mkono verify` sees of vouchers: each check is content, and then sees what no code of ours can do. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkVouchers } from '../../db/verifyVouchers.js'
import { connectorFor } from '../../fsp/registry.js'
import { VoucherGround } from '../contract/voucherGround.js'
import { anApi, type TestApi } from './apiGround.js'
import { aConfirmedAccount, givenVouchers, type GivenVouchers } from './givenVouchers.js'

const ground = new VoucherGround()
let api: TestApi
let account: string
beforeAll(async () => {
  await ground.start()
  api = await anApi({ connectorFor: each => connectorFor(each, { INTERSOLVE_URL: ground.url }) })
  account = await aConfirmedAccount(api)
})
afterAll(async () => {
  await api.close()
  await ground.stop()
})

const wrong = async (given: GivenVouchers): Promise<{ name: string; found: string }[]> =>
  (await checkVouchers(api.house, given.programmeId))
    .filter(({ ok }) => !ok)
    .map(({ name, found }) => ({ name, found }))

/** Guards and triggers are off; `voucher`, `payout` and `attempt` stand for the ids of what is given. */
const tamper = (given: GivenVouchers, statement: string): Promise<unknown> =>
  api.house.db.transaction().execute(async trx => {
    await sql`set local session_replication_role = replica`.execute(trx)
    const id = { VOUCHER: given.vouchers[0]!.id, PAYOUT: given.payoutId }
    const filledIn = statement.replace(/VOUCHER|PAYOUT/g, name => `'${id[name as keyof typeof id]}'`)
    await sql.raw(filledIn).execute(trx)
  })

const another = (column: string, value: string): string => `
  insert into voucher (programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, ordinal,
                       amount_minor, currency, replaces, ref_pos, state, next_at, wake_at)
  select programme_id, distribution_id, beneficiary_id, payout_id, attempt_id, fsp_account_id, part, parts, 2,
         ${column === 'amount_minor' ? value : 'amount_minor'}, currency, id, gen_random_uuid(), 'refused', null, null
    from voucher where id = VOUCHER`
const lost = `update voucher set state = 'cancelled', ended = 'replaced' where id = VOUCHER`

const taken = `update voucher set state = 'cancelled', ended = 'declined' where id = VOUCHER;
  update attempt set state = 'refused' where payout_id = PAYOUT`
const byTheFsp = (outcome: string): string =>
  `insert into voucher_call (voucher_id, asks, outcome, answered_at) values (VOUCHER, 'cancel_card', '${outcome}', now())`

it.each([
  [
    'the vouchers of a payout are worth what was approved of it, in all their parts',
    [`update voucher set amount_minor = 2400 where id = VOUCHER`],
  ],
  [
    'the vouchers of a payout are worth what was approved of it, in all their parts',
    [`delete from voucher where id = VOUCHER`],
  ],
  [
    'a payout counts as paid when its vouchers are with their person, but for parts that came off it, and as refused when none is',
    [`update voucher set state = 'agreed', next_at = now() where id = VOUCHER`],
  ],
  [
    'a payout counts as paid when its vouchers are with their person, but for parts that came off it, and as refused when none is',
    [`update attempt set state = 'refused' where payout_id = PAYOUT`],
  ],
  [
    'every voucher that is not at its end has a time at which it is looked at, or a case',
    [
      `update attempt set state = 'accepted' where payout_id = PAYOUT`,
      `update voucher set state = 'agreed' where payout_id = PAYOUT`,
    ],
  ],
  [
    'every voucher that is ordered or taken back for more than 3 days without an end has a case',
    [
      `update attempt set state = 'accepted' where payout_id = PAYOUT`,
      `update voucher set state = 'cancelling', ended = 'declined', next_at = now(), state_at = now() - interval '4 days' where id = VOUCHER`,
    ],
  ],
  [
    'every voucher that is ordered or taken back for more than 3 days without an end has a case',
    [
      `update attempt set state = 'accepted' where payout_id = PAYOUT`,
      `update voucher set state = 'issuing', next_at = now(), state_at = now() - interval '4 days' where id = VOUCHER`,
    ],
  ],
  [
    'a voucher counts as taken back by the FSP’s word, by a lost answer of it, by its contract, or by two people',
    [taken],
  ],
  [
    'a voucher counts as taken back by the FSP’s word, by a lost answer of it, by its contract, or by two people',
    [taken, byTheFsp('unable')],
  ],
  [
    'a lost voucher has one replacement at most, for what left it, and none while it could be spent',
    [another('amount_minor', 'amount_minor')],
  ],
  [
    'a lost voucher has one replacement at most, for what left it, and none while it could be spent',
    [lost, another('amount_minor', '2600')],
  ],
])('%s (%#)', async (name, statements) => {
  const given = await givenVouchers(api, ground, { account, parts: 2 })
  expect(await wrong(given)).toEqual([])
  for (const statement of statements) await tamper(given, statement)
  expect((await wrong(given)).map(each => each.name)).toContain(name)
  expect(Number((await wrong(given)).find(each => each.name === name)?.found)).toBeGreaterThan(0)
})

it.each([
  [
    'a card that is being taken back for long, with a case',
    [
      `update attempt set state = 'accepted' where payout_id = PAYOUT`,
      `update voucher set state = 'cancelling', ended = 'declined', next_at = now(), state_at = now() - interval '4 days' where payout_id = PAYOUT`,
      `insert into work_case (kind, programme_id, payout_id, beneficiary_id, says, owner, at_deadline, deadline_at)
       select 'voucher', programme_id, id, beneficiary_id, 'A card can not be taken back.', 'finance', 'escalate', now() + interval '1 day' from payout where id = PAYOUT`,
    ],
  ],
  ['cards that the FSP took back', [taken, byTheFsp('cancelled')]],
  ['a lost card with a replacement of the same amount', [lost, another('amount_minor', 'amount_minor')]],
])('%s is as it should be', async (_says, statements) => {
  const given = await givenVouchers(api, ground, { account })
  for (const statement of statements) await tamper(given, statement)
  expect(await wrong(given)).toEqual([])
})
