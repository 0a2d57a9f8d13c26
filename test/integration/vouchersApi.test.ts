/** Vouchers by the API: what is refused at its door, what is left on them, and how lost ones come to be replaced. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { balances } from '../../db/ledger.js'
import { verifyBooks } from '../../db/verify.js'
import type { Route } from '../../api/route.js'
import type { Connector } from '../../fsp/contract.js'
import { connectorFor } from '../../fsp/registry.js'
import { rowsOfXlsx } from '../../sheets/xlsx.js'
import { VoucherGround } from '../contract/voucherGround.js'
import { anApi, type TestApi } from './apiGround.js'
import { aConfirmedAccount, givenVouchers } from './givenVouchers.js'

const ground = new VoucherGround()
let api: TestApi
let account: string
let returning: string

beforeAll(async () => {
  await ground.start()
  api = await anApi({ connectorFor: each => watched(connectorFor(each, { INTERSOLVE_URL: ground.url })) })
  account = await aConfirmedAccount(api)
  returning = await aConfirmedAccount(api, { returnsExpired: 'yes' })
})
afterAll(async () => {
  await api.close()
  await ground.stop()
})

/** Questions about a card that wait for their answer, and how many did at once. */
const asking = { now: 0, most: 0 }
const watched = (connector: Connector): Connector => {
  const { vouchers } = connector
  if (!vouchers) return connector
  const balance: typeof vouchers.balance = async card => {
    asking.now += 1
    asking.most = Math.max(asking.most, asking.now)
    return vouchers.balance(card).finally(() => (asking.now -= 1))
  }
  return { ...connector, vouchers: { ...vouchers, balance } }
}

const given = (over: { account?: string; parts?: number } = {}) => givenVouchers(api, ground, { account, ...over })
const get = (path: string) => api.call('GET', path)
const askBalance = (payoutId: string) => api.call('POST', `/payouts/${payoutId}/vouchers/balance`)
const wrong = async () =>
  (await verifyBooks(api.house, {})).checks.filter(({ ok, name }) => !ok && /voucher|ledger|account/.test(name))
const because = { reason: 'lost the phone' }

