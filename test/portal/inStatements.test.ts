/** A list held against the statements of its account, and how long a list that is over is asked for. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { finish, give, statementText, transfersOf, type Row, type Transfers } from '../integration/statementGround.js'
import type { Stage } from '../integration/livesStage.js'
import { reads } from './looking.js'
import { aPortal, barriers, enters, overflow, picture, type Portal } from './portalGround.js'

let portal: Portal
let there: Transfers<Stage>
beforeAll(async () => {
  portal = await aPortal({ people: 5 })
  there = await transfersOf(portal.stage)
  for (const place of [0, 1, 2, 3]) await there.say(place, { is: 'paid' })
})
afterAll(() => portal.end())

const payment = (place: number, over: Partial<Row> = {}): Row => ({
  receipt: there.of[place]!.receipt,
  amount: '-5,000.00',
  party: `${there.of[place]!.number.slice(1)} - PERSON ${place}`,
  ...over,
})

it('tells finance how many of its paid transfers stand in a statement, and shows those that do not', async () => {
  const at = `/distributions/${there.distributionId}`
  const { page, go, complaints } = await portal.signedIn(await portal.member('finance_maker'), { at })
  const section = page.getByRole('region', { name: 'In statements' })
  await section.getByText('No statement of its account was taken in yet.').waitFor()
  await finish(
    portal.stage,
    await give(portal.stage, statementText([payment(0), payment(1), payment(2, { amount: '-4,000.00' })])),
  )
  await go(at)
  await section.getByText('3 of 4 paid transfers stand in a statement.').waitFor()
  const fact = (name: string) => section.getByRole('term').filter({ hasText: name }).locator('xpath=..')
  await fact('Statements reach until')
    .getByText(/\d:\d\d/)
    .waitFor()
  expect(await fact('Another amount').getByRole('definition').textContent()).toBe('1')
  await section.getByRole('button', { name: 'In no statement yet: 1' }).click()
  const table = page.getByRole('region', { name: 'Payouts' })
  await table.getByRole('button', { name: 'In no statement ✕' }).waitFor()
  await table.getByText('1 to 1').waitFor()
  expect(await table.getByRole('row').count()).toBe(2)
  expect(await barriers(page), 'a list and its statements').toEqual([])
  await picture(page, 'in-statements-1280')
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await overflow(page)).toBe(0)
  await reads(page, 'ar', 'dark')
  expect(await overflow(page)).toBe(0)
  expect(await barriers(page), 'in Arabic, dark').toEqual([])
  await picture(page, 'in-statements-390-ar-dark')
  await reads(page, 'en', 'light')
  await section.getByRole('link', { name: 'Statements of the account' }).click()
  await page.getByRole('heading', { level: 1, name: 'Reconciling' }).waitFor()
  expect(new URL(page.url()).searchParams.get('account')).toBe(portal.stage.fspAccountId)
  expect(complaints).toEqual([])
})

it('is asked for no more once it is over and nobody on it waits', async () => {
  const { house } = portal.stage
  // As it stands in the end, without how it came there.
  await house.db.transaction().execute(async db => {
    await sql`set local session_replication_role = replica`.execute(db)
    await sql`update payout set state = 'paid' where distribution_id = ${there.distributionId}`.execute(db)
    await sql`update distribution set state = 'closed', closed_at = now() where id = ${there.distributionId}`.execute(
      db,
    )
  })
  const came = await portal.visitor()
  const { page, go } = came
  await enters(came, await portal.member('programme_manager'))
  await page.clock.install()
  const asked: string[] = []
  page.on('request', request => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith(`/distributions/${there.distributionId}`)) asked.push(pathname)
  })
  await go(`/distributions/${there.distributionId}`)
  await page.getByRole('region', { name: 'Payouts' }).getByText('1 to 5').waitFor()
  await page.waitForLoadState('networkidle')
  const before = asked.length
  expect(before).toBeGreaterThan(0)
  await page.clock.runFor(5 * 60_000)
  await page.waitForLoadState('networkidle')
  expect(asked.slice(before)).toEqual([])
})
