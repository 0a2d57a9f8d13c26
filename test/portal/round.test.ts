import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPortal, barriers, picture, type Portal } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 12 })
  await portal.stage.work()
}, 180_000)
afterAll(() => portal.end())

describe('a round, by clicks alone', () => {
  it('is counted, made, approved by somebody else, started and paid', async () => {
    const maker = await portal.signedIn(await portal.member('programme_manager', 'Halima Abdi'))
    const { page } = maker
    page.setDefaultTimeout(20_000)

    // Two are paused first: counted before, and why they are not paid is told after.
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByLabel('Choose ISI-0001').check()
    await page.getByLabel('Choose ISI-0002').check()
    await page.getByRole('button', { name: 'Pause …' }).click()
    await page.getByRole('dialog').getByText('Can be changed').waitFor()
    expect(await barriers(page), 'a bulk act').toEqual([])
    await page.getByLabel('Reason').fill('Moved away for the season')
    await page.getByRole('button', { name: 'Pause: 2', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page
      .getByRole('row', { name: /ISI-0001/ })
      .getByText('Paused')
      .waitFor()

    await page.getByRole('link', { name: 'Distributions', exact: true }).click()
    await page.getByText('No distribution yet').waitFor()
    await page.getByRole('button', { name: 'New distribution …' }).click()
    await page.getByLabel('Name').fill('November')
    await page.getByRole('button', { name: 'Count', exact: true }).click()
    await page.getByText('Would be paid').waitFor()
    await picture(page, 'new-distribution')
    await page.getByRole('button', { name: 'Make the list' }).click()
    await page.getByRole('heading', { level: 1, name: 'November' }).waitFor()
    await page.getByText('Waits for approval').first().waitFor()
    // Who made it is not offered to approve it.
    expect(await page.getByRole('button', { name: 'Approve …' }).count()).toBe(0)

    const approver = await portal.signedIn(await portal.member('finance_approver', 'Baraka Otieno'))
    approver.page.setDefaultTimeout(20_000)
    await approver.page.getByRole('link', { name: 'Approve November' }).click()
    await approver.page.getByRole('button', { name: 'Approve …' }).click()
    const asked = approver.page.getByRole('dialog')
    await asked.getByText('KES 50,000.00').waitFor()
    await asked.getByText(/^[0-9a-f]{64}$/).waitFor()
    expect(await barriers(approver.page), 'an approval').toEqual([])
    await asked.getByRole('button', { name: 'Approve', exact: true }).click()
    await asked.waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Start paying …' }).click()
    await page.getByRole('dialog').getByText('KES 50,000.00').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Start paying' }).click()
    await page.getByText('10 of 10 paid').waitFor()
    await page.getByText('Closed').first().waitFor()
    expect(await barriers(page), 'a distribution').toEqual([])
    await picture(page, 'distribution-paid')
    await portal.stage.booksAgree()

    await page.getByRole('link', { name: 'ISI-0003' }).click()
    await page.getByRole('heading', { level: 1, name: 'Person ISI-0003' }).waitFor()
    await page
      .getByText(/Receipt|Attempt 1/)
      .first()
      .waitFor()
    expect([...maker.complaints, ...approver.complaints]).toEqual([])
  }, 180_000)

  it('is done once when the answer to it was lost', async () => {
    const { page } = await portal.signedIn(await portal.member('programme_manager', 'Salma Noor'))
    page.setDefaultTimeout(20_000)
    await page.goto(`/portal/people/${portal.stage.people[4]}`)
    const keys: (string | undefined)[] = []
    await page.route('**/beneficiaries/*/pause', async route => {
      keys.push(route.request().headers()['idempotency-key'])
      if (keys.length > 1) return route.continue()
      // It arrives, and nobody hears of it.
      await route.fetch()
      return route.abort()
    })
    await page.getByRole('button', { name: 'Pause …' }).click()
    await page.getByLabel('Reason').fill('Asked to wait')
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('The status is changed.').waitFor()
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })
})
