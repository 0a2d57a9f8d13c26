/** A voucher that was taken back is given to its person again, by clicks of two people. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DistributionId, PayoutId } from '../../domain/ids.js'
import { aVoucherStage, type VoucherStage } from '../integration/voucherStage.js'
import { aPortal, barriers, overflow, picture, type Portal } from './portalGround.js'

let portal: Portal
let stage: VoucherStage
/** of somebody who said no, and of somebody who said nothing */
let payouts: readonly PayoutId[]
let listId: DistributionId
beforeAll(async () => {
  portal = await aPortal({ people: 2 }, async ({ people, settings = {} }) => {
    stage = await aVoucherStage({ people, api: settings })
    return stage
  })
  await stage.workAndTell()
  listId = await stage.pay()
  await stage.until(
    () => Promise.all([1, 2].map(person => stage.phone(person))),
    phones => phones.every(texts => texts.length === 1),
  )
  await stage.writes(1, 'nee')
  await sql`
    update voucher v set deadline_at = now(), next_at = now(), wake_at = clock_timestamp()
      from beneficiary b where b.id = v.beneficiary_id and b.number = 2`.execute(stage.house.db)
  await stage.until(
    () => stage.standing(listId),
    each => each.state === 'closed',
  )
  await stage.writes(2, 'ja')
  const { rows } = await sql<{ id: PayoutId }>`
    select p.id from payout p join beneficiary b on b.id = p.beneficiary_id order by b.number`.execute(stage.house.db)
  payouts = rows.map(({ id }) => id)
})
afterAll(() => portal.end())

it('is seen and used by everybody, in every language, theme and direction', async () => {
  const member = await portal.member('programme_manager')
  for (const [locale, colorScheme] of [
    ['en', 'light'],
    ['ar', 'dark'],
  ] as const) {
    const { page, go } = await portal.signedIn(member, {
      ...{ locale, colorScheme },
      at: `/programmes/${stage.programmeId}/vouchers`,
    })
    await page.locator('h1').waitFor()
    await page.waitForLoadState('networkidle')
    expect(await barriers(page), `vouchers ${locale}`).toEqual([])
    for (const width of [390, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflow(page), `vouchers ${locale} ${width}`).toBe(0)
      if (width !== 1920) await picture(page, `voucher-ends-${locale}-${width}`)
    }
    await go(`/programmes/${stage.programmeId}/vouchers/${payouts[0]}`)
    const act = locale === 'en' ? 'Give it again …' : 'منحها من جديد …'
    await page.getByRole('button', { name: act }).click()
    await page.getByRole('dialog').getByText(/25/).first().waitFor()
    expect(await barriers(page), `give again ${locale}`).toEqual([])
    for (const width of [390, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflow(page), `give again ${locale} ${width}`).toBe(0)
      if (width !== 1920) await picture(page, `give-again-${locale}-${width}`)
    }
  }
})

it('is made as a list of that one person, which somebody else approves', async () => {
  const manager = await portal.signedIn(await portal.member('programme_manager', 'Halima Abdi'))
  const { page, go, complaints } = manager
  await go(`/programmes/${stage.programmeId}/vouchers`)
  const ends = page.getByRole('region', { name: 'Where they stand' })
  await ends.getByText('Why they were taken back').waitFor()
  await ends.getByText('Nobody answered until the deadline.').waitFor()
  await go(`/programmes/${stage.programmeId}/messages`)
  await page.getByRole('link', { name: 'This yes came after their voucher was taken back: look at it' }).click()
  await page.getByRole('button', { name: 'Give it again …' }).click()
  await page.getByRole('dialog').getByText('EUR 25.00').first().waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Make the list' }).click()
  await page.getByRole('heading', { level: 1, name: 'Round 1, given again' }).waitFor()
  const approver = await portal.signedIn(await portal.member('finance_approver', 'Baraka Otieno'))
  await stage.until(
    async () =>
      (
        await sql<{
          id: string
        }>`select id from distribution where follow_up_of is not null and state = 'awaiting_approval'`.execute(
          stage.house.db,
        )
      ).rows.length,
    count => count === 1,
  )
  await approver.go('/waiting')
  await approver.page.getByText('Round 1, given again').first().waitFor()
  // A second press finds that it is on a list already.
  await go(`/programmes/${stage.programmeId}/vouchers/${payouts[1]}`)
  await page.getByRole('button', { name: 'Give it again …' }).click()
  await page.getByText('This person can not have it now: already on a list of this round.').waitFor()
  expect(await page.getByRole('dialog').getByRole('button', { name: 'Make the list' }).isDisabled()).toBe(true)
  expect(complaints).toEqual([])
})

it('is left to those who said no, unless a follow-up is made for them too', async () => {
  const { page } = await portal.signedIn(await portal.member('programme_manager', 'Salma Noor'), {
    at: `/distributions/${listId}`,
  })
  await page.getByRole('button', { name: 'Follow up …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('did not want their voucher', { exact: false }).first().waitFor()
  expect(await dialog.getByRole('button', { name: 'Make the list' }).isDisabled()).toBe(true)
  await dialog.getByLabel('Also who did not want their voucher').check()
  await dialog.getByText('EUR 25.00').first().waitFor()
  await picture(page, 'follow-up-declined')
})
