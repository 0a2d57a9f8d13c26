/** Payouts of more than one card, of which one can not be given: nobody is left with half, and nothing waits for ever. */
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { aVoucherStage, type VoucherStage } from './voucherStage.js'
import { minutesPass } from './voucherMinutes.js'

let stage: VoucherStage
afterEach(() => stage.end())

/** The second card, of EUR 10, comes without a last day: nobody can be given it. */
const oddSecond = { kind: 'due-date-odd', where: 'voucher-issue', amountMinor: '1000', params: { dueDate: 'missing' } }

const untilNothingIsLeft = (): Promise<unknown> =>
  stage.until(
    async () => {
      await minutesPass(stage.house)
      const states = await stage.states()
      return {
        open: ['to_issue', 'issuing', 'unsettled', 'waiting', 'agreed', 'cancelling'].some(each => states[each]),
      }
    },
    ({ open }) => !open,
  )

it('a part whose order was under way when another fell is not ordered again, and its payout comes to a person', async () => {
  stage = await aVoucherStage({ people: 1, rules: { highestCardMinor: 1_500n, remindersAfterS: [] } })
  await stage.sandbox.ask('POST', '/sandbox/faults', oddSecond)
  await stage.sandbox.ask('POST', '/sandbox/faults', {
    ...{ kind: 'answer-lost-after', where: 'voucher-issue', amountMinor: '1500', nth: 1 },
  })
  await stage.workAndTell()
  await stage.pay()
  await stage.until(
    () => stage.states(),
    states => states['cancelled'] === 1,
  )
  await untilNothingIsLeft()
  expect((await stage.cards()).summary).toMatchObject({ cards: 2, liveCards: 0 })
  expect(await stage.phone(1)).toEqual([])
  const { rows } = await sql`select state, reason from payout`.execute(stage.house.db)
  expect(rows).toEqual([{ state: 'refused', reason: 'refused_unlisted' }])
  await stage.vouchersAgree()
})

it('where nobody is asked, nothing of a payout is sent before every part of it is issued', async () => {
  stage = await aVoucherStage({ people: 1, rules: { ask: false, highestCardMinor: 1_500n, remindersAfterS: [] } })
  await stage.sandbox.ask('POST', '/sandbox/faults', oddSecond)
  // The first card is there a second earlier: time enough to send it.
  await stage.sandbox.ask('POST', '/sandbox/faults', {
    ...{ kind: 'slow', where: 'voucher-issue', amountMinor: '1000', params: { delayMs: 1_000 } },
  })
  await stage.workAndTell()
  await stage.pay()
  await stage.until(
    () => stage.states(),
    states => (states['cancelled'] ?? 0) >= 1,
  )
  await untilNothingIsLeft()
  expect((await stage.cards()).summary).toMatchObject({ cards: 2, liveCards: 0 })
  expect(await stage.phone(1)).toEqual([])
  await stage.vouchersAgree()
})

it('where something was spent of one card before it could be taken back, the rest of the payout is available again', async () => {
  stage = await aVoucherStage({ people: 1, rules: { highestCardMinor: 1_500n, remindersAfterS: [] } })
  await stage.workAndTell()
  const distributionId = await stage.pay()
  await stage.until(
    () => stage.phone(1),
    texts => texts.length === 1,
  )
  const { cards } = await stage.cards()
  const { refPos } = cards.find(({ issuedMinor }) => issuedMinor === '1500')!
  const spent = { username: 'relief', refPos, amountMinor: '400' }
  await stage.sandbox.ask('POST', '/sandbox/intersolve/spend', spent)
  await stage.presses(1, 'no')
  await untilNothingIsLeft()
  expect(await stage.states()).toEqual({ delivered: 1, cancelled: 1 })
  const { rows } = await sql`select state, money from payout`.execute(stage.house.db)
  expect(rows).toEqual([{ state: 'paid', money: 'disbursed' }])
  const entries = await sql`
    select from_account || ' ' || to_account || ' ' || amount_minor as entry from ledger_entry where kind = 'voucher_not_given'`.execute(
    stage.house.db,
  )
  expect(entries.rows).toEqual([{ entry: 'disbursed available 1000' }])
  // Finance decides what they still get; the distribution waits for nobody.
  const cases = await sql`select owner from work_case where kind = 'voucher' and state = 'open'`.execute(stage.house.db)
  expect(cases.rows).toEqual([{ owner: 'finance' }])
  await stage.until(
    () => stage.standing(distributionId),
    each => each.state === 'closed',
  )
  await stage.vouchersAgree()
})