describe('what no route about vouchers takes', () => {
  const voucherRoutes = () =>
    api.app.declared.filter(
      (each): each is Route => 'kind' in each && /\{id\}.*voucher|voucher.*\{id\}/.test(each.path),
    )

  it('is an id that is none, nor does it do anything for one that nobody has', async () => {
    expect(voucherRoutes().length).toBeGreaterThan(14)
    for (const { method, path } of voucherRoutes()) {
      const ask = (id: string) =>
        api.call(method.toUpperCase(), path.replace('{id}', id), {
          as: 'administrator',
          ...(method === 'get' ? {} : { body: {} }),
        })
      for (const id of ['nonsense', "1' or true --", '%00', '0'.repeat(400)])
        expect([path, [403, 404, 422]]).toEqual([
          path,
          expect.arrayContaining([(await ask(encodeURIComponent(id))).status]),
        ])
      // What lists of a programme that nobody has is empty; nothing is done for one.
      const { status } = await ask(randomUUID())
      expect([path, status >= (method === 'get' ? 200 : 400) && status < 500]).toEqual([path, true])
    }
  })

  it('is a question that it does not know', async () => {
    const { programmeId, payoutId } = await given()
    for (const path of [
      `/programmes/${programmeId}/vouchers?state=spent`,
      `/programmes/${programmeId}/vouchers?use=most`,
      `/programmes/${programmeId}/vouchers?limit=0`,
      `/programmes/${programmeId}/vouchers?limit=1e9`,
      `/programmes/${programmeId}/vouchers?after=last`,
      `/programmes/${programmeId}/vouchers?card=7000`,
      `/programmes/${programmeId}/vouchers/counts?distributionId=all`,
      `/programmes/${programmeId}/vouchers/use.csv?use=`,
      `/payouts/${payoutId}/vouchers/document.pdf?part=0`,
      `/payouts/${payoutId}/vouchers/document.pdf?part=1.5`,
    ])
      expect([path, (await get(path)).status]).toEqual([path, 422])
  })

  it.each([
    ['handed-over', {}],
    ['handed-over', { reason: '' }],
    ['cancel', { reason: 'x'.repeat(501) }],
    ['cancel', { reason: 7 }],
    ['replace', {}],
    ['replace', { ...because, part: 0 }],
    ['replace', { ...because, part: '1' }],
    ['replace', { ...because, card: '7000000000000000001' }],
    ['replace', { ...because, desk: { evidence: 'ticket 4711' } }],
    ['replace', { ...because, desk: { evidence: '', leftMinor: '100' } }],
    ['replace', { ...because, desk: { evidence: 'ticket 4711', leftMinor: 100 } }],
    ['replace', { ...because, desk: { evidence: 'ticket 4711', leftMinor: '1.00' } }],
    ['replace', { ...because, desk: { evidence: 'ticket 4711', leftMinor: '-1' } }],
    ['replace', { ...because, desk: { evidence: 'ticket 4711', leftMinor: '9'.repeat(16) } }],
  ])('is %s with %j', async (act, body) => {
    const { payoutId } = await given()
    expect((await api.call('POST', `/payouts/${payoutId}/vouchers/${act}`, { body })).status).toBe(422)
  })

  it.each([
    { deadlineS: -1 },
    { deadlineS: 1.5 },
    { remindersAfterS: ['1'] },
    { remindersAfterS: [20, 10] },
    { quietFromHour: 24 },
    { highestCardMinor: '0' },
    { highestCardMinor: 5_000 },
    { ask: 'yes' },
    { more: true },
  ])('is rules with %j', async over => {
    const { programmeId } = await given()
    const rules = {
      ask: true,
      remindersAfterS: [60],
      deadlineS: 600,
      quietFromHour: 20,
      quietUntilHour: 8,
      highestCardMinor: null,
    }
    const set = (body: object) => api.call('PUT', `/programmes/${programmeId}/voucher-rules`, { body })
    expect((await set({ ...rules, ...over })).status).toBe(422)
    expect((await set(rules)).status).toBeLessThan(300)
  })
})

describe('cards of an account that holds a least', () => {
  it('are never smaller by the rules, and who is due what none can hold is told before anything is ordered', async () => {
    const of = await aConfirmedAccount(api, { minAmountMinor: '500', maxAmountMinor: '15000' })
    const { programmeId } = await given({ account: of })
    const set = (highestCardMinor: string | null) =>
      api.call('PUT', `/programmes/${programmeId}/voucher-rules`, {
        body: {
          ...{ ask: true, remindersAfterS: [60], deadlineS: 600, quietFromHour: 20, quietUntilHour: 8 },
          highestCardMinor,
        },
      })
    const low = await set('499')
    expect([low.status, low.json.detail]).toEqual([
      422,
      'A card of this account holds at least EUR 5.00: let one hold as much.',
    ])
    expect((await set('600')).status).toBe(200)
    await api.house.db.transaction().execute(async db => {
      await sql`set local session_replication_role = replica`.execute(db)
      await sql`update beneficiary set state = 'included', account_check = 'ok' where programme_id = ${programmeId}`.execute(
        db,
      )
      await sql`update destination set state = 'approved' where beneficiary_id in (select id from beneficiary where programme_id = ${programmeId})`.execute(
        db,
      )
    })
    const dry = async (minor: number) => {
      await sql`update programme set base_minor = ${minor}, per_extra_member_minor = 0 where id = ${programmeId}`.execute(
        api.house.db,
      )
      const body = { round: 2 }
      const { json } = await api.call('POST', `/programmes/${programmeId}/distributions/dry-run`, { body, key: null })
      return [json.payable, json.notPayable.map(({ said }: { said: { code: string } }) => said.code)]
    }
    // Two cards of 600 at most and 500 at least hold 1,000 to 1,200; less than one holds is none.
    expect(await dry(800)).toEqual([0, ['due_no_cards']])
    expect(await dry(499)).toEqual([0, ['due_no_cards']])
    for (const minor of [500, 600, 1_000, 1_200]) expect([minor, await dry(minor)]).toEqual([minor, [1, []]])
    // With no most of the programme's own one card of the account holds it.
    expect((await set(null)).status).toBe(200)
    expect(await dry(800)).toEqual([1, []])
  })
})

