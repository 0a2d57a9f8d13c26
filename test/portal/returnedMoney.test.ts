/** What came back of an expired voucher, by clicks: said by one with the desk's word, decided by another, then available. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inTransaction } from '../../db/database.js'
import { expire } from '../../db/vouchers/expire.js'
import { lockVoucher } from '../../db/vouchers/rows.js'
import type { PayoutId, VoucherId } from '../../domain/ids.js'
import { aVoucherStage, type VoucherStage } from '../integration/voucherStage.js'
import { heldBack } from './heldBack.js'
import { aPortal, barriers, picture, type Portal } from './portalGround.js'

let portal: Portal
let stage: VoucherStage
let payoutId: PayoutId
beforeAll(async () => {
  portal = await aPortal({ people: 1 }, async ({ people, settings = {} }) => {
    stage = await aVoucherStage({ people, api: settings, rules: { remindersAfterS: [] } })
    return stage
  })
  await stage.workAndTell()
  await stage.pay()
  await stage.until(
    () => stage.phone(1),
    texts => texts.length > 0,
  )
  await stage.presses(1, 'yes')
  await stage.until(
    () => stage.states(),
    states => states['delivered'] === 1,
  )
  const { rows } = await sql<{ id: VoucherId; payoutId: PayoutId }>`
    select id, payout_id as "payoutId" from voucher`.execute(stage.house.db)
  payoutId = rows[0]!.payoutId
  // Its last day has passed, and the provider has never told what was left.
  await inTransaction(stage.house, async house => {
    const row = await lockVoucher(house, rows[0]!.id)
    if (row) await expire(house, { ...row, balanceMinor: null }, { told: null, returnsExpired: true })
  })
})
afterAll(() => portal.end())

it('is proposed on the page of its vouchers and is available again once somebody else agrees', async () => {
  const { page } = await portal.signedIn(await portal.member('programme_manager'), {
    at: `/programmes/${stage.programmeId}/vouchers/${payoutId}`,
  })
  await page.getByRole('button', { name: 'Say what came back …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/Ask the provider’s desk how much came back/).waitFor()
  await dialog.getByLabel('What the desk said').fill('Ms de Vries, 26 November, reference 9')
  await dialog.getByLabel('Came back, as the desk says').fill('9.00')
  await dialog.getByLabel('Reason').fill('The last day has passed')
  expect(await barriers(page), 'what came back').toEqual([])
  await picture(page, 'vouchers-came-back')
  await dialog.getByRole('button', { name: 'Propose it' }).click()
  await page.getByText('Proposed. Somebody else decides it.').waitFor()

  const other = await portal.signedIn(await portal.member('finance_approver', 'Baraka Otieno'))
  const cards = await heldBack(other.page, '**/vouchers/replacements')
  await other.go('/waiting')
  const approve = other.page.getByRole('button', { name: 'Approve …' }).first()
  // Nobody decides on cards that they have not seen.
  expect(await approve.isDisabled()).toBe(true)
  cards.answer()
  await other.page.getByText(/Expired; the desk has said what came back:/).waitFor()
  await approve.click()
  await other.page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
  await stage.until(
    async () =>
      (
        await sql<{ minor: string }>`
          select amount_minor::text as minor from ledger_entry where kind = 'voucher_returned'`.execute(stage.house.db)
      ).rows,
    rows => rows.length === 1 && rows[0]?.minor === '900',
  )
  await page.reload()
  await page.getByRole('heading', { level: 1, name: /Vouchers of/ }).waitFor()
  // There is nothing more to say about this card.
  await expect.poll(() => page.getByRole('button', { name: 'Say what came back …' }).count()).toBe(0)
})
