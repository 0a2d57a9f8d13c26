/** A round from people who came in to books that are closed, by clicks: one function a task. */
import type { Page } from 'playwright-core'
import { choosePage, downloaded } from './people.js'

/** What is paid in the background, on a machine that does other things too. */
export const patienceMs = 90_000

/** On the page of people: the provider is asked about everybody who is not known to receive, until it has said it of all. */
export async function checkNumbers(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'People', exact: true }).click()
  const checks = page.getByRole('region', { name: 'Can the numbers receive?' })
  await checks.getByRole('button', { name: 'Check the numbers …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Will be asked about').waitFor()
  await dialog.getByRole('button', { name: 'Check the numbers' }).click()
  await dialog.waitFor({ state: 'detached' })
  await checks.getByText(/Being checked/).waitFor({ state: 'detached', timeout: patienceMs })
}

/** Everybody whom the page of people shows, after the count said that so many of them can be. */
export async function changeEverybody(page: Page, act: 'Validate' | 'Include', can: number): Promise<void> {
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'People', exact: true }).waitFor()
  // Rows of an earlier visit stand there until the newest came: who is ticked is who was shown.
  await page.reload()
  await choosePage(page)
  await page.getByRole('button', { name: `${act} …`, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Can be changed').waitFor()
  await dialog.getByRole('button', { name: `${act}: ${can}`, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Ends on the page of the distribution, which waits for somebody else. */
export async function makeDistribution(page: Page, given: { name: string; sum: string }): Promise<void> {
  await page.getByRole('link', { name: 'Distributions', exact: true }).click()
  await page.getByRole('button', { name: 'New distribution …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(given.name)
  await dialog.getByRole('button', { name: 'Count', exact: true }).click()
  await dialog.getByText(given.sum).first().waitFor()
  await dialog.getByRole('button', { name: 'Make the list' }).click()
  await page.getByRole('heading', { level: 1, name: given.name }).waitFor()
  await page.getByText('Waits for approval').first().waitFor({ timeout: patienceMs })
}

/** By somebody else, who finds it at Home. */
export async function approveDistribution(page: Page, given: { name: string; sum: string }): Promise<void> {
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.getByRole('link', { name: `Approve ${given.name}` }).click()
  await page.getByRole('button', { name: 'Approve …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(given.sum).waitFor()
  await dialog.getByText(/^[0-9a-f]{64}$/).waitFor()
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** On the page of a distribution that was approved. */
export async function startPaying(page: Page, sum: string): Promise<void> {
  await page.getByRole('button', { name: 'Start paying …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(sum).waitFor()
  await dialog.getByRole('button', { name: 'Start paying' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** In the dialog that a person or a failed payout opens. */
export async function proposeNumber(page: Page, number: string, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('New number').fill(number)
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: 'Correct the number' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** By somebody else, once the provider has said that the number can receive. */
export async function approveNumber(page: Page, ref: string): Promise<void> {
  await page.getByRole('link', { name: 'Waits for you' }).click()
  await page.getByRole('button', { name: `Approve: ${ref}`, exact: true }).click({ timeout: patienceMs })
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** On the page of a distribution: the report of what became of it. */
export async function closingReport(page: Page): Promise<string> {
  const papers = page.getByRole('region', { name: 'Lists to sign and reports' })
  await papers.getByRole('button', { name: 'Ask for a paper …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Which').selectOption('closing')
  await dialog.getByLabel('File').selectOption('csv')
  await dialog.getByRole('button', { name: 'Ask for a paper' }).click()
  await dialog.waitFor({ state: 'detached' })
  const link = papers.getByRole('link', { name: 'Download' })
  await link.waitFor({ timeout: patienceMs })
  return (await downloaded(page, () => link.click())).bytes.toString()
}

/** By whoever may prove the books: what the page says of them. */
export async function proveBooks(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'System', exact: true }).click()
  await page.getByRole('button', { name: 'Prove the books' }).click()
  return page
    .getByRole('status')
    .filter({ hasText: /Checks|do not|not/ })
    .innerText({ timeout: patienceMs })
}