describe('what is left on cards', () => {
  it('is asked of all of them at once, in bounds, and kept; what is not told is not guessed', async () => {
    const { payoutId, programmeId, vouchers } = await given({ parts: 5 })
    await ground.spend(vouchers[1]!.card, '1000')
    await ground.spend(vouchers[2]!.card, '2500')
    await ground.trouble({ kind: 'slow', where: 'voucher-balance', params: { delayMs: 600 } })
    asking.most = 0
    const { json } = await askBalance(payoutId)
    // Five cards.
    expect(asking.most).toBe(4)
    await ground.mend()
    expect(json.cards.map(({ balanceMinor }: { balanceMinor: string }) => balanceMinor)).toEqual([
      '2500',
      '1500',
      '0',
      '2500',
      '2500',
    ])
    const counts = (await get(`/programmes/${programmeId}/vouchers/counts`)).json
    expect(counts.uses.map(({ use, count }: { use: string; count: number }) => [use, count]).sort()).toEqual([
      ['partly', 1],
      ['unused', 3],
      ['used', 1],
    ])
    const file = await get(`/programmes/${programmeId}/vouchers/use.csv?use=unused`)
    expect(file.headers.get('content-type')).toContain('text/csv')
    expect(file.text.trim().split('\r\n')).toHaveLength(4)
    expect(file.text).toContain(',unused,no,25.00,25.00,0.00,EUR,')
    for (const { card } of vouchers) expect(file.text).not.toContain(card.cardId)
    const workbook = await api.app.request(`/programmes/${programmeId}/vouchers/use.xlsx`, {
      headers: { authorization: `Bearer ${api.tokens.auditor}` },
    })
    const rows = await rowsOfXlsx(new Uint8Array(await workbook.arrayBuffer()))
    expect(rows.filter(row => row.includes('2500') || row.includes('25.00'))).toHaveLength(5)
  })

  it.each([
    ['returns what it held, where the contract says so', 'yes', '0', 2_500n],
    ['returns what was left of it', 'yes', '900', 1_600n],
    ['returns nothing of one that was used up', 'yes', '2500', 0n],
    ['returns nothing otherwise', 'no', '900', 0n],
  ])('an expired one %s', async (_, returns, spent, back) => {
    const { payoutId, programmeId, vouchers } = await given({ account: returns === 'yes' ? returning : account })
    const { card } = vouchers[0]!
    if (spent !== '0') await ground.spend(card, spent)
    await askBalance(payoutId)
    const before = await balances(api.house, programmeId)
    await ground.mark(card, { dueDate: '2020-02-29' })
    await askBalance(payoutId)
    await askBalance(payoutId)
    const after = await balances(api.house, programmeId)
    expect([after.available - before.available, before.disbursed - after.disbursed, after.returned]).toEqual([
      back,
      back,
      0n,
    ])
    expect(await wrong()).toEqual([])
  })

  it('whose payout is not settled yet returns nothing by itself: a case tells what is to be booked', async () => {
    const { payoutId, programmeId, vouchers } = await given({ account: returning })
    await askBalance(payoutId)
    const stands = (state: string, money: string) =>
      api.house.db.transaction().execute(async db => {
        await sql`set local session_replication_role = replica`.execute(db)
        await sql`update payout set state = ${state}, money = ${money} where id = ${payoutId}`.execute(db)
      })
    await stands('in_progress', 'in_transit')
    const before = await balances(api.house, programmeId)
    await ground.mark(vouchers[0]!.card, { dueDate: '2020-02-29' })
    await askBalance(payoutId)
    expect(await balances(api.house, programmeId)).toEqual(before)
    const { rows } = await sql<{ says: string }>`select says from work_case where payout_id = ${payoutId}`.execute(
      api.house.db,
    )
    expect(rows).toEqual([{ says: expect.stringContaining('EUR 25.00 of it returns by contract') }])
    await stands('paid', 'disbursed')
  })

  it('of which nobody ever told returns nothing by itself: a person finds out', async () => {
    const { payoutId, vouchers } = await given({ account: returning })
    await ground.mark(vouchers[0]!.card, { dueDate: '2020-02-29' })
    await askBalance(payoutId)
    const { rows } = await sql<{ says: string }>`select says from work_case where payout_id = ${payoutId}`.execute(
      api.house.db,
    )
    expect(rows).toEqual([{ says: expect.stringContaining('never told how much') }])
    expect(await wrong()).toEqual([])
  })
})

