import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { verifyBooks } from '../../db/verify.js'
import { cancelVouchers, handedOver, sendAgain } from '../../db/vouchers/acts.js'
import type { PayoutId } from '../../domain/ids.js'
import { asha } from './livesStage.js'
import type { VoucherStage } from './voucherStage.js'
import { aVoucherStage } from './voucherStage.js'
import { minutesPass } from './voucherMinutes.js'

let stage: VoucherStage
afterEach(() => stage.end())

const waiting = async (count: number): Promise<void> => {
  await stage.until(
    () => stage.states(),
    states => states['waiting'] === count,
  )
  // Asked: the question is on every phone.
  await stage.until(
    async () => (await stage.phone(1)).length,
    texts => texts > 0,
  )
}

it('who says yes gets a voucher, who says no or nothing gets none, and every cent is where it belongs', async () => {
  stage = await aVoucherStage({ people: 4, rules: { deadlineS: 3_600, remindersAfterS: [] } })
  await stage.workAndTell()
  const id = await stage.pay()
  await waiting(4)
  await stage.until(
    async () => Promise.all([1, 2, 3, 4].map(person => stage.phone(person))),
    phones => phones.every(texts => texts.length === 1),
  )
  expect((await stage.phone(1))[0]).toContain('JA')
  await stage.writes(1, 'Ja!')
  await stage.writes(2, 'nee dank u')
  await stage.writes(3, 'ja graag')
  await stage.writes(3, 'Ja')
  // Person 4 stays silent until the deadline, which is moved here.
  await stage.until(
    () => stage.states(),
    states => states['delivered'] === 2 && states['cancelled'] === 1 && states['waiting'] === 1,
  )
  await sql`update voucher set deadline_at = now(), next_at = now(), wake_at = clock_timestamp() where state = 'waiting'`.execute(
    stage.house.db,
  )
  const closed = await stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )
  expect(closed.byState).toMatchObject({ paid: { count: 2 }, closed: { count: 2 } })
  expect((await stage.vouchers()).map(each => [each.state, each.ended])).toEqual([
    ['delivered', null],
    ['cancelled', 'declined'],
    ['delivered', null],
    ['cancelled', 'unanswered'],
  ])
  const book = await stage.cards()
  expect([book.summary.cards, book.summary.liveCards, book.summary.heldMinor]).toEqual([4, 2, '5000'])
  await stage.vouchersAgree()
  // Whatever was released is proven: money that no answer of the FSP gave back is seen.
  await sql`
    update voucher_call set outcome = 'unable' where asks in ('cancel_card','cancel_ref') and voucher_id = (
      select id from voucher where state = 'cancelled' limit 1)`.execute(stage.house.db)
  const { checks } = await verifyBooks(stage.house, {})
  expect(checks.filter(({ ok }) => !ok)).toMatchObject([
    { name: expect.stringContaining('taken back by the FSP’s word'), found: '1' },
  ])
  await sql`update voucher_call set outcome = 'cancelled' where outcome = 'unable'`.execute(stage.house.db)
  // Who answers after the deadline is told, and a person of staff reads it.
  await stage.writes(4, 'ja')
  await stage.until(
    () => stage.phone(4),
    texts => texts.some(text => text.includes('na de laatste dag')),
  )
})

it('two people with one phone each get what was asked of them, by one answer each', async () => {
  stage = await aVoucherStage({ people: 2, rules: { remindersAfterS: [] } })
  // As if both had been enrolled with it.
  await sql`alter table destination disable trigger destination_guard`.execute(stage.house.db)
  await sql`
    update destination d set number_enc = o.number_enc, number_lookup = o.number_lookup
      from destination o join beneficiary b on b.id = o.beneficiary_id and b.number = 1
     where d.beneficiary_id <> o.beneficiary_id`.execute(stage.house.db)
  await sql`alter table destination enable trigger destination_guard`.execute(stage.house.db)
  await stage.workAndTell()
  await stage.pay()
  await stage.until(
    () => stage.phone(1),
    texts => texts.length === 2,
  )
  await stage.writes(1, 'JA')
  await stage.until(
    () => stage.states(),
    states => states['delivered'] === 1,
  )
  expect((await stage.states())['waiting']).toBe(1)
  await stage.writes(1, 'JA')
  await stage.until(
    () => stage.states(),
    states => states['delivered'] === 2,
  )
  await stage.vouchersAgree()
})

/** What waits for its time at the FSP is due now: minutes pass. */

it('orders whose answers are lost are taken back before others are made: nobody has two, and no card is nobody’s', async () => {
  stage = await aVoucherStage({ people: 20, rules: { remindersAfterS: [] } })
  for (const [kind, probability] of [
    ['answer-lost-after', 0.25],
    ['answer-lost-before', 0.15],
    ['cut-body', 0.1],
    ['html-503', 0.1],
  ] as const)
    await stage.sandbox.ask('POST', '/sandbox/faults', { kind, where: 'voucher-issue', probability })
  await stage.sandbox.ask('POST', '/sandbox/faults', {
    kind: 'answer-lost-after',
    where: 'voucher-cancel',
    probability: 0.3,
  })
  await stage.workAndTell()
  await stage.pay()
  await stage.until(
    async () => {
      await minutesPass(stage.house)
      return stage.states()
    },
    states => states['waiting'] === 20 && !states['unsettled'] && !states['issuing'],
  )
  const { summary } = await stage.cards()
  // More cards were made than people have: what was lost was taken back.
  expect(summary.cards).toBeGreaterThan(20)
  // What was lost for good may still be out there until its last cancelling is through.
  await stage.until(
    async () => {
      await minutesPass(stage.house)
      return (await stage.cards()).summary.liveCards
    },
    live => live === 20,
  )
  await stage.vouchersAgree()
})

