/** Vouchers, by clicks of staff in the portal. */
import type { Page } from 'playwright-core'
import { patienceMs } from './payment.js'
import { downloaded } from './people.js'

/** On the page of vouchers: people are asked at any hour, reminded soon, and have an hour. */
export async function setVoucherRules(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Vouchers', exact: true }).click()
  await page.getByRole('button', { name: 'Change the rules …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Reminders after/).fill('0.5')
  await dialog.getByLabel('Deadline in hours').fill('1')
  await dialog.getByLabel('Rest from hour (0 to 23)').fill('0')
  await dialog.getByLabel('Rest until hour (0 to 23)').fill('0')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Ends on the vouchers of one payout, which are in this state. */
export async function openVoucher(page: Page, ref: string, state: string): Promise<void> {
  await page.getByRole('link', { name: 'Vouchers', exact: true }).click()
  await page.getByRole('link', { name: ref }).first().click({ timeout: patienceMs })
  await page.getByRole('heading', { level: 1, name: `Vouchers of ${ref}` }).waitFor()
  await page.getByText(state, { exact: true }).first().waitFor({ timeout: patienceMs })
}

/** An act on the vouchers of the payout that is open, which are worth so much. */
export async function actOnVouchers(
  page: Page,
  act: string,
  given: { readonly sum: string; readonly reason?: string },
): Promise<void> {
  await page.getByRole('button', { name: `${act} …`, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(given.sum).first().waitFor()
  if (given.reason !== undefined) await dialog.getByLabel('Reason').fill(given.reason)
  await dialog.getByRole('button', { name: act, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** The document of the payout that is open, as a printer gets it. */
export async function printVoucher(page: Page): Promise<Buffer> {
  await page.getByRole('button', { name: 'Print (PDF) …', exact: true }).click()
  const dialog = page.getByRole('dialog')
  const file = await downloaded(page, () => dialog.getByRole('button', { name: 'Print (PDF)', exact: true }).click())
  await dialog.waitFor({ state: 'detached' })
  return file.bytes
}

/** What is lost is proposed to be replaced; somebody else decides it. */
export async function proposeReplacement(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Replace lost vouchers …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: 'Propose it' }).click()
  await dialog.waitFor({ state: 'detached' })
}

export async function approveReplacement(page: Page, left: string): Promise<void> {
  await page.getByRole('link', { name: 'Waits for you' }).click()
  const proposal = page.getByRole('region', { name: 'A lost voucher' })
  await proposal.getByText(left).waitFor()
  await proposal.getByRole('button', { name: 'Approve …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** What is left on the card of the payout that is open, asked of the provider now. */
export async function askBalance(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ask what is left' }).click()
  await page.getByText('The provider told what is left on the card.').last().waitFor()
}

/** On the page of vouchers: the cards that nobody used, as a file. */
export async function unusedReport(page: Page): Promise<string> {
  const link = page.getByRole('link', { name: 'Unused ones, as CSV' })
  return (await downloaded(page, () => link.click())).bytes.toString()
}
