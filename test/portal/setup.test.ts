import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPortal, barriers, picture, type Portal, type Visitor } from './portalGround.js'

let portal: Portal
beforeAll(async () => {
  portal = await aPortal({ people: 12 })
  await portal.stage.work()
})
afterAll(() => portal.end())

const at = (page: string): string => `/programmes/${portal.stage.programmeId}/${page}`

/** Signed in by that role, at that page, with time enough for a busy machine. */
async function someone(role: Parameters<Portal['member']>[0], to: string, name?: string): Promise<Visitor> {
  return portal.signedIn(await portal.member(role, name), { at: to })
}

describe('the set-up of a programme', () => {
  it('says what keeps it from paying, and no longer once that is mended', async () => {
    const { page } = await someone('programme_manager', at('setup'))
    await page.getByText('Steps that are missing before it can pay: 1').waitFor()
    await page.getByText('Nobody can approve a list. Give somebody a role that approves.').waitFor()
    await page.getByText('Can be paid now: 12 of 12 included').waitFor()
    await portal.member('finance_approver', 'Baraka Otieno')
    await page.reload()
    await page.getByText('Nothing keeps it from paying.').waitFor()
    await page.getByText('Can approve: 1; needed at most: 1').waitFor()
  })

  it('tells what the programme is and who works in it, and changes it while it runs', async () => {
    const { page } = await someone('programme_manager', at('setup'), 'Amina Yusuf')
    const team = page.getByRole('region', { name: 'Team' })
    await team.getByText('Baraka Otieno').waitFor()
    await team.getByText('An administrator invites people and gives roles: ask them.').waitFor()
    const about = page.getByRole('region', { name: 'About the programme' })
    await about.getByText('30 days').waitFor()
    await about.getByRole('button', { name: 'Change …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('People in the programme: 12.').waitFor()
    await dialog.getByLabel('How long a correction is waited for').fill('21')
    await dialog.getByLabel('Samburu').waitFor()
    expect(await barriers(page), 'about the programme').toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await about.getByText('21 days').waitFor()
  })

  it('tests the account at the provider, and books money once', async () => {
    const { page } = await someone('programme_manager', at('setup'))
    await page.getByRole('button', { name: 'Test the connection' }).click()
    await page.getByRole('main').getByRole('status').filter({ hasText: /./ }).first().waitFor()
    for (const says of ['Booked. Available now: KES 10,000,005,000.00', 'This was booked before; nothing was added.']) {
      await page.getByRole('button', { name: 'Book money …' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Amount in KES').fill('5000.001')
      await dialog.getByText('Write an amount like 5000 or 5000.50.').waitFor()
      await dialog.getByLabel('Amount in KES').fill('5000')
      await dialog.getByLabel('Reference').fill('ECHO-7')
      await dialog.getByText('Available after it').waitFor()
      expect(await barriers(page), 'booking money').toEqual([])
      await dialog.getByRole('button', { name: 'Book money' }).click()
      await page.getByText(says).waitFor()
      await dialog.waitFor({ state: 'detached' })
    }
  })

  it('lets an administrator say who approves and what takes two', async () => {
    const { page } = await someone('administrator', at('setup'))
    const steps = page.getByRole('region', { name: 'Who approves' })
    await steps.getByText('One person who may approve').waitFor()
    await steps.getByRole('button', { name: 'Change …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add a step' }).click()
    await dialog.getByLabel('How many people').fill('2')
    expect(await barriers(page), 'steps').toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await steps.getByText('People: 2').waitFor()
    // Two are asked for and one is there.
    await page.getByText(/Can approve: 1; the steps ask for 2/).waitFor()
    const two = page.getByRole('region', { name: 'What takes two people' })
    await two.getByRole('button', { name: 'Change …' }).click()
    await dialog.getByLabel('Files of people').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await two.getByText('two people', { exact: true }).waitFor()
    await steps.getByRole('button', { name: 'Change …' }).click()
    await dialog.getByRole('button', { name: 'Remove step 1' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await steps.getByText('One person who may approve').waitFor()
  })

  it('tries a rule on those who are included before it counts', async () => {
    const { page } = await someone('programme_manager', at('entitlement'))
    await page.getByLabel('A formula').check()
    await page.getByLabel('Formula', { exact: true }).fill('6000 + 100 * household_size')
    await page.getByLabel('Never more over the whole programme than (KES)').fill('20000')
    await page.getByRole('button', { name: 'Try it on everybody included' }).click()
    // Three whole ones, and what is left of it.
    await page.getByRole('row', { name: / 12 KES 6,500.00 4$/ }).waitFor()
    await page.getByRole('button', { name: 'Set this rule' }).click()
    await page.getByText('The rule counts from now on.').waitFor()
    await page.getByRole('region', { name: 'The rule now' }).getByText('6000 + 100 * household_size').waitFor()
    await page.getByRole('region', { name: 'The rule now' }).getByText('KES 20,000.00').waitFor()
    await page.getByLabel('The base and the members of the household').check()
    await page.getByLabel('A household gets (KES)').fill('6500')
    await page.getByRole('button', { name: 'Try it on everybody included' }).click()
    await page.getByRole('row', { name: / 12 KES 6,500.00 4$/ }).waitFor()
    await page.getByRole('button', { name: 'Set this rule' }).click()
    await page.getByRole('region', { name: 'The rule now' }).getByText('KES 6,500.00').waitFor()
  })

  it('shows the rounds of a calendar before it counts, and leaves one out for a reason', async () => {
    const { page } = await someone('programme_manager', at('calendar'))
    await page.getByText('No calendar').waitFor()
    await page.getByRole('button', { name: 'Make a calendar …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('First day').fill('2031-01-01')
    await dialog.getByLabel('Rounds that everybody gets').fill('3')
    await dialog.getByLabel('Whoever joins late gets').selectOption('all')
    await dialog.getByLabel('Rounds that nobody was there to open').selectOption('none')
    await dialog.getByLabel('A round while the one before is not paid').selectOption('queue')
    await dialog.getByLabel('A round on a holiday').selectOption('skip')
    expect(await barriers(page), 'a calendar').toEqual([])
    await dialog.getByRole('button', { name: 'Look at the rounds' }).click()
    await dialog.getByText('Wednesday, January 1, 2031').waitFor()
    await picture(page, 'calendar-preview')
    await dialog.getByRole('button', { name: 'Let it run so' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Leave out Saturday, February 1, 2031' }).click()
    await dialog.getByLabel('Reason').fill('Everybody is at the market')
    await dialog.getByRole('button', { name: 'Leave out' }).click()
    await page
      .getByRole('row', { name: /February 1, 2031/ })
      .getByText('Left out')
      .waitFor()
  })

  it('adds a field, and puts it away', async () => {
    const { page } = await someone('programme_manager', at('fields'))
    await page.getByRole('button', { name: 'Add a field …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Short name').fill('water_from')
    await dialog.getByLabel('Question in Swahili').fill('Maji kutoka')
    await dialog.getByLabel('Answer', { exact: true }).selectOption('one_of')
    await dialog.getByLabel('Answers to choose from').fill('well = Kisima\nriver = Mto')
    expect(await barriers(page), 'a field').toEqual([])
    await dialog.getByRole('button', { name: 'Add a field' }).click()
    const row = page.getByRole('row', { name: /Maji kutoka/ })
    await row.getByText('In use').waitFor()
    await row.getByRole('button').click()
    await dialog.getByRole('button', { name: 'Put away' }).click()
    await row.getByText('Put away', { exact: true }).waitFor()
  })
})

describe('a programme that begins', () => {
  it('is made with an account of its currency, and says then what it lacks', async () => {
    const { page } = await someone('programme_manager', '/programmes/new')
    await page.getByLabel('Name').fill('Marsabit')
    await page.getByLabel('Country').selectOption('KE')
    await page.getByLabel('Currency').selectOption('KES')
    await page.getByLabel('Account at the provider').selectOption('Wallet')
    await page.getByLabel('A household gets (KES)').fill('4500')
    await page.getByLabel('Swahili').check()
    expect(await barriers(page), 'a new programme').toEqual([])
    await page.getByRole('button', { name: 'Make the programme' }).click()
    await page.getByRole('heading', { level: 1, name: 'Set-up' }).waitFor()
    await page.getByText('Steps that are missing before it can pay: 2').waitFor()
    await page.getByText('Book the money that was given to the programme.').waitFor()
    await page.getByText('Nobody is enrolled.').waitFor()
  })
})

describe('the money of a programme', () => {
  it('is shown by account, month and entry, and its list is had on paper', async () => {
    const { until, pay, standing } = portal.stage
    const id = await pay()
    await until(
      () => standing(id),
      ({ state }) => state === 'closed',
    )
    const { page } = await someone('programme_manager', at('money'))
    const spending = page.getByRole('region', { name: 'Paid out by month' })
    await spending.getByRole('row', { name: /Wallet \d+ \d+ KES 78,000.00/ }).waitFor()
    const journal = page.getByRole('region', { name: 'Every entry' })
    await journal.getByLabel('Account').selectOption('funding')
    await journal.getByText('1 to 2').waitFor()
    await page.getByRole('button', { name: 'Ask for a paper …' }).click()
    const dialog = page.getByRole('dialog')
    expect(await barriers(page), 'a paper').toEqual([])
    await dialog.getByRole('button', { name: 'Ask for a paper' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ])
    expect(await file.failure()).toBeNull()
  })
})

describe('administration', () => {
  it('invites, changes roles and deactivates, each said before', async () => {
    const { page, visit } = await withVisit(await someone('administrator', '/staff'))
    await page.getByRole('button', { name: 'Invite somebody …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Chege Kamau')
    await dialog.getByLabel('E-mail').fill('chege.kamau@example.org')
    await dialog.getByLabel('Short name').fill('chege.kamau')
    await dialog.getByRole('button', { name: 'Add a role' }).click()
    expect(await barriers(page), 'an invitation').toEqual([])
    await dialog.getByRole('button', { name: 'Invite somebody' }).click()
    await dialog.getByText('It is shown this once.').waitFor()
    const link = await dialog.getByText(/\/welcome#/).textContent()
    expect(link).toContain('/welcome#')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    const row = page.getByRole('row', { name: /Chege Kamau/ })
    await row.getByText('Viewer · Isiolo').waitFor()
    await row.getByText('Invited').waitFor()
    await visit('Change Chege Kamau', 'Change roles')
    await dialog.getByLabel('Role', { exact: true }).selectOption('field_officer')
    await dialog.getByRole('button', { name: 'Change roles' }).click()
    await row.getByText('Field officer · Isiolo').waitFor()
    await visit('Change Chege Kamau', 'Deactivate')
    await dialog.getByText('All sessions, links and tokens of this person end now.').waitFor()
    await dialog.getByRole('button', { name: 'Deactivate' }).click()
    await row.getByText('Deactivated').waitFor()
  })

  it('makes a role of permissions', async () => {
    const { page } = await someone('administrator', '/roles')
    await page.getByRole('button', { name: 'New role …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name of the role').fill('reporter')
    await dialog.getByRole('group', { name: 'Money' }).getByLabel('see budget and accounts').check()
    expect(await barriers(page), 'a role').toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: /reporter.*permissions: 1/ }).waitFor()
  })

  it('finds acts in the record, and proves the books', async () => {
    const { page } = await someone('administrator', '/acts')
    await page.getByRole('combobox', { name: 'What' }).fill('Approval steps ch')
    await page.getByRole('option', { name: 'Approval steps changed' }).click()
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByText('1 to 2').waitFor()
    await page.getByRole('link', { name: 'System' }).click()
    await page.getByText('Answers').nth(1).waitFor()
    await page.getByRole('button', { name: 'Prove the books' }).click()
    await page.getByText('Everything adds up.').waitFor()
  })
})

/** The acts of a row lie in a menu of its own. */
const withVisit = async (came: Visitor) => ({
  ...came,
  visit: async (menu: string, item: string): Promise<void> => {
    await came.page.getByRole('button', { name: menu }).click()
    await came.page.getByRole('menuitem', { name: `${item} …` }).click()
  },
})
