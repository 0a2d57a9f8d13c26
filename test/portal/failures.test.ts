import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeCase, openCase } from '../../db/cases.js'
import { listPayouts } from '../../db/read/payouts.js'
import { said } from '../../domain/caseSays.js'
import type { DistributionId } from '../../domain/ids.js'
import { mkono } from '../../domain/people.js'
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
  it('is tried again in blocks, each once, and tells by reason why some were not', async () => {
    const { house, until, standing } = portal.stage
    const refused = await listPayouts(house, { distributionId, filter: { states: ['refused'] }, limit: 10 })
    // A refusal is asked about before it is believed; until then nothing is tried again, for another reason.
    await until(
      () =>
        house.db
          .selectFrom('attempt')
          .select('id')
          .where('state', '=', 'refused')
          .where('refusal_confirmed', '=', false)
          .execute(),
      unconfirmed => unconfirmed.length === 0,
    )
    // The first of both may not be: asked again with every block it would be asked for ever.
    const { caseId } = await openCase(house, {
      kind: 'contradiction',
      programmeId: portal.stage.programmeId,
      payoutId: refused[0]!.id,
      says: said('statement_too_much', { most: 1 }),
      owner: 'finance',
      atDeadline: 'escalate',
    })
    const { page, complaints } = await at(`/distributions/${distributionId}`)
    const asked: unknown[] = []
    await page.route('**/distributions/*/retry', async route => {
      const body = route.request().postDataJSON() as object
      asked.push({ ...body, key: route.request().headers()['idempotency-key']?.slice(-2) })
      await route.continue({ postData: JSON.stringify({ ...body, limit: 1 }) })
    })
    await page.getByRole('button', { name: 'Try again …', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Try again', exact: true }).click()
    await dialog.getByText('Asked for again: 1 of 2.').waitFor()
    const why = dialog.getByText('contradict each other')
    await why.waitFor()
    expect(await dialog.locator('dd').allTextContents()).toEqual(['1'])
    expect(await barriers(page), 'why some were not').toEqual([])
    await picture(page, 'retry-why-not')
    expect(asked).toMatchObject([{ key: '-0' }, { key: '-1', after: refused[0]!.position }])
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await dialog.waitFor({ state: 'detached' })
    await closeCase(house, { caseId, by: mkono, resolution: 'It is clear.' })
    await until(
      () => standing(distributionId),
      each => each.byState.refused?.count === 2,
    )
    expect(complaints).toEqual([])
  })

  it('is told by reason with what mends it, and the number is corrected from the list itself', async () => {
    const { page, complaints } = await at(`/distributions/${distributionId}`)
    const failed = page.getByRole('region', { name: 'Failed, by reason' })
    await failed.getByText('Not registered for mobile money').waitFor()
    await failed.getByText('Correct the person’s number; once it is approved it is paid again.').waitFor()
    await failed.getByRole('button', { name: 'Show and correct' }).click()
    await page.getByText('1 to 2').waitFor()
    expect(await barriers(page), 'failures').toEqual([])
    await picture(page, 'distribution-failures')
    const dialog = page.getByRole('dialog')
    for (const person of [3, 4]) {
      await page.getByRole('button', { name: `Correct …: ISI-000${person}` }).click()
      await dialog.getByLabel('New number').fill(`071102000${person}`)
      await dialog.getByLabel('Reason').fill('She has a new line')
      await dialog.getByRole('button', { name: 'Correct the number' }).click()
      await page.getByText('Proposed. Somebody else decides it.').first().waitFor()
      await dialog.waitFor({ state: 'detached' })
    }

    const approver = await portal.signedIn(await portal.member('finance_approver', 'Baraka Otieno'), { at: '/waiting' })
    // The check of the number is asked of the provider in the background.
    for (const ref of ['ISI-0003', 'ISI-0004']) {
      await approver.page.getByRole('button', { name: `Approve: ${ref}` }).waitFor()
      await approver.page.getByLabel(`Choose ${ref}`).check()
    }
    await approver.page.getByRole('button', { name: 'Approve chosen: 2 …' }).click()
    // Somebody else decides one of both meanwhile: it is told that it was not done.
    const other = await portal.signedIn(await portal.member('finance_approver', 'Zahra Ali'), { at: '/waiting' })
    await other.page.getByRole('button', { name: 'Reject: ISI-0004' }).click()
    await other.page.getByLabel('Reason').fill('It is the number of a shop')
    await other.page.getByRole('dialog').getByRole('button', { name: 'Reject', exact: true }).click()
    await other.page.getByRole('dialog').waitFor({ state: 'detached' })
    const decides = approver.page.getByRole('dialog')
    await decides.getByRole('button', { name: 'Approve', exact: true }).click()
    await decides.getByText('Numbers approved: 1 of 2.').waitFor()
    await decides.getByText(/done by somebody else meanwhile/).waitFor()
    expect(await barriers(approver.page), 'why some numbers were not').toEqual([])
    await decides.getByRole('button', { name: 'Close' }).last().click()
    await decides.waitFor({ state: 'detached' })
    await page.getByText('11 of 12 paid').waitFor()
    expect(complaints).toEqual([])
  })

  it('finds one person on the list by their number', async () => {
    const { page, complaints } = await at(`/distributions/${distributionId}`)
    const payouts = page.getByRole('region', { name: 'Payouts' })
    await payouts.getByText('1 to 12').waitFor()
    await payouts.getByLabel('Number of a person').fill('isi 7')
    await payouts.getByRole('button', { name: 'Find', exact: true }).click()
    await payouts.getByText('1 to 1', { exact: true }).waitFor()
    await payouts.getByRole('link', { name: 'ISI-0007' }).waitFor()
    expect(await barriers(page), 'one of a list').toEqual([])
    await picture(page, 'distribution-one-found')
    await payouts.getByLabel('Number of a person').fill('Amina')
    await payouts.getByRole('button', { name: 'Find', exact: true }).click()
    await payouts.getByText('Nobody with this number is here.').waitFor()
    await payouts.getByRole('button', { name: 'Show all again' }).click()
    await payouts.getByText('1 to 12').waitFor()
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
