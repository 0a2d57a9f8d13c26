import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { said } from '../../domain/caseSays.js'
import { openCase } from '../../db/cases.js'
import { proposeAccountChange } from '../../db/fspAccountChanges.js'
import { asha } from '../integration/livesStage.js'
import { statementText } from '../integration/statementGround.js'
import { openView, saveView } from './clicks/people.js'
import { aPortal, barriers, picture, type Member, type Portal } from './portalGround.js'

let portal: Portal
let manager: Member
let approver: Member
let caseId = ''
beforeAll(async () => {
  portal = await aPortal({ people: 12 })
  await portal.stage.work()
  manager = await portal.member('programme_manager', 'Halima Abdi')
  approver = await portal.member('finance_approver', 'Baraka Otieno')
  const { house, programmeId, people } = portal.stage
  const about = { programmeId, owner: 'programme staff', atDeadline: 'escalate' } as const
  const correction = {
    kind: 'correction',
    reason: 'not_registered',
    says: said('number_can_not_receive', { reason: 'not_registered' }),
  } as const
  for (const beneficiaryId of people.slice(0, 3)) await openCase(house, { ...about, ...correction, beneficiaryId })
  // Whose cases others work on in the other tests.
  for (const beneficiaryId of people.slice(7, 9))
    caseId = (await openCase(house, { ...about, ...correction, beneficiaryId, owner: 'operator' })).caseId
  await openCase(house, {
    ...about,
    beneficiaryId: people[4],
    kind: 'message_failed',
    says: said('message_not_arrived'),
    deadlineAt: new Date(Date.now() - 3_600_000),
  })
})
afterAll(() => portal.end())

const signedIn = (member: Member) => portal.signedIn(member)

describe('the work lists', () => {
  it('are filtered, handed over after a count, and a case ends by what the API offers', async () => {
    const { page, complaints } = await signedIn(manager)
    await page.getByRole('link', { name: 'Work', exact: true }).click()
    await page.getByLabel('Belongs to').selectOption({ label: 'Programme staff' })
    await page.getByText('1 to 4 of 4').waitFor()
    await page.getByLabel('Kind').selectOption('correction')
    await page.getByText('1 to 3 of 3').waitFor()
    await page.getByLabel('Choose all on this page').check()
    await page.getByRole('button', { name: 'Hand over …' }).click()
    await page.getByRole('dialog').getByText('Will be handed over').waitFor()
    expect(await barriers(page), 'handing over').toEqual([])
    await page.getByRole('button', { name: 'Hand over: 3', exact: true }).click()
    await page.getByText('Handed over: 3.').waitFor()
    await page.getByText('No case matches').waitFor()
    await page.getByLabel('Belongs to').selectOption({ label: 'Me' })
    await page.getByText('1 to 3 of 3').waitFor()
    await page.getByLabel('Belongs to').selectOption({ label: 'Any' })

    await page.getByLabel('Kind').selectOption('message_failed')
    await page.getByRole('link', { name: 'A message that did not arrive' }).click()
    await page.getByText('Nobody was contacted yet').waitFor()
    await page.getByLabel('Note', { exact: true }).fill('Will come to the office on Friday')
    await page.getByRole('button', { name: 'Note it' }).click()
    await page.getByRole('listitem').filter({ hasText: 'Will come to the office on Friday' }).waitFor()
    await picture(page, 'case')
    await page.getByRole('button', { name: 'Say how they were told …' }).click()
    await page.getByLabel('Reason').fill('Told by phone')
    await page.getByRole('dialog').getByRole('button', { name: 'Say how they were told' }).click()
    await page.getByText(/Closed by/).waitFor()
    expect(complaints).toEqual([])
  })
})