describe('a lost voucher', () => {
  const propose = (payoutId: string, body: object = because) =>
    api.call('POST', `/payouts/${payoutId}/vouchers/replace`, { body })
  const decide = (id: string, as: 'finance_approver' | 'programme_manager' | 'finance_maker', approve = true) =>
    api.call('POST', `/voucher-replacements/${id}/decide`, { as, body: { approve } })

  it('is replaced when another than who proposed it says so, who sees the cards and what was spent', async () => {
    const { payoutId, vouchers } = await given({ parts: 2 })
    const proposed = await propose(payoutId)
    expect(proposed.status).toBe(201)
    const id = proposed.json.proposalId
    expect((await propose(payoutId)).status).toBe(409)
    const waiting = (await api.call('GET', '/waiting', { as: 'finance_approver' })).json.proposals
    expect(waiting).toContainEqual(
      expect.objectContaining({
        kind: 'voucher_replacement',
        summary: expect.objectContaining({
          cards: [1, 2].map(part => ({ part, how: 'lost', amountMinor: '2500', leftMinor: '2500', spentMinor: '0' })),
        }),
      }),
    )
    expect((await decide(id, 'programme_manager')).status).toBe(403)
    expect((await decide(id, 'finance_maker')).status).toBe(403)
    const shown = await api.call('GET', `/payouts/${payoutId}/vouchers/replacements`, { as: 'finance_approver' })
    expect(shown.json.items).toMatchObject([
      { proposalId: id, desk: null, reason: 'lost the phone', state: 'proposed' },
    ])
    expect((await decide(id, 'finance_approver')).status).toBe(200)
    expect((await decide(id, 'finance_approver')).status).toBe(200)
    const { json } = await get(`/payouts/${payoutId}/vouchers`)
    expect(json.vouchers.map(({ state, ended }: Record<string, string>) => [state, ended])).toEqual([
      ['cancelling', 'replaced'],
      ['cancelling', 'replaced'],
    ])
    // From here on it is neither printed nor sent, nor taken back in another way, nor asked about by the way.
    expect((await get(`/payouts/${payoutId}/vouchers/document.pdf`)).status).toBe(409)
    expect((await api.call('POST', `/payouts/${payoutId}/vouchers/send`)).status).toBe(409)
    expect((await api.call('POST', `/payouts/${payoutId}/vouchers/cancel`, { body: because })).status).toBe(409)
    expect((await propose(payoutId)).status).toBe(409)
    expect(await wrong()).toEqual([])
    for (const { card } of vouchers) expect(api.logged() + shown.text).not.toContain(card.cardId)
  })

  it('of which something was spent is not cancelled, and needs what the FSP’s desk said of that one card', async () => {
    const { payoutId, vouchers } = await given({ parts: 2 })
    await ground.spend(vouchers[1]!.card, '400')
    const desk = { evidence: 'Ms Visser, ticket 4711', leftMinor: '2100' }
    expect((await propose(payoutId)).json.detail).toContain('part 2')
    expect((await propose(payoutId, { ...because, desk })).json.detail).toContain('name its part')
    expect((await propose(payoutId, { ...because, part: 2, desk: { ...desk, leftMinor: '2501' } })).status).toBe(422)
    const { status, json } = await propose(payoutId, { ...because, part: 2, desk })
    expect(status).toBe(201)
    const seen = async (as: 'finance_approver' | 'viewer') =>
      (await api.call('GET', `/payouts/${payoutId}/vouchers/replacements`, { as })).json.items[0].desk
    expect(await seen('finance_approver')).toEqual(desk)
    // What staff wrote may hold names.
    expect(await seen('viewer')).toEqual({ evidence: '•••', leftMinor: '2100' })
    expect((await decide(json.proposalId, 'finance_approver', false)).status).toBe(200)
    expect((await get(`/payouts/${payoutId}/vouchers`)).json.vouchers[1].state).toBe('delivered')
  })

  it('used up, or of a payout that was not paid, is not replaced', async () => {
    const used = await given()
    await ground.spend(used.vouchers[0]!.card, '2500')
    expect((await propose(used.payoutId)).json.detail).toContain('Nothing is left')
    const { payoutId } = await given()
    await sql`update payout set state = 'to_decide', money = 'returned' where id = ${payoutId}`.execute(api.house.db)
    expect((await propose(payoutId)).status).toBe(409)
    await sql`update payout set state = 'paid', money = 'disbursed' where id = ${payoutId}`.execute(api.house.db)
    const { json } = await propose(payoutId)
    await sql`update payout set state = 'to_decide', money = 'returned' where id = ${payoutId}`.execute(api.house.db)
    expect((await decide(json.proposalId, 'finance_approver')).status).toBe(409)
    await sql`update payout set state = 'paid', money = 'disbursed' where id = ${payoutId}`.execute(api.house.db)
  })
})

