/** Lost vouchers: two people let one be replaced, the old card is dead before another is ordered, and every cent is told. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { money } from '../../domain/money.js'
import { contentByLink, makeLink } from '../../db/vouchers/document.js'
import { vouchersUsed } from '../../db/insight/vouchersUsed.js'
import { balances } from '../../db/ledger.js'
import { recordLostCancelled } from '../../db/vouchers/replaceCard.js'
import { stage as current, aGivenStage, endStage, payoutOf, replace, vouchersOf } from './voucherLost.js'
import { minutesPass } from './voucherMinutes.js'

afterEach(endStage)

const stands = (person: number, is: (states: string[]) => boolean): Promise<string[]> =>
  current().until(async () => {
    await minutesPass(current().house)
    return (await vouchersOf(person)).map(({ state }) => state)
  }, is)

const sumOf = (rows: readonly { amountMinor: bigint }[]): bigint =>
  rows.reduce((sum, each) => sum + each.amountMinor, 0n)

it('a lost voucher is cancelled before another is ordered, which is sent at once, and its old address leads nowhere', async () => {
  const stage = await aGivenStage({ people: 2 })
  const [old] = await vouchersOf(1)
  const token = await makeLink(stage.house, { voucherId: old!.id, madeFor: 'person', goodForMs: 3_600_000 })
  expect(await contentByLink(stage.house, token)).not.toBeNull()
  expect(await replace(1, { by: 'asha', decidedBy: 'asha' })).toMatchObject({ problem: 'four_eyes' })
  expect(await replace(1)).toMatchObject({ ok: true })
  expect(await stands(1, states => states[1] === 'delivered')).toEqual(['cancelled', 'delivered'])
  const [before, after] = await vouchersOf(1)
  expect([before?.ended, before?.moved, after?.amount, after?.replaces]).toEqual(['replaced', 2_500n, 2_500n, old?.id])
  expect(await contentByLink(stage.house, token)).toBeNull()
  const { cards, summary } = await stage.cards()
  expect([cards.map(({ state }) => state).sort(), summary.liveCards]).toEqual([['cancelled', 'unused', 'unused'], 2])
  // A second time, the second one.
  expect(await replace(1)).toMatchObject({ ok: true })
  await stands(1, states => states[2] === 'delivered')
  expect(await balances(stage.house, stage.programmeId)).toMatchObject({ disbursed: 5_000n, in_transit: 0n })
  await stage.vouchersAgree()
  // Everybody has theirs: what was replaced is told with what stands for it, and not as never delivered.
  const used = await vouchersUsed(stage.house, stage.programmeId)
  expect([used.some(({ standing }) => standing === 'not_delivered'), sumOf(used)]).toEqual([false, 5_000n])
})

it('a card of which something was spent moves only what is left, after its desk has blocked it and the FSP says so itself', async () => {
  const stage = await aGivenStage({ people: 1 })
  const [old] = await vouchersOf(1)
  const token = await makeLink(stage.house, { voucherId: old!.id, madeFor: 'person', goodForMs: 3_600_000 })
  await stage.sandbox.ask('POST', `/sandbox/intersolve/cards/${old!.cardId}/spend`, { amountMinor: '1000' })
  // Nobody has asked for its balance since: the FSP itself keeps it from being cancelled.
  expect(await replace(1)).toMatchObject({ ok: true })
  expect(await stands(1, states => states[0] === 'delivered')).toEqual(['delivered'])
  // It stays theirs, and whoever found the address has nothing of it.
  expect(await contentByLink(stage.house, token)).toBeNull()
  const cases = async () =>
    (
      await sql<{ says: string }>`select says from work_case where kind = 'voucher' and state = 'open'`.execute(
        stage.house.db,
      )
    ).rows
  await stage.until(cases, rows => rows.some(({ says }) => says.includes('something was spent of it')))
  expect(await replace(1)).toMatchObject({ problem: 'state', why: expect.stringContaining('desk') })
  const desk = { evidence: 'Ms Visser, service desk, 26 November, ticket 4711', leftMinor: 2_000n }
  expect(await replace(1, { desk })).toMatchObject({ ok: true })
  // Said to be blocked, and it is not: while it can be spent there is no other.
  await stage.until(
    async () => {
      await minutesPass(current().house)
      return (await sql`select 1 from voucher where tries >= 3`.execute(stage.house.db)).rows.length
    },
    count => count === 1,
  )
  expect((await vouchersOf(1)).map(({ state }) => state)).toEqual(['cancelling'])
  await stage.sandbox.ask('PUT', `/sandbox/intersolve/cards/${old!.cardId}`, { mark: 'blocked' })
  await stands(1, states => states[1] === 'delivered')
  expect((await vouchersOf(1)).map(({ amount, moved }) => [amount, moved])).toEqual([
    [2_500n, 1_500n],
    [1_500n, null],
  ])
  expect((await stage.cards()).summary.liveCards).toBe(1)
  expect(await balances(stage.house, stage.programmeId)).toMatchObject({ disbursed: 2_500n, in_transit: 0n })
  await stage.vouchersAgree()
  const used = await vouchersUsed(stage.house, stage.programmeId)
  expect([used.find(({ standing }) => standing === 'used')?.amountMinor, sumOf(used)]).toEqual([1_000n, 2_500n])
})

it('a lost card that gave back less than it held moves what came back, and a case tells the difference', async () => {
  const stage = await aGivenStage({ people: 1 })
  const [old] = await vouchersOf(1)
  const callId = randomUUID()
  const { db } = stage.house
  await sql`update voucher set state = 'cancelling', ended = 'replaced', state_at = now(), next_at = null where id = ${old!.id}`.execute(
    db,
  )
  await sql`insert into voucher_call (id, voucher_id, asks) values (${callId}, ${old!.id}, 'cancel_card')`.execute(db)
  await recordLostCancelled(stage.house, {
    voucherId: old!.id,
    callId,
    answer: { outcome: { is: 'cancelled', returned: money(1_500n, 'EUR') } },
    returnsExpired: true,
    newRefPos: () => '4711',
  })
  expect((await vouchersOf(1)).map(({ amount, moved }) => [amount, moved])).toEqual([
    [2_500n, 1_500n],
    [1_500n, null],
  ])
  const { rows } = await sql<{ says: string }>`
    select says from work_case where kind = 'voucher' and state = 'open'`.execute(db)
  expect(rows).toEqual([{ says: 'The FSP gave back EUR 15.00 of EUR 25.00 when a voucher was cancelled.' }])
})

it('what the FSP answers or not: one replacement, or its money is available again and another may be approved', async () => {
  const stage = await aGivenStage({ people: 2 })
  const before = await balances(stage.house, stage.programmeId)
  await stage.sandbox.ask('POST', '/sandbox/faults', { kind: 'answer-lost-after', where: 'voucher-cancel', count: 1 })
  await stage.sandbox.ask('POST', '/sandbox/faults', { kind: 'answer-lost-after', where: 'voucher-issue', count: 1 })
  await replace(1)
  await stands(1, states => states.at(-1) === 'delivered')
  await stage.sandbox.ask('DELETE', '/sandbox/faults')
  expect(await balances(stage.house, stage.programmeId)).toEqual(before)
  await stage.vouchersAgree()
  // The FSP will not issue the next one.
  await stage.sandbox.ask('POST', '/sandbox/faults', {
    kind: 'result-code',
    where: 'voucher-issue',
    params: { code: 120 },
  })
  await replace(2)
  await stands(2, states => states[1] === 'refused')
  await stage.sandbox.ask('DELETE', '/sandbox/faults')
  const after = await balances(stage.house, stage.programmeId)
  expect([after.disbursed, after.in_transit, after.available - before.available]).toEqual([2_500n, 0n, 2_500n])
  await stage.vouchersAgree()
  expect(await replace(2)).toMatchObject({ ok: true })
  await stands(2, states => states[2] === 'delivered')
  expect(await balances(stage.house, stage.programmeId)).toEqual(before)
  await stage.vouchersAgree()
  expect(await payoutOf(2)).toMatchObject({ state: 'paid', money: 'disbursed' })
})

it('a replacement is sent also where another part of its payout is over, and what that part needs stays with a person', async () => {
  const stage = await aGivenStage({ people: 1, rules: { highestCardMinor: 1_500n } })
  const [, second] = await vouchersOf(1)
  await stage.sandbox.ask('PUT', `/sandbox/intersolve/cards/${second!.cardId}`, { dueDate: '2020-01-01' })
  expect(await replace(1)).toMatchObject({ ok: true })
  expect(await stands(1, states => states[1] === 'delivered' && states[2] === 'expired')).toEqual([
    'cancelled',
    'delivered',
    'expired',
  ])
  const { rows } = await sql`select says from work_case where kind = 'voucher' and state = 'open'`.execute(
    stage.house.db,
  )
  expect(rows).toEqual([{ says: expect.stringContaining('because it has expired') }])
  await stage.vouchersAgree()
})
