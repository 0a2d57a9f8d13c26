import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { lastCheck } from '../../domain/asking.js'
import { aPortal, barriers, overflow, picture, type Portal } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  // Enough at the provider for three of them, no more.
  portal = await aPortal({ people: 12, sandbox: { openingBalanceMinor: '1600000' } })
  const { house, people } = portal.stage
  await sql`update beneficiary set place = 'Kinna' where id = any (${people.slice(10)}::uuid[])`.execute(house.db)
  await sql`update beneficiary set household_size = 6 where id = ${people[2]}`.execute(house.db)
  await portal.stage.work({ sendByMs: 8_000 })
})
afterAll(() => portal.end())

describe('a round, by clicks alone', () => {
  it('is counted for one place, made, approved by somebody else, started short, and paid as the money comes', async () => {
    const maker = await portal.signedIn(await portal.member('programme_manager', 'Halima Abdi'))
    const { page } = maker

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
    await page.getByRole('combobox', { name: 'Place' }).click()
    await page.getByRole('option', { name: 'Wabera' }).click()
    await page.getByRole('combobox', { name: 'Place' }).press('Escape')
    await page.getByRole('button', { name: 'Count', exact: true }).click()
    await page.getByText('Would be paid').waitFor()
    await page.getByText('7 × KES 5,000.00').waitFor()
    await page.getByText('1 × KES 5,500.00').waitFor()
    expect(await barriers(page), 'a new distribution').toEqual([])
    await picture(page, 'new-distribution')
    await page.setViewportSize({ width: 390, height: 800 })
    await picture(page, 'new-distribution-390')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'Make the list' }).click()
    await page.getByRole('heading', { level: 1, name: 'November' }).waitFor()
    await page.getByText('Waits for approval').first().waitFor()
    // Who made it is not offered to approve it.
    expect(await page.getByRole('button', { name: 'Approve …' }).count()).toBe(0)

    const approver = await portal.signedIn(await portal.member('finance_approver', 'Baraka Otieno'))
    await approver.page.getByRole('link', { name: 'Approve November' }).click()
    const asked = approver.page.getByRole('dialog')
    // Whom a count is of.
    await approver.page.getByRole('button', { name: 'New: 8 · KES 40,500.00' }).click()
    await asked.getByRole('link', { name: 'ISI-0003' }).waitFor()
    expect(await barriers(approver.page), 'the list by change').toEqual([])
    await picture(approver.page, 'list-by-change')
    await approver.page.keyboard.press('Escape')
    await asked.waitFor({ state: 'detached' })
    await approver.page.getByRole('button', { name: 'Approve …' }).click()
    await asked.getByText('KES 40,500.00').waitFor()
    await asked.getByText(/^[0-9a-f]{64}$/).waitFor()
    expect(await barriers(approver.page), 'an approval').toEqual([])
    await asked.getByRole('button', { name: 'Approve', exact: true }).click()
    await asked.waitFor({ state: 'detached' })

    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Start paying …' }).click()
    await dialog.getByText('KES 40,500.00').waitFor()
    await dialog.getByRole('button', { name: 'Start paying' }).click()
    // What the refusal tells of is offered beside it.
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('button', { name: 'Start short …' }).click()
    await dialog.getByText(/^KES.24,6\d\d\.00$/).waitFor()
    expect(await barriers(page), 'starting short').toEqual([])
    await picture(page, 'start-short')
    await dialog.getByLabel('Reason').fill('The bank has sent the rest')
    await dialog.getByRole('button', { name: 'Start short', exact: true }).click()
    await page.getByText('Paused: Our account at the provider holds too little').waitFor()
    await page.getByText('It goes on by itself once the account').waitFor()
    await picture(page, 'paused-for-funds')

    await page.getByRole('button', { name: 'Pay only the first ones …' }).click()
    await dialog.getByLabel('How many').fill('3')
    await dialog.getByText('3 · KES 15,500.00').waitFor()
    await dialog.getByText('5 · KES 25,000.00').waitFor()
    expect(await barriers(page), 'paying the first ones').toEqual([])
    await picture(page, 'pay-first')
    await dialog.getByRole('button', { name: 'Pay only the first ones' }).click()
    await page.getByText('Only the first 3 are paid now.').waitFor()
    await dialog.waitFor({ state: 'detached' })
    // It goes on by itself within a minute: whoever presses that is not the first, perhaps.
    const goOn = page.getByRole('button', { name: 'Go on …' })
    const paid = page.getByText('3 of 8 paid')
    await portal.stage.until(
      async () => {
        const now = { timeout: 1_000 }
        await goOn
          .click(now)
          .then(() => dialog.getByRole('button', { name: 'Go on', exact: true }).click(now))
          .catch(() => page.keyboard.press('Escape'))
        return (await paid.isVisible()) && !(await dialog.isVisible())
      },
      seen => seen,
    )

    await page.getByRole('button', { name: 'Pause …' }).click()
    await dialog.getByText('5 · KES 25,000.00').waitFor()
    await dialog.getByLabel('Reason').fill('The market day was moved')
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('Paused: The market day was moved').waitFor()
    await goOn.click()
    await dialog.getByRole('button', { name: 'Go on', exact: true }).click()
    await page.getByRole('button', { name: 'Pause …' }).waitFor()

    await portal.stage.sandbox.ask('POST', '/sandbox/accounts/isiolo/topups', { amountMinor: '20000000' })
    await page.getByRole('button', { name: 'Pay all …' }).click()
    await dialog.getByText('5 · KES 25,000.00').waitFor()
    await dialog.getByRole('button', { name: 'Pay all', exact: true }).click()
    await page.getByText('8 of 8 paid').waitFor()
    await page.getByText('Closed').first().waitFor()
    expect(await barriers(page), 'a distribution').toEqual([])
    await picture(page, 'distribution-paid')
    await portal.stage.booksAgree()

    // Somebody says that nothing came: what proves it stands by each that was sent, in the list and with the person.
    await page.getByRole('button', { name: 'Evidence …: ISI-0003' }).click()
    await dialog.getByText('Receipt').first().waitFor()
    expect(await barriers(page), 'the evidence').toEqual([])
    await picture(page, 'distribution-evidence')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'ISI-0003' }).click()
    await page.getByRole('heading', { level: 1, name: 'Person ISI-0003' }).waitFor()
    await page
      .getByText(/Receipt|Attempt 1/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Evidence …: Round 1' }).click()
    await dialog.getByText('Who looks is written down.').waitFor()
    await page.keyboard.press('Escape')
    expect([...maker.complaints, ...approver.complaints]).toEqual([])
  })

  it('is done once when the answer to it was lost', async () => {
    const { page } = await portal.signedIn(await portal.member('programme_manager', 'Salma Noor'))
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

  it('for one who was chosen is rejected, made again, and ended by two people where the provider never says how', async () => {
    const { page } = await portal.signedIn(await portal.member('programme_manager', 'Zainab Omar'))
    const approver = await portal.signedIn(await portal.member('finance_approver', 'Chege Kamau'))
    const dialog = page.getByRole('dialog')
    const make = async (name: string): Promise<void> => {
      await page.getByRole('link', { name: 'People', exact: true }).click()
      await page.getByLabel('Choose ISI-0006').check()
      await page.getByRole('button', { name: 'Make a distribution …' }).click()
      await dialog.getByText('Only those who were chosen: 1.').waitFor()
      await dialog.getByLabel('Name').fill(name)
      await dialog.getByRole('button', { name: 'Count', exact: true }).click()
      await dialog.getByText('Each of them gets').waitFor()
      await dialog.getByRole('button', { name: 'Make the list' }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
      await page.getByText('Waits for approval').first().waitFor()
    }
    await make('One alone')
    const decides = approver.page.getByRole('dialog')
    await approver.go(new URL(page.url()).pathname.replace('/portal', ''))
    await approver.page.getByRole('button', { name: 'Reject …' }).click()
    await decides.getByText('KES 5,000.00').waitFor()
    await decides.getByLabel('Reason').fill('Not this month')
    await decides.getByRole('button', { name: 'Reject', exact: true }).click()
    await page.getByText('Rejected: Not this month').waitFor()

    await make('One alone, again')
    await approver.go(new URL(page.url()).pathname.replace('/portal', ''))
    await approver.page.getByRole('button', { name: 'Approve …' }).click()
    await decides.getByText(/^[0-9a-f]{64}$/).waitFor()
    await decides.getByRole('button', { name: 'Approve', exact: true }).click()
    await portal.stage.sandbox.ask('POST', '/sandbox/faults', { kind: 'answer-lost-before', nth: 1 })
    await page.getByRole('button', { name: 'Start paying …' }).click()
    await dialog.getByRole('button', { name: 'Start paying' }).click()
    const failed = page.getByRole('region', { name: 'Failed or open, by reason' })
    await failed.getByText('one person proposes how it ended').waitFor()
    // A case comes of it once the provider was asked for the last time: brought forward, for the waits double.
    await sql`update attempt set checks = ${lastCheck - 1}, next_check_at = now() where state = 'unknown'`.execute(
      portal.stage.house.db,
    )
    await page.getByText('Open cases').waitFor()
    await failed.getByRole('link', { name: 'Its cases' }).click()
    await page.getByRole('button', { name: 'Of one distribution ✕' }).waitFor()
    await page
      .getByRole('cell', { name: /A payment of unknown end/ })
      .first()
      .waitFor()
    await page.goBack()
    await failed.waitFor()
    expect(await barriers(page), 'an unknown end').toEqual([])
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overflow(page), `an unknown end at ${width}`).toBe(0)
      await picture(page, `distribution-unknown-${width}`)
    }
    await page.getByRole('button', { name: 'Propose how it ended …: ISI-0006' }).click()
    await dialog.getByText('KES 5,000.00').waitFor()
    await dialog.getByLabel('It was not paid').check()
    await dialog.getByLabel('Evidence for it').fill('Ticket 4711: the request never arrived.')
    await dialog.getByLabel('Reason').fill('The provider has no such transfer')
    // Not before the provider can have no more of it under way: until then the dialog says so, and stays as it is.
    const proposed = page.getByText('Proposed. Somebody else decides it.')
    await portal.stage.until(
      async () => {
        if (await proposed.isVisible()) return true
        await dialog
          .getByRole('button', { name: 'Propose how it ended' })
          .click({ timeout: 1_000 })
          .catch(() => null)
        return proposed.isVisible()
      },
      seen => seen,
    )

    await approver.go('/waiting')
    await approver.page.getByRole('button', { name: 'Decide how it ended …' }).click()
    await decides.getByText('Ticket 4711: the request never arrived.').waitFor()
    expect(await barriers(approver.page), 'deciding an end').toEqual([])
    await decides.getByLabel('Yes, it ended so').check()
    await decides.getByRole('button', { name: 'Decide how it ended' }).click()
    await approver.page.getByText('Confirmed. The payout has its end.').waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Try again …: ISI-0006' }).click()
    await dialog.getByRole('button', { name: 'Try again', exact: true }).click()
    await page.getByText('1 of 1 paid').waitFor()
    await page.getByText('Open cases').waitFor({ state: 'detached' })

    await page.getByRole('link', { name: 'Money', exact: true }).click()
    await page.getByText('Spent, with fees').waitFor()
    expect(await barriers(page), 'the budget').toEqual([])
    await picture(page, 'money-after-a-round')
  })
})