describe('a document that did not arrive', () => {
  it('is tried at once where it waits for a phone that was off, with what goes before it, and is not queued twice', async () => {
    const { payoutId, programmeId, vouchers } = await given()
    const [voucher] = vouchers
    await sql`update voucher set sendings = 1 where id = ${voucher!.id}`.execute(api.house.db)
    const waiting = (kind: string, cause: string, minutes: number) => sql`
      insert into message (programme_id, beneficiary_id, kind, cause, next_try_at)
      select ${programmeId}, beneficiary_id, ${kind}, ${cause}, now() + ${minutes} * interval '1 minute' from voucher where id = ${voucher!.id}`
    await waiting('included', 'before', 20).execute(api.house.db)
    await waiting('voucher', voucher!.id, 10).execute(api.house.db)
    await waiting('completed', 'after', 30).execute(api.house.db)
    expect((await api.call('POST', `/payouts/${payoutId}/vouchers/send`)).status).toBe(200)
    const queued = async () =>
      (
        await sql<{ kind: string; due: boolean }>`
          select kind, next_try_at <= now() as due from message where programme_id = ${programmeId} and kind <> 'registered' order by seq`.execute(
          api.house.db,
        )
      ).rows
    expect(await queued()).toEqual([
      { kind: 'included', due: true },
      { kind: 'voucher', due: true },
      { kind: 'completed', due: false },
    ])
    // One that whoever writes it holds for a minute is not given to another.
    await sql`update message set next_try_at = now() + interval '50 seconds' where kind = 'voucher' and programme_id = ${programmeId}`.execute(
      api.house.db,
    )
    expect((await api.call('POST', `/payouts/${payoutId}/vouchers/send`)).status).toBe(200)
    expect((await queued())[1]).toEqual({ kind: 'voucher', due: false })
    // One that came to its end is followed by another.
    await sql`update message set state = 'failed' where kind = 'voucher' and programme_id = ${programmeId}`.execute(
      api.house.db,
    )
    await sql`insert into programme_messaging (programme_id, ways, time_zone, changed_by) values (${programmeId}, '[]', 'UTC', 'asha')`.execute(
      api.house.db,
    )
    expect((await api.call('POST', `/payouts/${payoutId}/vouchers/send`)).status).toBe(200)
    expect((await queued()).map(({ kind }) => kind)).toEqual(['included', 'voucher', 'completed', 'voucher'])
  })
})