describe('a view of the work', () => {
  it('brings the filters back', async () => {
    const { page } = await signedIn(manager)
    await page.getByRole('link', { name: 'Work', exact: true }).click()
    await page.getByLabel('Kind').selectOption('correction')
    await page.getByLabel('Escalated').check()
    await saveView(page, 'Late numbers')
    await page.getByLabel('Kind').selectOption({ label: 'Any' })
    await page.getByLabel('Escalated').uncheck()
    await openView(page, 'Late numbers')
    await expect.poll(() => page.getByLabel('Kind').inputValue()).toBe('correction')
    await expect.poll(() => page.getByLabel('Escalated').isChecked()).toBe(true)
  })
})

describe('what happened', () => {
  it('is told in the language of whoever reads, on the case and on the page of its person', async () => {
    const { page, go, complaints } = await signedIn(manager)
    await page.evaluate(`localStorage.setItem('mkono.language', '"ar"')`)
    const told = page.getByText('لا يمكن للرقم استلام المال. غير مسجل في المال عبر الهاتف.')
    for (const to of [`/work/${caseId}`, `/people/${portal.stage.people[8]!}`]) {
      await go(to)
      await told.first().waitFor()
      expect(await page.getByText('can not receive money').count(), to).toBe(0)
    }
    expect(complaints).toEqual([])
  })
})

describe('what waits for a yes', () => {
  it('is a corrected number that one person proposes from its case and another one sees whole and approves', async () => {
    const maker = await signedIn(manager)
    await maker.page.getByRole('link', { name: 'Work', exact: true }).click()
    await maker.page
      .getByRole('row', { name: /ISI-0008/ })
      .getByRole('link', { name: 'A number to correct' })
      .click()
    await maker.page.getByRole('button', { name: 'Propose a number …' }).click()
    await maker.page.getByRole('dialog').getByText('Number now').waitFor()
    await maker.page.getByLabel('New number').and(maker.page.locator(':focus')).waitFor()
    await maker.page.getByLabel('New number').fill('0711020099')
    await maker.page.getByLabel('Reason').fill('She has a new line')
    await maker.page.getByRole('dialog').getByRole('button', { name: 'Propose a number' }).click()
    await maker.page.getByText('Proposed. Somebody else decides it.').waitFor()
    await maker.page.getByText(/A new number waits for somebody’s yes or no: proposed by Halima Abdi/).waitFor()
    await maker.page.getByText('Instead of waiting, you can:').waitFor()

    const { page } = await signedIn(approver)
    // The check of the number is asked of the provider in the background.
    await page.getByRole('link', { name: 'Corrected numbers to decide: 1' }).waitFor()
    await page.getByRole('link', { name: 'Corrected numbers to decide: 1' }).click()
    await page.getByText('+254711020099').waitFor()
    await page.getByRole('button', { name: 'Approve: ISI-0008' }).click()
    const asked = page.getByRole('dialog')
    await asked.getByText('+254711010008').waitFor()
    expect(await barriers(page), 'deciding a number').toEqual([])
    await asked.getByRole('button', { name: 'Approve', exact: true }).click()
    await page.getByText('Numbers approved: 1 of 1.').waitFor()
  })

  it('is a change of an account, told as what it was and would be, and refused with a reason', async () => {
    const { house, fspAccountId } = portal.stage
    const proposed = await proposeAccountChange(house, { fspAccountId, sourceAllowList: ['203.0.113.7'], by: asha })
    expect(proposed.ok).toBe(true)
    const { page } = await signedIn(approver)
    await page.getByRole('link', { name: 'Account at a provider' }).click()
    await page.getByText('203.0.113.7 (before: From anywhere)').waitFor()
    await page.getByRole('button', { name: 'Reject …' }).click()
    await page.getByLabel('Reason').fill('Nobody knows this address')
    await page.getByRole('dialog').getByRole('button', { name: 'Reject', exact: true }).click()
    await page.getByText('Rejected. Nothing was changed.').waitFor()
    await page.getByText('203.0.113.7').waitFor({ state: 'detached' })
  })
})

