/** Cards that can not be taken back as one would wish, and cards whose payout is paused or cancelled while they wait. */
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { cancelDistribution, pauseDistribution, resumeDistribution } from '../../db/distributionActs.js'
import { verifyBooks } from '../../db/verify.js'
import { decideReplacement, proposeReplacement } from '../../db/vouchers/replacements.js'
import type { PayoutId } from '../../domain/ids.js'
import { asha, chege } from './livesStage.js'
import { aVoucherStage, type VoucherStage } from './voucherStage.js'
import { minutesPass } from './voucherMinutes.js'

let stage: VoucherStage
afterEach(() => stage.end())

interface Row {
  n: number
  state: string
  payoutId: PayoutId
  cardId: string
  money: string
  payout: string
}
/** One for each person, by their number. */
async function rows(): Promise<Row[]> {
  const { rows } = await sql<Omit<Row, 'cardId'> & { card: Buffer | null }>`
    select b.number as n, v.state, v.payout_id as "payoutId", v.card_enc as card, p.money, p.state as payout
      from voucher v join beneficiary b on b.id = v.beneficiary_id join payout p on p.id = v.payout_id order by b.number, v.ordinal`.execute(
    stage.house.db,
  )
  return rows.map(({ card, ...row }) => ({ ...row, cardId: card === null ? '' : stage.house.sealing.open(card) }))
}
const cases = async (): Promise<string[]> =>
  (
    await sql<{ code: string }>`
      select says_code as code from work_case where kind = 'voucher' and state = 'open' order by 1`.execute(
      stage.house.db,
    )
  ).rows.map(({ code }) => code)
const until = (what: (rows: Row[]) => boolean | Promise<boolean>): Promise<unknown> =>
  stage.until(
    async () => {
      await minutesPass(stage.house, ['cancelling', 'agreed', 'unsettled'])
      const all = await rows()
      return { met: await what(all), states: all.map(({ state }) => state).join() }
    },
    ({ met }) => met,
  )
const allAsked = async (people: number): Promise<void> => {
  await stage.until(
    async () => Promise.all(Array.from({ length: people }, (_, at) => stage.phone(at + 1))),
    phones => phones.every(texts => texts.length === 1),
  )
}
/** What bars the card, as its last balance told; null: nothing. */
const lastToldOf = async (payoutId: PayoutId): Promise<string | null | undefined> =>
  (
    await sql<{ reason: string | null }>`
      select c.reason from voucher_call c join voucher v on v.id = c.voucher_id
       where v.payout_id = ${payoutId} and c.asks = 'balance' and c.outcome = 'balance' order by c.answered_at desc limit 1`.execute(
      stage.house.db,
    )
  ).rows[0]?.reason
const card = (cardId: string, change: object) => stage.sandbox.ask('PUT', `/sandbox/intersolve/cards/${cardId}`, change)

