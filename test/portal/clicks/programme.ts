/** A programme set up, by clicks. */
import type { Page } from 'playwright-core'

export interface ProgrammeTyped {
  readonly name: string
  readonly country: string
  readonly currency: string
  /** by its name; it need not be confirmed yet */
  readonly account: string
  /** in whole units, as people type it */
  readonly householdGets: string
  readonly rounds: number
  readonly languages: readonly string[]
}

/** Ends on the set-up of the programme. */
export async function makeProgramme(page: Page, programme: ProgrammeTyped): Promise<void> {
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.getByRole('link', { name: 'New programme' }).first().click()
  await page.getByLabel('Name').fill(programme.name)
  await page.getByLabel('Country', { exact: true }).selectOption(programme.country)
  await page.getByLabel('Currency', { exact: true }).selectOption(programme.currency)
  await page.getByLabel('Account at the provider').selectOption({ label: programme.account })
  await page.getByLabel('Rounds that everybody gets').fill(String(programme.rounds))
  await page.getByLabel(/^A household gets/).fill(programme.householdGets)
  for (const language of programme.languages) await page.getByLabel(language, { exact: true }).check()
  await page.getByRole('button', { name: 'Make the programme' }).click()
  await page.getByRole('heading', { level: 1, name: 'Set-up' }).waitFor()
}

/** On the set-up of a programme. */
export async function bookMoney(page: Page, given: { amount: string; reference: string }): Promise<void> {
  await page.getByRole('button', { name: 'Book money …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Amount in/).fill(given.amount)
  await dialog.getByLabel('Reference').fill(given.reference)
  await dialog.getByText('Available after it').waitFor()
  await dialog.getByRole('button', { name: 'Book money' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** On the set-up of a programme: so many people approve every list. */
export async function askForApprovers(page: Page, number: number): Promise<void> {
  const steps = page.getByRole('region', { name: 'Who approves' })
  await steps.getByRole('button', { name: 'Change …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add a step' }).click()
  await dialog.getByLabel('How many people').fill(String(number))
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** The ways in this order, as the list of them says: `WhatsApp · Twilio`. */
export async function setUpMessages(
  page: Page,
  given: { ways: readonly string[]; organisation: string },
): Promise<void> {
  await page.getByRole('link', { name: 'Messages', exact: true }).click()
  await page.getByRole('tab', { name: 'Set-up' }).click()
  await page.getByRole('button', { name: 'Set up messages …' }).click()
  const dialog = page.getByRole('dialog')
  for (const way of given.ways) {
    await dialog.getByLabel('Add a way').selectOption({ label: way })
    await dialog.getByText(way, { exact: false }).first().waitFor()
  }
  await dialog.getByLabel('Name of the organisation').fill(given.organisation)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** On the calendar page of a programme that has none: from that day on, nothing missed is made up for. */
export async function makeCalendar(
  page: Page,
  given: { firstDay: string; rounds: number; unit?: 'weeks' | 'months'; preview?: readonly string[] },
): Promise<void> {
  await page.getByRole('button', { name: 'Make a calendar …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Unit').selectOption(given.unit ?? 'months')
  await dialog.getByLabel('First day').fill(given.firstDay)
  await dialog.getByLabel('Rounds that everybody gets').fill(String(given.rounds))
  await dialog.getByLabel('Whoever joins late gets').selectOption('all')
  await dialog.getByLabel('Rounds that nobody was there to open').selectOption('none')
  await dialog.getByLabel('A round while the one before is not paid').selectOption('queue')
  await dialog.getByLabel('A round on a holiday').selectOption('skip')
  await dialog.getByRole('button', { name: 'Look at the rounds' }).click()
  for (const said of given.preview ?? []) await dialog.getByText(said).first().waitFor()
  await dialog.getByRole('button', { name: 'Let it run so' }).click()
  await dialog.waitFor({ state: 'detached' })
}