it('a payout of more than a card holds is one question and several vouchers, all given or none', async () => {
  stage = await aVoucherStage({
    people: 2,
    baseMinor: 12_000n,
    rules: { remindersAfterS: [], highestCardMinor: 5_000n },
  })
  await stage.workAndTell()
  const id = await stage.pay()
  await waiting(6)
  await stage.until(
    async () => Promise.all([1, 2].map(person => stage.phone(person))),
    phones => phones.every(texts => texts.length === 1),
  )
  await stage.presses(1, 'yes')
  await stage.presses(2, 'no')
  const closed = await stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )
  expect(closed.byState).toMatchObject({ paid: { count: 1 }, closed: { count: 1 } })
  const book = await stage.cards()
  expect(book.cards.map(each => each.issuedMinor).sort()).toEqual(['2000', '2000', '5000', '5000', '5000', '5000'])
  expect(book.summary.liveCards).toBe(3)
  // The question once, and three documents.
  expect(await stage.phone(1)).toHaveLength(4)
  await stage.vouchersAgree()
})

it('staff send again, hand over on paper or take back what does not get through', async () => {
  stage = await aVoucherStage({ people: 3, rules: { remindersAfterS: [] } })
  // The operator is away: no document gets through after the questions have.
  await stage.workAndTell()
  const id = await stage.pay()
  await waiting(3)
  await stage.until(
    async () => Promise.all([1, 2, 3].map(person => stage.phone(person))),
    phones => phones.every(texts => texts.length === 1),
  )
  await stage.sandbox.ask('POST', '/sandbox/faults', { kind: 'operator-down', where: 'carriage', probability: 1 })
  for (const person of [1, 2, 3]) await stage.writes(person, 'ja')
  await stage.until(
    () => stage.states(),
    states => states['agreed'] === 3,
  )
  await stage.until(
    async () =>
      (await sql<{ n: number }>`select count(*)::int as n from voucher where sendings > 0`.execute(stage.house.db))
        .rows[0]?.n,
    n => n === 3,
  )
  const payouts = (
    await sql<{
      id: PayoutId
    }>`select p.id from payout p join beneficiary b on b.id = p.beneficiary_id order by b.number`.execute(
      stage.house.db,
    )
  ).rows.map(row => row.id)
  const [first, second, third] = payouts as [PayoutId, PayoutId, PayoutId]
  const over = await handedOver(stage.house, { payoutId: first, by: asha, reason: 'fetched it at the office' })
  expect(over.ok).toBe(true)
  const back = await cancelVouchers(stage.house, { payoutId: second, by: asha, reason: 'moved abroad' })
  expect(back.ok).toBe(true)
  // What is given can not be taken back with a word, and what is cancelled is not sent.
  expect(await cancelVouchers(stage.house, { payoutId: first, by: asha, reason: 'no' })).toMatchObject({ ok: false })
  expect(await sendAgain(stage.house, { payoutId: second, by: asha })).toMatchObject({ ok: false })
  await stage.sandbox.ask('DELETE', '/sandbox/faults')
  expect(await sendAgain(stage.house, { payoutId: third, by: asha })).toMatchObject({ ok: true })
  await stage.until(
    () => stage.states(),
    states => states['delivered'] === 2 && states['cancelled'] === 1,
  )
  const closed = await stage.until(
    () => stage.standing(id),
    each => each.state === 'closed',
  )
  expect(closed.byState).toMatchObject({ paid: { count: 2 }, closed: { count: 1 } })
  await stage.vouchersAgree()
})

it('what is left on a card is asked of the FSP once a day, and never guessed', async () => {
  stage = await aVoucherStage({ people: 1, rules: { remindersAfterS: [] } })
  await stage.workAndTell()
  await stage.pay()
  await waiting(1)
  await stage.presses(1, 'yes')
  const row = async () =>
    (
      await sql<{ id: string; state: string; card: Buffer; left: bigint | null }>`
        select id, state, card_enc as card, balance_minor as left from voucher`.execute(stage.house.db)
    ).rows[0]
  const told = await stage.until(row, voucher => voucher?.left != null)
  expect([told?.state, told?.left]).toEqual(['delivered', 2_500n])
  const cardId = stage.house.sealing.open(told!.card)
  const dayPasses = () => sql`update voucher set balance_asked_at = now() - interval '25 hours'`.execute(stage.house.db)
  await stage.sandbox.ask('POST', `/sandbox/intersolve/cards/${cardId}/spend`, { amountMinor: '1000' })
  // An answer that is no balance makes no voucher used.
  await stage.sandbox.ask('POST', '/sandbox/faults', { kind: 'soap-fault', where: 'voucher-balance', count: 1 })
  await dayPasses()
  await stage.until(
    async () =>
      (
        await sql<{
          n: number
        }>`select count(*)::int as n from voucher_call where asks = 'balance' and answered_at is not null`.execute(
          stage.house.db,
        )
      ).rows[0]?.n,
    count => count === 2,
  )
  expect((await row())?.left).toBe(2_500n)
  await dayPasses()
  await stage.until(row, voucher => voucher?.left === 1_500n)
  await stage.vouchersAgree()
})
