/** Rounds by clicks: what acts on a calendar and more rounds would do is said before, and what was due to whom and why. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setCalendar } from '../../db/calendars.js'
import { decideStanding, proposeStanding } from '../../db/standingApprovals.js'
import { choosePage } from './clicks/people.js'
import { aPortal, barriers, overflow, picture, enters, type Member, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
let planner: Member
beforeAll(async () => {
  portal = await aPortal({ people: 5 })
  await portal.stage.work()
  planner = await portal.member('programme_manager')
  const { house, programmeId } = portal.stage
  const set = await setCalendar(house, {
    programmeId,
    calendar: {
      frequency: { unit: 'months', every: 1, day: 1 },
      firstDate: '2031-01-01',
      time: '09:00',
      timeZone: 'Africa/Nairobi',
      lastDate: '2031-03-31',
      holidays: [],
      onHoliday: 'skip',
      weekend: [],
    },
    roundsEach: 3,
    late: 'all',
    missed: 'none',
    // So that another round can be looked at while one waits for approval.
    overlap: 'beside',
    by: { person: 'somebody.else', role: 'programme_manager' },
  })
  if (!set.ok) throw new Error(set.why)
})
afterAll(() => portal.end())

const at = (page: string): string => `/programmes/${portal.stage.programmeId}/${page}`

async function visit(to: string): Promise<Visitor> {
  return portal.signedIn(planner, { at: to })
}

describe('rounds of a calendar in the portal', () => {
  it('are brought forward after it was said whom, for how much, what the rest becomes, and that people approve the list', async () => {
    const { page } = await visit(at('calendar'))
    await page.getByRole('button', { name: 'Bring forward …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Wednesday, January 1, 2031').waitFor()
    await dialog.getByText('KES 25,000.00').waitFor()
    await dialog.getByText('Its list still has to be approved. Nothing is approved ahead.').waitFor()
    await dialog.getByText('Saturday, March 1, 2031').waitFor()
    expect(await barriers(page), 'bringing forward').toEqual([])
    await picture(page, 'rounds-bring-forward')
    await dialog.getByRole('button', { name: 'Bring forward' }).click()
    await page.getByText('The round opens now.').waitFor()
    const row = page.getByRole('row', { name: /January 1, 2031/ })
    await row.getByText('Open').waitFor()
    // Why it is where it is, with its day in words.
    await row.getByText(/Brought forward by .*Halima Abdi.* on .*, 20\d\d\./).waitFor()
  })

  it('and where two people have approved ahead, that it is paid at once', async () => {
    const { house, programmeId } = portal.stage
    const until = new Date(Date.now() + 20 * 86_400_000)
    const sums = { roundUpToMinor: 10_000_000n, inAllMinor: 10_000_000n }
    const asked = await proposeStanding(house, {
      programmeId,
      ...sums,
      until,
      by: { person: 'maker', role: 'finance_maker' },
    })
    if (!asked.ok) throw new Error(asked.why)
    const approver = await portal.member('finance_approver', 'Baraka Otieno')
    const by = { person: approver.handle, role: 'finance_approver' }
    const decided = await decideStanding(house, { proposalId: asked.proposalId, approve: true, by })
    if (!decided.ok) throw new Error(decided.why)
    const { page } = await visit(at('calendar'))
    await page.getByRole('button', { name: 'Bring forward …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/keeps within their sums: its list is approved and paid at once/).waitFor()
    await dialog.getByRole('button', { name: 'Back' }).click()
  })

  it('are told on the page of a person: how many of theirs they had, and what was due and why', async () => {
    const { page } = await visit(`/people/${portal.stage.people[0] ?? ''}`)
    const rounds = page.getByRole('region', { name: 'Rounds' })
    await rounds.getByText('Rounds: 1 of 3').waitFor()
    await rounds.getByText('KES 5,000.00').first().waitFor()
    await rounds.getByText('KES 5,000.00 for up to 5 members').waitFor()
    await page.getByRole('button', { name: 'Give more rounds …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('How many more rounds').fill('2')
    await dialog.getByText('KES 10,000.00').waitFor()
    await dialog.getByText('Of these rounds, without a date: 2. Let the calendar go on for longer.').waitFor()
    await dialog.getByLabel('Reason').fill('The drought goes on')
    expect(await barriers(page), 'more rounds').toEqual([])
    await dialog.getByRole('button', { name: 'Give more rounds' }).click()
    await page.getByText('More rounds given to 1; of them included again: 0.').waitFor()
    await rounds.getByText('Rounds: 1 of 5').waitFor()
  })

  it('are given to many at once after a count, with what it takes and who gets none', async () => {
    const { house, people } = portal.stage
    // Somebody who stands on no list has none to which more could be added.
    const { page } = await visit(at('people'))
    await house.db.deleteFrom('beneficiary_rounds').where('beneficiary_id', '=', people[4]!).execute()
    await choosePage(page)
    await page.getByRole('button', { name: 'Give more rounds …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Get none: not selected for a round yet').waitFor()
    await dialog.getByText('KES 20,000.00').waitFor()
    await picture(page, 'rounds-give-more')
    await dialog.getByLabel('Reason').fill('The drought goes on')
    await dialog.getByRole('button', { name: 'Give more rounds' }).click()
    await page.getByText('More rounds given to 4; of them included again: 0.').waitFor()
  })

  it('stand beside what they are now before a calendar is changed', async () => {
    const { page } = await visit(at('calendar'))
    await page.getByRole('button', { name: 'Change the calendar …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/Who was selected before keeps their number/).waitFor()
    await dialog.getByLabel('Last day (empty: goes on)').fill('2031-06-30')
    await dialog.getByLabel('Whoever joins late gets').selectOption('share')
    await dialog.getByRole('button', { name: 'Look at the rounds' }).click()
    const beside = dialog.getByRole('group', { name: 'The rest of the programme, now and then' })
    await beside.getByRole('row', { name: /Last round Saturday, March 1, 2031/ }).waitFor()
    // Money of all rounds: what has no date now has one then.
    await beside.getByRole('row', { name: /^In all KES .* KES .* \+KES/ }).waitFor()
    await dialog
      .getByRole('group', { name: 'Day by day, now and then' })
      .getByRole('row', { name: /April 1, 2031 – For \d: KES/ })
      .waitFor()
    expect(await barriers(page), 'a change of calendar').toEqual([])
    await picture(page, 'rounds-beside')
    await dialog.getByRole('button', { name: 'Let it run so' }).click()
    await page.getByText('The programme runs by this calendar.').waitFor()
  })

  it('are left out, paused and resumed after it was said what that means', async () => {
    const { page } = await visit(at('calendar'))
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Leave out Saturday, February 1, 2031' }).click()
    await dialog.getByText('Its people keep their number of rounds: they get it on a later day.').waitFor()
    await dialog.getByText('KES 25,000.00').waitFor()
    await dialog.getByLabel('Reason').fill('Everybody is at the market')
    await dialog.getByRole('button', { name: 'Leave out' }).click()
    await page.getByText('The round is left out.').waitFor()
    await page.getByRole('button', { name: 'Pause …' }).click()
    await dialog.getByText('First round that does not open').waitFor()
    await dialog.getByText('Saturday, March 1, 2031').waitFor()
    await dialog.getByText('If it is still paused at that time:').waitFor()
    expect(await barriers(page), 'pausing').toEqual([])
    await dialog.getByLabel('Reason').fill('The river is over the road')
    await dialog.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('The calendar is paused.').waitFor()
    await page.getByRole('button', { name: 'Resume …' }).click()
    await dialog.getByText('Next round').waitFor()
    await picture(page, 'rounds-resume')
    await dialog.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Rounds open again.').waitFor()
  })

  it('can be looked at by everybody, from right to left too, at three widths', async () => {
    for (const [locale, colorScheme] of [
      ['en', 'light'],
      ['ar', 'dark'],
    ] as const) {
      const came = await portal.visitor({ locale, colorScheme })
      await enters(came, planner)
      const { page, go, complaints } = came
      const open = async (name: string, to: string, before?: () => Promise<void>): Promise<void> => {
        await go(to)
        await page.locator('h1').waitFor()
        await page.waitForLoadState('networkidle')
        await before?.()
        expect(await barriers(page), `${name} ${locale}`).toEqual([])
        for (const width of [390, 1280, 1920]) {
          await page.setViewportSize({ width, height: 900 })
          await expect.poll(() => overflow(page), { message: `${name} ${locale} ${width}` }).toBe(0)
          await picture(page, `${name}-${locale}-${colorScheme}-${width}`)
        }
      }
      await open('rounds-person', `/people/${portal.stage.people[0] ?? ''}`)
      await open('rounds-change', at('calendar'), async () => {
        const change = { en: 'Change the calendar …', ar: 'تغيير التقويم …' }[locale]
        const look = { en: 'Look at the rounds', ar: 'عرض الجولات' }[locale]
        await page.getByRole('button', { name: change }).click()
        await page.getByRole('dialog').getByRole('button', { name: look }).click()
        await page
          .getByRole('dialog')
          .getByRole('group')
          .filter({ has: page.locator('table') })
          .first()
          .waitFor()
      })
      expect(complaints).toEqual([])
    }
  })
})
