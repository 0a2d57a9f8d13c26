/** A calendar of minutes, as the demo of vouchers has it: shown for what it is, and not offered to anybody. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setCalendar } from '../../db/calendars.js'
import { asha, expectDone } from '../integration/livesStage.js'
import { aPortal, barriers, type Portal } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 2 })
})
afterAll(() => portal.end())

it('shows rounds by their minute, leaves one of them out, and offers no minutes', async () => {
  const { house, programmeId } = portal.stage
  const calendar = {
    ...{ frequency: { unit: 'minutes', every: 2, times: 3 } as const, firstDate: '2031-01-01', time: '09:00' },
    ...{ timeZone: 'Africa/Nairobi', lastDate: null, holidays: [], onHoliday: 'skip' as const, weekend: [] },
  }
  const rules = { calendar, roundsEach: 2, late: 'all', missed: 'none', overlap: 'queue' } as const
  expectDone(await setCalendar(house, { programmeId, ...rules, by: asha, sandbox: true }))
  const { page } = await portal.signedIn(await portal.member('programme_manager'), {
    at: `/programmes/${programmeId}/calendar`,
  })
  await page.getByText('This calendar is for play: a round comes every 2 min, 3 in all.').waitFor()
  const minute = (time: string): RegExp => new RegExp(`Jan 1, 2031, ${time}\\sAM`)
  await page.getByRole('row', { name: minute('9:00') }).waitFor()
  await page.getByRole('button', { name: minute('9:02') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('Too fast')
  await dialog.getByRole('button', { name: 'Leave out' }).click()
  await page
    .getByRole('row', { name: minute('9:02') })
    .getByText('Left out')
    .waitFor()
  expect(await barriers(page), 'a calendar for play').toEqual([])
  await page.getByRole('button', { name: 'Change the calendar …' }).click()
  const units = await dialog.getByLabel('Unit').locator('option').allInnerTexts()
  expect(units).toEqual(['days', 'weeks', 'months'])
})
