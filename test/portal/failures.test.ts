import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DistributionId } from '../../domain/ids.js'
import { numberOf } from '../integration/livesStage.js'
import { downloaded } from './clicks/people.js'
import { aPortal, barriers, picture, type Member, type Portal } from './portalGround.js'

let portal: Portal
let manager: Member
let distributionId: DistributionId
beforeAll(async () => {
  portal = await aPortal({ people: 12 })
  const { stage } = portal
  await stage.work()
  await stage.sandbox.ask('PUT', '/sandbox/numbers', {
    [numberOf(3)]: { registered: false },
    [numberOf(4)]: { registered: false },
  })
  distributionId = await stage.pay()
  await stage.until(
    () => stage.standing(distributionId),
    each => each.byState.refused?.count === 2 && each.byState.paid?.count === 10,
  )
  manager = await portal.member('programme_manager', 'Halima Abdi')
})
afterAll(() => portal.end())

const at = async (path: string) => portal.signedIn(manager, { at: path })

describe('what failed in a distribution', () => {
  it('is told by reason with what mends it, and the number is corrected from the list itself', async () => {
    const { page, complaints } = await at(`/distributions/${distributionId}`)
    const failed = page.getByRole('region', { name: 'Failed, by reason' })
    await failed.getByText('Not registered for mobile money').waitFor()
    await failed.getByText('Correct the person’s number; once it is approved it is paid again.').waitFor()
    await failed.getByRole('button', { name: 'Show and correct' }).click()
    await page.getByText('1 to 2').waitFor()
    expect(await barriers(page), 'failures').toEqual([])
    await picture(page, 'distribution-failures')
    await page.getByRole('button', { name: 'Correct …: ISI-0003' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('New number').fill('0711020003')
    await dialog.getByLabel('Reason').fill('She has a new line')
    await dialog.getByRole('button', { name: 'Correct the number' }).click()
    await page.getByText('Proposed. Somebody else decides it.').waitFor()

    const approver = await portal.signedIn(await portal.member('finance_approver', 'Baraka Otieno'), { at: '/waiting' })
    // The check of the number is asked of the provider in the background.
    await approver.page.getByRole('button', { name: 'Approve: ISI-0003' }).click()
    await approver.page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click()
    await approver.page.getByText('Numbers approved: 1 of 1.').waitFor()
    await page.getByText('11 of 12 paid').waitFor()
    expect(complaints).toEqual([])
  })

  it('has its papers beside it, made and downloaded there', async () => {
    const { page } = await at(`/distributions/${distributionId}`)
    const papers = page.getByRole('region', { name: 'Lists to sign and reports' })
    await papers.getByRole('button', { name: 'Ask for a paper …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('File').selectOption('csv')
    await dialog.getByRole('button', { name: 'Ask for a paper' }).click()
    const link = papers.getByRole('link', { name: 'Download' })
    await link.waitFor()
    const file = await downloaded(page, () => link.click())
    expect(file.bytes.toString()).toContain('ISI-0003')
  })

  it('is followed up once the list has ended: counted, made, and only for those who were not paid', async () => {
    const { page } = await at(`/distributions/${distributionId}`)
    await page.getByRole('button', { name: 'Cancel …' }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('The rest is paid by another list')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the distribution' }).click()
    await page.getByRole('button', { name: 'Follow up …' }).waitFor()
    await page.getByRole('button', { name: 'Follow up …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Would be paid').waitFor()
    await dialog
      .getByText(/number not corrected since it was refused|Nobody is left/)
      .first()
      .waitFor()
    expect(await barriers(page), 'a follow-up').toEqual([])
    expect(await dialog.getByRole('button', { name: 'Make the list' }).isDisabled()).toBe(true)
    await picture(page, 'follow-up')
    await dialog.getByRole('button', { name: 'Back' }).click()
    // The number was looked at since: whoever it is can be paid there after all.
    const { house, people } = portal.stage
    await sql`update beneficiary set account_checked_at = now() where id = ${people[3]}`.execute(house.db)
    await page.getByRole('button', { name: 'Follow up …' }).click()
    await dialog.getByText('KES 5,000.00').first().waitFor()
    await dialog.getByLabel('Name').fill('Round 1, the rest')
    await dialog.getByRole('button', { name: 'Make the list' }).click()
    await page.getByRole('heading', { level: 1, name: 'Round 1, the rest' }).waitFor()
    await page.getByText('Waits for approval').first().waitFor()
    await page.getByRole('link', { name: 'ISI-0004' }).waitFor()
    expect(await page.getByRole('link', { name: 'ISI-0003' }).count()).toBe(0)
  })
})