it('money comes back by the FSP’s word alone, or by that of its desk and two people; a pause keeps cards from going out', async () => {
  stage = await aVoucherStage({ people: 3, rules: { remindersAfterS: [] } })
  const { house } = stage
  await stage.workAndTell()
  const distributionId = await stage.pay()
  await allAsked(3)
  const [first, second] = await rows()
  // The desk blocked one, and something was spent of another although its person had no number yet.
  await card(first!.cardId, { mark: 'blocked' })
  await stage.sandbox.ask('POST', `/sandbox/intersolve/cards/${second!.cardId}/spend`, { amountMinor: '1000' })
  expect(await pauseDistribution(house, { distributionId, by: asha, reason: 'Something is odd' })).toMatchObject({
    ok: true,
  })
  await stage.presses(3, 'yes')
  await until(all => all[2]?.state === 'agreed')
  // Their yes came in time: that its last day passes meanwhile ends no pause.
  await sql`update voucher set deadline_at = now() where state = 'agreed'`.execute(house.db)
  await stage.presses(1, 'no')
  await stage.presses(2, 'no')

  // Spent: it counts as given, and somebody finds out by whom.
  await until(all => all[1]?.state === 'delivered')
  // Blocked is not back: asked again and again, and then somebody looks.
  await until(async () => (await cases()).includes('voucher_not_cancelled'))
  expect((await rows()).map(({ state, money }) => [state, money])).toEqual([
    ['cancelling', 'in_transit'],
    ['delivered', 'disbursed'],
    ['agreed', 'in_transit'],
  ])
  // Nothing was sent while it was paused.
  expect((await stage.phone(3)).some(text => text.includes('waardebon') && !text.includes('JA'))).toBe(false)
  expect(await resumeDistribution(house, { distributionId, by: asha })).toMatchObject({ ok: true })
  await until(all => all[2]?.state === 'delivered')

  const { payoutId } = first!
  const reason = 'It was found in the street'
  expect(await proposeReplacement(house, { payoutId, reason, by: asha })).toMatchObject({ ok: false })
  const desk = { evidence: 'Ms de Vries, 26 November, reference 7', leftMinor: 1_500n }
  // Nobody’s word ends a card that the FSP itself calls usable, although it does not take it back.
  await stage.sandbox.ask('POST', '/sandbox/faults', {
    ...{ kind: 'result-code', where: 'voucher-cancel', params: { code: 18 } },
  })
  await card(first!.cardId, { mark: 'active' })
  await until(async () => (await lastToldOf(payoutId)) === null)
  expect(await proposeReplacement(house, { payoutId, reason, desk, part: 1, by: asha })).toMatchObject({
    problem: 'state',
    why: expect.stringContaining('still calls part 1 usable'),
  })
  await card(first!.cardId, { mark: 'blocked' })
  await until(async () => (await lastToldOf(payoutId)) === 'blocked')
  const proposed = await proposeReplacement(house, { payoutId, reason, desk, part: 1, by: asha })
  if (!proposed.ok) throw new Error(proposed.why)
  const decision = { proposalId: proposed.proposalId, approve: true }
  expect(await decideReplacement(house, { ...decision, by: asha }, () => '1')).toMatchObject({ problem: 'four_eyes' })
  expect(await decideReplacement(house, { ...decision, by: chege }, () => '1')).toMatchObject({ ok: true })
  // What came back is available; what did not counts as given, and is asked for.
  expect((await rows())[0]).toMatchObject({ state: 'expired', money: 'disbursed', payout: 'paid' })
  const { rows: returned } = await sql<{ minor: string }>`
    select amount_minor::text as minor from ledger_entry where kind = 'voucher_returned'`.execute(house.db)
  expect(returned).toEqual([{ minor: '1500' }])
  expect(await cases()).toEqual(['voucher_given_back_in_part', 'voucher_used_before'])
  await stage.until(
    () => stage.standing(distributionId),
    each => each.state === 'closed',
  )
  const { checks } = await verifyBooks(house, {})
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
})

it('an order that is wrong is not made again and again, an expired card comes back by contract, and a cancelled list leaves nobody a card', async () => {
  stage = await aVoucherStage({ people: 3, rules: { remindersAfterS: [] }, settings: { returnsExpired: 'yes' } })
  const { house } = stage
  const odd = { where: 'voucher-issue', count: 1 }
  await stage.sandbox.ask('POST', '/sandbox/faults', { ...odd, kind: 'result-code', params: { code: 5 } })
  await stage.sandbox.ask('POST', '/sandbox/faults', {
    where: 'voucher-issue',
    nth: 2,
    kind: 'due-date-odd',
    params: { dueDate: 'past' },
  })
  await stage.workAndTell()
  const distributionId = await stage.pay()
  await until(
    all =>
      all
        .map(({ state }) => state)
        .sort()
        .join() === 'cancelled,refused,waiting',
  )
  const { rows: payouts } = await sql<{ state: string; reason: string | null }>`
    select state, reason from payout order by state, reason`.execute(house.db)
  expect(payouts.filter(({ state }) => state === 'refused').map(({ reason }) => reason)).toEqual([
    'bad_request',
    'refused_unlisted',
  ])
  const asked = (await rows()).find(({ state }) => state === 'waiting')!
  const person = asked.n
  await stage.until(
    () => stage.phone(person),
    texts => texts.length === 1,
  )
  expect(await cancelDistribution(house, { distributionId, by: asha, reason: 'Paid elsewhere' })).toMatchObject({
    ok: true,
  })
  await until(all => all.every(({ state }) => state === 'cancelled' || state === 'refused'))
  // Whoever was asked is told, by whatever way there is.
  const { rows: told } = await sql`
    select from message m join beneficiary b on b.id = m.beneficiary_id
     where m.kind = 'voucher_cancelled' and b.number = ${person}`.execute(house.db)
  expect(told).toHaveLength(1)
  const { summary } = await stage.cards()
  expect([summary.liveCards, summary.cards]).toEqual([0, 2])
  // Nothing is left to be looked at.
  expect(await cases()).toEqual([])
  await stage.vouchersAgree()
})