describe('reconciling', () => {
  it('looks at a statement first, takes it in and tells what differs', async () => {
    const { page, complaints } = await signedIn(approver)
    await page.getByRole('link', { name: 'Reconciling' }).click()
    await page.getByText('No statement yet').waitFor()
    await page.getByText('What the account holds').waitFor()
    await page.getByRole('button', { name: 'Give a statement …' }).click()
    const text = statementText([{ receipt: 'SLA0000001', amount: '-100.00', party: '254711999999 - A Stranger' }])
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'november.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByText('Of them understood').waitFor()
    expect(await barriers(page), 'giving a statement').toEqual([])
    await page.getByRole('button', { name: 'Take it in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Statement november.csv' }).waitFor()
    await page.getByText('It is read and compared.').waitFor()
    await page.getByRole('cell', { name: 'Not in our book' }).waitFor()
    await picture(page, 'statement')
    expect(complaints).toEqual([])
  })
})

describe('work outside the office', () => {
  it('gives a link that is shown once, and ends it', async () => {
    const { page } = await signedIn(manager)
    await page.getByRole('link', { name: 'Outside the office' }).click()
    await page.getByText('No link yet').waitFor()
    await page.getByRole('button', { name: 'Make a link …' }).click()
    await page.getByLabel('Whose corrections').selectOption({ label: 'Finance' })
    await page.getByText('No correction is open there').waitFor()
    await page.getByLabel('Whose corrections').selectOption({ label: 'Operators' })
    await page.getByText('No correction is open there').waitFor({ state: 'detached' })
    await page.getByRole('dialog').getByRole('button', { name: 'Make a link' }).click()
    await page.getByText('Nobody can see this again').waitFor()
    expect(await page.getByRole('dialog').innerText()).toMatch(/\/field\/\S+/)
    await page.getByRole('button', { name: 'I have noted it' }).click()
    await page.getByRole('button', { name: /^End the link/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End the link' }).click()
    await page.getByRole('cell', { name: 'Ended', exact: true }).waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/\/field\/\S+/)
  })
})

describe('lists to take along', () => {
  it('are asked for, and found again in any browser: to be fetched by whoever asked, and by nobody else', async () => {
    const { page, complaints } = await signedIn(manager)
    await page.getByRole('link', { name: 'Outside the office' }).click()
    await page.getByText('No list yet').waitFor()
    await page.getByRole('button', { name: 'Ask for a list …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Visits of this week')
    await dialog.getByRole('button', { name: 'Ask for a list' }).click()
    await page.getByRole('cell', { name: 'All places' }).waitFor()
    expect(complaints).toEqual([])
    const elsewhere = await signedIn(manager)
    await elsewhere.page.getByRole('link', { name: 'Outside the office' }).click()
    const [file] = await Promise.all([
      elsewhere.page.waitForEvent('download'),
      elsewhere.page.getByRole('link', { name: /^Download the list/ }).click(),
    ])
    expect(file.suggestedFilename()).toBe('corrections.xlsx')
    const other = await signedIn(await portal.member('programme_manager', 'Guyo Jillo'))
    await other.page.getByRole('link', { name: 'Outside the office' }).click()
    await other.page.getByRole('cell', { name: 'Can be fetched' }).waitFor()
    expect(await other.page.getByRole('link', { name: /^Download the list/ }).count()).toBe(0)
  })

  it('are made for their own places by whoever works in some', async () => {
    const { programmeId } = portal.stage
    const within = { programmeId, areas: ['Wabera', 'Kinna'] }
    const { page } = await signedIn(await portal.member('programme_manager', 'Ekai Lokol', within))
    await page.getByRole('link', { name: 'Outside the office' }).click()
    await page.getByText('No list yet').waitFor()
    await page.getByRole('button', { name: 'Ask for a list …' }).click()
    const places = page.getByRole('dialog').getByLabel('Place')
    expect(await places.locator('option').allInnerTexts()).toEqual(['Kinna', 'Wabera'])
    expect(await barriers(page)).toEqual([])
  })
})
